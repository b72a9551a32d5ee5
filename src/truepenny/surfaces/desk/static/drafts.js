/* What an agent has begun to write, by ticket and mode. Mirrored on this device at once and on the server soon after; the mirror wins
   over the server only while the server has not confirmed it. */

import { api } from "./api.js";
import { keep, keptKeys, recall } from "./prefs.js";
import { emit } from "./store.js";

const PAUSE_MS = 700;
const PREFIX = "tp-draft:";
const drafts = new Map();
const timers = new Map();

export const emptyDraft = Object.freeze({ text: "", files: [] });

function keyOf(number, mode) {
  return `${PREFIX}${number}:${mode}`;
}

export function draftOf(number, mode) {
  return drafts.get(keyOf(number, mode)) ?? recall(keyOf(number, mode), null)?.draft ?? emptyDraft;
}

export function hasDraft(number, modes = ["reply", "note"]) {
  return modes.some((mode) => draftOf(number, mode).text.trim() || draftOf(number, mode).files.length);
}

/** What the server has, unless this device has something newer that never arrived there. */
export function adoptDrafts(number, fromServer) {
  for (const mode of ["reply", "note"]) {
    const key = keyOf(number, mode);
    const mirror = recall(key, null);
    if (mirror && !mirror.confirmed) {
      drafts.set(key, mirror.draft);
      push(number, mode);
      continue;
    }
    const draft = fromServer[mode];
    const files = draft?.files ?? [];
    drafts.set(key, { text: draft?.text ?? "", files });
    if (!draft?.text && !files.length) keep(key, null);
  }
  emit("draft", number);
}

export function saveDraft(number, mode, draft) {
  const key = keyOf(number, mode);
  drafts.set(key, draft);
  keep(key, { draft, confirmed: false });
  clearTimeout(timers.get(key));
  timers.set(key, setTimeout(() => push(number, mode), PAUSE_MS));
  emit("draft", number);
}

export function clearDraft(number, mode) {
  saveDraft(number, mode, emptyDraft);
}

async function push(number, mode, options) {
  const key = keyOf(number, mode);
  clearTimeout(timers.get(key));
  timers.delete(key);
  const draft = draftOf(number, mode);
  try {
    await api.draft(number, { mode, text: draft.text, files: draft.files.map((file) => file.id) }, options);
  } catch (problem) {
    if (problem.passing) timers.set(key, setTimeout(() => push(number, mode), 10_000));
    return;
  }
  if (drafts.get(key) !== draft && drafts.has(key)) return;
  keep(key, draft.text || draft.files.length ? { draft, confirmed: true } : null);
}

/** Push everything the server has not confirmed: when the connection is back, or the page is about to go. */
export function pushDrafts(options) {
  for (const key of keptKeys(PREFIX)) {
    const mirror = recall(key, null);
    if (!mirror || mirror.confirmed) continue;
    const [, number, mode] = key.split(":");
    push(number, mode, options);
  }
}

addEventListener("pagehide", () => pushDrafts({ keepalive: true }));
