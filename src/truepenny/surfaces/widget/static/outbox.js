// What the customer sent and the desk has not confirmed: kept on this machine first, sent second, removed when it is on the desk's disk.
// Each message has an id of ours, so that sending it again (another tab, another day) never makes a second one.
import { newId, Problem } from "./api.js";
import * as live from "./live.js";
import { conversation, draftOf, outbox, route, setDraft } from "./state.js";
import * as storage from "./storage.js";

let hooks = null; // {connect(), follow(ticket), upload(file), opened(from, ticket)}
const flying = new Set(); // ids sent over the present connection
const RECEIPTS = 200;

export function setHooks(given) { hooks = given; }

const save = (item) => item.state !== "accepted" && storage.set(`out/${item.id}`, { ...item, state: item.state === "failed" ? "failed" : "waiting" });

function replace(id, fields) {
  outbox.value = outbox.value.map((item) => (item.id === id ? { ...item, ...fields } : item));
  const item = outbox.value.find((one) => one.id === id);
  if (item) save(item);
}

/** Takes a message into the outbox and starts sending. where: a ticket, an unfinished new conversation, or "new". Returns where it went. */
export function submit(where, { text, files }) {
  const id = newId();
  const conv = where === "new" ? `n-${id}` : where;
  const ticket = conv.startsWith("n-") ? null : conv;
  const item = { id, conv, ticket, text, files, at: Date.now() * 1000, state: "waiting", problem: null };
  storage.set(`out/${id}`, item);
  outbox.value = [...outbox.value, item];
  hooks.connect();
  flush();
  return conv;
}

/** Sends the first waiting message of each conversation; the next one follows when that is on disk, so the order stays. */
export function flush() {
  const seen = new Set();
  for (const item of outbox.value) {
    if (item.state === "failed" || item.state === "accepted" || seen.has(item.conv)) continue;
    seen.add(item.conv);
    const missing = item.files.filter((file) => !file.id);
    if (missing.length) missing.forEach(hooks.upload);
    else if (!flying.has(item.id)) transmit(item);
  }
}

function transmit(item) {
  const frame = { type: "send", id: item.id, ticket: item.ticket, text: item.text, files: item.files.map((file) => file.id) };
  flying.add(item.id);
  if (live.send(frame)) replace(item.id, { state: "sent" });
  else flying.delete(item.id);
}

/** The connection was lost: what was on the wire may or may not have arrived, so it goes again. */
export function unsettle() {
  flying.clear();
  for (const item of outbox.value) if (item.state === "sent") replace(item.id, { state: "waiting" });
}

/** Whether this message is the first of a new ticket. */
export const opens = (id) => outbox.value.some((item) => item.id === id && !item.ticket);

export function accepted(frame) {
  flying.delete(frame.id);
  storage.set(`receipt/${frame.id}`, { ticket: frame.ticket, number: frame.number, seq: frame.seq, at: frame.at, digest: frame.digest });
  if (frame.guest_link) storage.set(`link/${frame.ticket}`, frame.guest_link);
  storage.remove(`out/${frame.id}`);
  settle(frame.id, frame);
  prune();
  flush();
}

/** Our message is on the desk's disk (we heard it here, or another tab did). */
function settle(id, { ticket, seq, at }) {
  const item = outbox.value.find((one) => one.id === id);
  if (!item) return;
  const from = item.conv;
  const arrived = conversation(ticket)?.events.some((event) => event.client_id === id);
  outbox.value = outbox.value
    .filter((one) => !(arrived && one.id === id))
    .map((one) => (one.id === id ? { ...one, state: "accepted", seq, acceptedAt: at } : one))
    .map((one) => (one.conv === from && from !== ticket ? { ...one, conv: ticket, ticket } : one));
  for (const one of outbox.value) if (one.conv === ticket) save(one);
  if (from === ticket) return;
  setDraft(ticket, draftOf(from));
  setDraft(from, null);
  hooks.opened(from, ticket);
}

export function refused(frame) {
  flying.delete(frame.id);
  const problem = new Problem(frame);
  if (problem.status === 401) return false;
  if (problem.passing) setTimeout(flush, (problem.retryAfter ?? 5) * 1000);
  else fail(frame.id, problem);
  return true;
}

export function fail(id, { title, detail }) {
  replace(id, { state: "failed", problem: { title, detail } });
  flush();
}

export function retry(id) {
  replace(id, { state: "waiting", problem: null });
  hooks.connect();
  flush();
}

export function discard(id) {
  storage.remove(`out/${id}`);
  outbox.value = outbox.value.filter((item) => item.id !== id);
}

/** Back into the composer, to be changed. */
export function edit(id) {
  const item = outbox.value.find((one) => one.id === id);
  discard(id);
  const where = item.conv.startsWith("n-") && !outbox.value.some((one) => one.conv === item.conv) ? "new" : item.conv;
  const draft = draftOf(where);
  setDraft(where, { text: [item.text, draft.text].filter(Boolean).join("\n"), files: [...item.files, ...draft.files] });
  if (where === "new") route.value = { name: "chat", id: "new" };
}

/** Events from the desk that are our own messages: the event takes the pending one's place. */
export function landed(events) {
  const ids = new Set(events.map((event) => event.client_id).filter(Boolean));
  if (!ids.size || !outbox.value.some((item) => ids.has(item.id))) return;
  for (const event of events) {
    const item = event.client_id && outbox.value.find((one) => one.id === event.client_id);
    if (item && item.conv !== event.ticket) settle(event.client_id, event);
    if (item) discard(item.id);
  }
  flush();
}

/** A file of a waiting message has been taken by the desk. */
export function fileTaken(key, view) {
  for (const item of outbox.value)
    if (item.files.some((file) => file.key === key)) replace(item.id, { files: item.files.map((file) => (file.key === key ? { ...file, id: view.id } : file)) });
  flush();
}

export const holds = (key) => outbox.value.find((item) => item.files.some((file) => file.key === key));

/** Another tab wrote a message, or heard that one was taken. */
export function changedElsewhere(key, value) {
  const [kind, id] = key.split("/");
  if (kind === "out" && value) {
    const mine = outbox.value.find((item) => item.id === id);
    if (!mine) outbox.value = [...outbox.value, value].sort((a, b) => a.at - b.at);
    else if (!flying.has(id) && mine.state !== "accepted") outbox.value = outbox.value.map((item) => (item.id === id ? value : item));
  } else if (kind === "out" && !storage.get(`receipt/${id}`)) outbox.value = outbox.value.filter((item) => item.id !== id);
  else if (kind === "receipt" && value) settle(id, value);
}

export const receiptOf = (clientId) => storage.get(`receipt/${clientId}`);
export const linkOf = (ticket) => storage.get(`link/${ticket}`);

/** Private links of tickets that this session does not see (any more): [{ticket, link}]. */
export const linksElsewhere = () => storage.list("link/").map((key) => ({ ticket: key.slice(5), link: storage.get(key) })).filter(({ ticket }) => !conversation(ticket));

function prune() {
  const keys = storage.list("receipt/");
  if (keys.length <= RECEIPTS) return;
  const aged = keys.map((key) => [storage.get(key)?.at ?? 0, key]).sort((a, b) => a[0] - b[0]);
  for (const [, key] of aged.slice(0, keys.length - RECEIPTS)) storage.remove(key);
}
