// The state of the widget as signals, and the small functions that change it. In: frames and answers of the desk, the customer's doings.
// Out: what the views draw. Holds no network and no DOM.
import { computed, signal } from "./lib.js";
import * as storage from "./storage.js";

export const shown = signal(false);
export const route = signal({ name: "home" });
export const brand = signal({ name: "", hue: 258, logo_url: null });
export const config = signal({ max_file_bytes: 25 * 1024 * 1024, accept: [], never_ask: "" });
export const signedIn = signal(null); // {contact, name, assurance} of the session
export const link = signal("off"); // off, connecting, live, lost
export const online = signal(navigator.onLine);
export const trouble = signal(null); // a problem that concerns the whole widget
export const ticketsKnown = signal(false);
export const conversations = signal(new Map()); // ticket id -> conversation
export const outbox = signal([]); // messages that the desk has not shown back yet, oldest first
export const drafts = signal({}); // conversation -> {text, files}
export const gaps = signal([]); // {from, to}: when the connection was away, microseconds
export const toast = signal("");
export const spoken = signal(""); // the newest message, for the live region
export const now = signal(Date.now());

const EMPTY = { head: null, events: [], seq: 0, marks: { customer_delivered: 0, customer_read: 0, desk_read: 0 }, typing: null, typingUntil: 0, caught: false };

let toastTimer = 0;

/** A short word at the bottom that goes away by itself. */
export function say(words) {
  clearTimeout(toastTimer);
  toast.value = words;
  if (words) toastTimer = setTimeout(() => { toast.value = ""; }, 5000);
}

export const conversation = (id) => conversations.value.get(id) ?? null;

export function change(id, fields) {
  const next = new Map(conversations.value);
  next.set(id, { ...EMPTY, ...next.get(id), id, ...fields });
  conversations.value = next;
}

/** A ticket's head from the list or from a frame. An older head never replaces a newer one. */
export function putHead(head) {
  const known = conversation(head.ticket)?.head;
  if (known && known.seq > head.seq) return;
  change(head.ticket, { head });
}

/** Adds events by seq; what is there already stays single. Returns those that are new. */
export function putEvents(id, events) {
  const kept = conversation(id)?.events ?? [];
  const have = new Set(kept.map((event) => event.seq));
  const fresh = events.filter((event) => !have.has(event.seq));
  const updated = events.filter((event) => have.has(event.seq));
  if (!fresh.length && !updated.length) return [];
  const bySeq = new Map(kept.map((event) => [event.seq, event]));
  for (const event of events) bySeq.set(event.seq, event);
  for (const event of events) if (event.kind === "erased" && bySeq.has(event.erased_seq)) bySeq.set(event.erased_seq, blank(bySeq.get(event.erased_seq)));
  const all = [...bySeq.values()].sort((a, b) => a.seq - b.seq);
  change(id, { events: all, seq: Math.max(conversation(id)?.seq ?? 0, all.at(-1).seq) });
  return fresh;
}

const blank = ({ text, closing, files, ...event }) => ({ ...event, erased: true, ...(files ? { files: files.map((file) => ({ ...file, state: "erased" })) } : {}) });

export function putMarks(id, marks) {
  const known = conversation(id)?.marks ?? EMPTY.marks;
  const next = {};
  for (const key of Object.keys(EMPTY.marks)) next[key] = Math.max(known[key], marks[key] ?? 0);
  change(id, { marks: next });
}

export const tickets = computed(() =>
  [...conversations.value.values()].filter((one) => one.head && one.head.status !== "merged").sort((a, b) => b.head.activity_at - a.head.activity_at),
);

/** Messages of the desk that the customer has not seen yet. */
export function unreadOf(one) {
  if (!one.caught && !one.events.length) return one.head?.unread ?? 0;
  return one.events.filter((event) => event.seq > one.marks.customer_read && isFromDesk(event)).length;
}

export const isFromDesk = (event) => ["message_sent", "solved", "incident_told"].includes(event.kind);

export const unread = computed(() => tickets.value.reduce((sum, one) => sum + unreadOf(one), 0));

const LONG = 4000; // characters of a draft that is written down when typing pauses
const LONG_PAUSE_MS = 600;
const later = new Map();

export function setDraft(id, draft) {
  const { [id]: _, ...others } = drafts.value;
  const keep = draft && (draft.text || draft.files?.length);
  drafts.value = keep ? { ...others, [id]: draft } : others;
  clearTimeout(later.get(id));
  later.delete(id);
  if (!keep) storage.remove(`draft/${id}`);
  else if (draft.text.length > LONG) later.set(id, setTimeout(writeDown, LONG_PAUSE_MS, id));
  else writeDown(id);
}

function writeDown(id) {
  later.delete(id);
  if (drafts.value[id]) storage.set(`draft/${id}`, drafts.value[id]);
}

addEventListener("pagehide", () => { for (const id of [...later.keys()]) writeDown(id); });

export const draftOf = (id) => drafts.value[id] ?? { text: "", files: [] };

const CACHED = 120;

/** Keeps a conversation, so that the next page shows it before the network answers. Very long ones are fetched again instead. */
export function cache(id) {
  const one = conversation(id);
  if (!one?.head) return;
  const { head, events, marks } = one;
  if (events.length > CACHED) storage.remove(`log/${id}`);
  else storage.set(`log/${id}`, { head, marks, events });
}

/** Reads back what an earlier page left for this owner. */
export function recall() {
  const map = new Map();
  for (const key of storage.list("log/")) {
    const kept = storage.get(key);
    const id = key.slice(4);
    if (!kept?.head) continue;
    map.set(id, { ...EMPTY, id, head: kept.head, events: kept.events, marks: { ...EMPTY.marks, ...kept.marks }, seq: kept.events.at(-1)?.seq ?? 0 });
  }
  conversations.value = map;
  const found = {};
  for (const key of storage.list("draft/")) found[key.slice(6)] = storage.get(key);
  drafts.value = found;
  outbox.value = storage.list("out/").map((key) => storage.get(key)).filter(Boolean).sort((a, b) => a.at - b.at);
  ticketsKnown.value = false;
}
