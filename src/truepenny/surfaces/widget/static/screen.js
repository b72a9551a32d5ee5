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
let guarded = null;
let exact = null;
let loading = null;
let waited = false;
let failures = 0;
const turned = signal(0);

export function begin(given) {
  shell = given;
  storage.setSieve(sift);
  effect(() => {
    const all = drafts.value;
    if (shown.value && Object.values(all).some((draft) => draft.text)) untracked(() => (guarded ? guarded.watch(all) : load()));
  });
}

/** A draft or a waiting message as it may be written down. */
function sift(value) {
  const text = keepable(value.text ?? "");
  const files = (value.files ?? []).map((file) => ({ ...file, name: keepable(file.name) ?? "" }));
  if (text === null && value.id) return null; // a message is kept whole or not at all
  return text || files.length ? { ...value, text: text ?? "", files } : null;
}

export function load() {
  loading ??= import(`${shell.base}shared/screen/start.js${failures ? `?again=${failures}` : ""}`) // browsers may remember what failed by its address
    .then((module) => module.start({ language, root: shell.root, more: () => guarded?.sweep() }))
    .then((screen) => {
      exact = screen;
      decideBy(screen.clean);
      guarded = screen.guardDrafts({ drafts, outbox, draftOf, setDraft, set: storage.set, turned: () => { turned.value += 1; } });
      guarded.sweep();
    })
    .catch(() => {
      failures += 1;
      setTimeout(() => { loading = null; }, AGAIN_MS);
    });
  return loading;
}

/** Whether the screen has nothing at all against a text; null while it cannot say. */
export const isClear = (text) => (exact && exact.clean(text) !== null ? !exact.find(text).length : null);

/** The warning for a draft, as an element to be drawn beside its field; nothing while there is no screen. */
export const warning = (where) => turned.value >= 0 && guarded?.warning(where);

/** The name of the warning that stands in the way of sending a draft, for aria-describedby; null when nothing does. */
export const blocked = (where) => (turned.value >= 0 && guarded?.blocked(where)) || null;

/** Whether a draft may be sent. Waits a little for the screen, once. */
export async function passes(where) {
  if (!draftOf(where).text.trim()) return true;
  if (!guarded && !waited) await Promise.race([load(), new Promise((done) => { setTimeout(done, PATIENCE_MS); })]);
  waited = true;
  return !guarded || guarded.passes(where);
}
