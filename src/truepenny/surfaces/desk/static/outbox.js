/* Replies and notes on their way to the server. Each has an id of its own and is kept on this device until the server has answered,
   so that a lost connection or a reload sends it once, later, and never twice. */

import { api, newId } from "./api.js";
import { clearDraft, draftOf, saveDraft } from "./drafts.js";
import { keep, recall } from "./prefs.js";
import { rememberRefusal } from "./refusals.js";
import { emit, on, store } from "./store.js";
import { findTicket, tell } from "./tickets.js";

const KEY = "tp-outbox";
const AGAIN_MS = 8_000;
let items = recall(KEY, []).map((item) => ({ ...item, state: "sending" }));
let timer = 0;
const undoing = new Set();

function save() {
  keep(KEY, items);
}

export function unsent(number) {
  return items.filter((item) => item.number === number);
}

/** Hand over what stands in the composer. mode reply waits at the server for its undo time; a note is written at once.
    contacts: "sure" sends contacts that are not official. */
export function dispatch(number, mode, { contacts } = {}) {
  const draft = draftOf(number, mode);
  const item = {
    id: newId(), number, mode, text: draft.text.trim(), files: draft.files, at: Date.now() * 1000 + store.clockOffset, state: "sending", contacts,
  };
  items = [...items, item];
  save();
  clearDraft(number, mode);
  emit("outbox", number);
  return push(item);
}

async function push(item) {
  set(item, { state: "sending", problem: null });
  try {
    const answer = await api.act(item.number, item.mode, { id: item.id, text: item.text, files: item.files.map((file) => file.id), contacts: item.contacts });
    drop(item);
    if (item.mode === "reply") adoptHeld(item, answer);
  } catch (problem) {
    if (problem.marks?.length) return refuse(item, problem);
    set(item, { state: problem.passing ? "waiting" : "failed", problem: { title: problem.title, detail: problem.detail } });
    if (problem.passing) {
      clearTimeout(timer);
      timer = setTimeout(pushAll, AGAIN_MS);
    }
  }
}

/** What must not be said goes back to where it was written, with the sentence marked. */
function refuse(item, problem) {
  drop(item);
  bringBack(item.number, item.mode, item.text, item.files);
  rememberRefusal(item.number, item.mode, item.text, problem);
}

function adoptHeld(item, reply) {
  const state = findTicket(item.number);
  if (!state || !reply?.due_at || reply.state === "undone") return;
  const sent = state.events.some((event) => event.client_id === item.id);
  if (!sent && !state.held.some((other) => other.id === reply.id)) state.held = [...state.held, reply];
  tell(state);
}

function set(item, change) {
  items = items.map((other) => (other.id === item.id ? { ...other, ...change } : other));
  save();
  emit("outbox", item.number);
}

function drop(item) {
  items = items.filter((other) => other.id !== item.id);
  save();
  emit("outbox", item.number);
}

export function pushAll() {
  for (const item of items) if (item.state !== "failed") push(item);
}

export function tryAgain(id) {
  const item = items.find((other) => other.id === id);
  if (item) push(item);
}

/** Put words back into the composer, in front of what has been written since. */
export function bringBack(number, mode, text, files) {
  const draft = draftOf(number, mode);
  const together = [text, draft.text].filter((part) => part.trim()).join("\n\n");
  saveDraft(number, mode, { text: together, files: [...files, ...draft.files] });
  emit("compose", { number, mode });
}

export function takeBack(id) {
  const item = items.find((other) => other.id === id);
  if (!item) return;
  drop(item);
  bringBack(item.number, item.mode, item.text, item.files);
}

/** Undoing twice gives the same words again, so a lost answer is asked for again. */
async function askUndo(number, reply, pauses = [1_000, 2_000, 4_000]) {
  try {
    return await api.act(number, "undo", { reply: reply.id });
  } catch (problem) {
    if (!problem.passing || !pauses.length) throw problem;
    await new Promise((resolve) => setTimeout(resolve, pauses[0]));
    return askUndo(number, reply, pauses.slice(1));
  }
}

/** Stop a reply before its time has passed. A second click while the first is under way does nothing. */
export async function undoReply(number, reply) {
  if (undoing.has(reply.id)) return;
  undoing.add(reply.id);
  const answer = await askUndo(number, reply).finally(() => undoing.delete(reply.id));
  const state = findTicket(number);
  if (state) {
    state.held = state.held.filter((other) => other.id !== reply.id);
    tell(state);
  }
  bringBack(number, "reply", answer?.text ?? reply.text, answer?.files ?? []);
}

on("event", (event) => {
  if (event.client_id && items.some((item) => item.id === event.client_id)) drop({ id: event.client_id, number: event.ticket });
});
