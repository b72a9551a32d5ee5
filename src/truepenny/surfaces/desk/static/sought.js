/* The message that somebody was led to: it is read when it is not here, scrolled to, and marked for a moment. */

import { emit, store } from "./store.js";
import { loadOlder, openTicket } from "./tickets.js";

const MARKED_MS = 4_000;

/** Lead to a message of a ticket; seq 0: to none. */
export async function seek(number, seq) {
  store.sought = number && seq ? { number, seq, found: false } : null;
  if (!store.sought) return;
  const mine = store.sought;
  const state = openTicket(number);
  await state.loading;
  while (store.sought === mine && state.loaded && state.older && (state.events[0]?.seq ?? 0) > seq) {
    if (!(await loadOlder(state).then(() => true, () => false))) return;
  }
  if (store.sought === mine && state.loaded) emit("sought", mine);
}

/** Scroll box to what is sought and mark it; false while it is not drawn. */
export function showSought(box, { number, seq }) {
  const found = box.querySelector(`.events-all > [data-seq="${seq}"]`);
  if (!found || store.sought?.number !== number) return false;
  for (const fold of found.querySelectorAll("details.tp-fold")) fold.open = true;
  const space = (box.clientHeight - found.offsetHeight) / 2;
  box.scrollTop += found.getBoundingClientRect().top - box.getBoundingClientRect().top - Math.max(12, space);
  if (!store.sought.found) mark(found, store.sought);
  return true;
}

function mark(found, mine) {
  mine.found = true;
  found.classList.add("sought");
  setTimeout(() => {
    found.classList.remove("sought");
    if (store.sought === mine) store.sought = null;
  }, MARKED_MS);
}
