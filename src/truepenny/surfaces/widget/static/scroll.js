// Keeps the conversation where the reader is: at the newest message when they were there, in place when they read further up.
import { signal } from "./lib.js";
import { markRead } from "./actions.js";
import { route } from "./state.js";

export const below = signal(0); // new messages under the visible part
const NEAR_PX = 48;
let following = true;
let drawn = null; // {id, last} of the conversation as it was last drawn
let watched = null;

const scrollerOf = (panel) => panel.querySelector(".scroller[data-last]"); // other lists begin at their top
const near = (one) => one.scrollHeight - one.scrollTop - one.clientHeight < NEAR_PX;

export function after(panel) {
  const one = scrollerOf(panel);
  if (!one) {
    drawn = null;
    return;
  }
  watch(one);
  const { id } = route.value;
  const last = one.dataset.last;
  if (drawn?.id !== id && !(drawn && one.dataset.from === drawn.id)) {
    following = true;
    below.value = 0;
    const mark = one.querySelector(".unread");
    if (mark) one.scrollTop = mark.offsetTop - 64;
    else toEnd(one);
  } else if (last !== drawn.last && one.dataset.mine === "yes") toEnd(one);
  else if (following) toEnd(one);
  else if (last !== drawn.last) below.value += 1;
  drawn = { id, last };
  seen(one);
}

/** A last card that is taller than the view begins at its top. */
function toEnd(one) {
  const last = one.firstElementChild.lastElementChild;
  one.scrollTop = last?.matches(".card") && last.offsetHeight > one.clientHeight ? last.offsetTop - 16 : one.scrollHeight;
  below.value = 0;
}

function seen(one) {
  if (!near(one)) return;
  if (below.value) below.value = 0;
  markRead(route.value.id);
}

/** Pictures that arrive late and keyboards that open change heights: stay at the end if we were there. */
function watch(one) {
  if (watched === one) return;
  watched = one;
  let top = 0;
  // Only a move upwards is the reader's wish to stay: what grows below looks the same, but is not.
  one.addEventListener("scroll", () => {
    if (near(one)) following = true;
    else if (one.scrollTop < top - 2) following = false;
    top = one.scrollTop;
    seen(one);
  }, { passive: true });
  const observer = new ResizeObserver(() => following && toEnd(one));
  observer.observe(one);
  observer.observe(one.firstElementChild);
}

export function jump(panel) {
  const one = scrollerOf(panel);
  one.scrollTo({ top: one.scrollHeight, behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
}
