// Before sending: what must not be sent or kept is found in the customer's words, here in the browser. The screen itself (shared/screen) is
// fetched when somebody writes; where it cannot be had, writing and sending go on and the desk decides alone.
import { decideBy, keepable } from "../shared/screen/keep.js";
import { language } from "./i18n.js";
import { effect, signal, untracked } from "./lib.js";
import { draftOf, drafts, outbox, setDraft, shown } from "./state.js";
import * as storage from "./storage.js";

const PATIENCE_MS = 1500;
const AGAIN_MS = 10_000;

let shell = null;
let screen = null;
let loading = null;
let waited = false;
const guards = new Map(); // draft -> its guard
const turned = signal(0);

export function begin(given) {
  shell = given;
  storage.setSieve(sift);
  effect(() => {
    const all = drafts.value;
    if (!shown.value || !Object.values(all).some((draft) => draft.text)) return;
    untracked(() => (screen ? watch(all) : load()));
  });
}

/** A draft or a waiting message as it may be written down. */
function sift(value) {
  const text = keepable(value.text ?? "");
  const files = (value.files ?? []).map((file) => ({ ...file, name: keepable(file.name) ?? "" }));
  if (text === null && value.id) return null; // a message is kept whole or not at all
  return text || files.length ? { ...value, text: text ?? "", files } : null;
}

function load() {
  loading ??= import(`${shell.base}shared/screen/start.js`)
    .then((module) => module.start({ language, root: shell.root, more: sweep }))
    .then((made) => {
      screen = made;
      decideBy(made.clean);
      sweep();
    })
    .catch(() => { setTimeout(() => { loading = null; }, AGAIN_MS); });
  return loading;
}

/** What was written down, or held back, before the screen could say: once more. */
function sweep() {
  watch(drafts.value);
  for (const [where, draft] of Object.entries(drafts.value)) storage.set(`draft/${where}`, draft);
  outbox.value = outbox.value.map((item) => (item.state === "waiting" || item.state === "failed" ? { ...item, text: screen.clean(item.text) ?? item.text } : item));
  for (const item of outbox.value) if (item.state !== "accepted") storage.set(`out/${item.id}`, item);
}

function watch(all) {
  for (const where of guards.keys()) if (!all[where]) guardOf(where).look("");
  for (const [where, { text }] of Object.entries(all)) guardOf(where).look(text);
}

function guardOf(where) {
  if (!guards.has(where)) {
    const field = () => guard.element.parentElement?.querySelector("textarea");
    const guard = screen.guard({
      replace: (text) => setDraft(where, { ...draftOf(where), text }),
      select: (start, end) => {
        field()?.focus();
        field()?.setSelectionRange(start, end);
      },
      focus: () => field()?.focus(),
    }, () => { turned.value += 1; });
    guards.set(where, guard);
  }
  return guards.get(where);
}

/** The warning for a draft, as an element to be drawn beside its field; nothing while there is no screen. */
export const warning = (where) => turned.value >= 0 && guards.get(where)?.element;

/** The name of the warning that stands in the way of sending a draft, for aria-describedby; null when nothing does. */
export const blocked = (where) => (turned.value >= 0 && guards.get(where)?.reason) || null;

/** Whether a draft may be sent. Waits a little for the screen, once; where something is in the way, leads there. */
export async function passes(where) {
  if (!draftOf(where).text.trim()) return true;
  if (!screen && !waited) await Promise.race([load(), new Promise((done) => { setTimeout(done, PATIENCE_MS); })]);
  waited = true;
  if (!screen) return true;
  if (await guardOf(where).settle(draftOf(where).text)) return true;
  guardOf(where).insist();
  return false;
}
