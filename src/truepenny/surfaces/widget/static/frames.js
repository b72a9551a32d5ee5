// What the desk's frames mean for the state. In: frames of the live protocol. Out: changed signals, and words for screen readers.
import { t } from "./i18n.js";
import * as live from "./live.js";
import * as outbox from "./outbox.js";
import { hear, isCard } from "./secrets.js";
import * as session from "./session.js";
import { cache, change, conversation, conversations, isFromDesk, putEvents, putHead, putMarks, route, spoken, tickets } from "./state.js";
import * as storage from "./storage.js";

const FOLLOWED_AT_ONCE = 30;
const TYPING_MS = 8000;
const GATHER_MS = 10;
let followed = new Set();
let waiting = [];
let timer = 0;

/** The tickets to follow: newest first; one that has just got its number has no head yet. */
function toFollow() {
  const bare = [...conversations.value.values()].filter((one) => !one.head);
  return [...bare, ...tickets.value].slice(0, FOLLOWED_AT_ONCE);
}

/** Where we stand in each ticket that we follow. */
export function cursors() {
  const standing = {};
  for (const one of toFollow()) standing[one.id] = one.seq;
  followed = new Set(Object.keys(standing));
  return standing;
}

/** Follows a ticket on the present connection; over the stream that takes a fresh one. */
export function follow(id) {
  if (followed.has(id) || !live.isLive()) return;
  followed.add(id);
  if (live.mode() === "stream") live.restart();
  else live.send({ type: "follow", ticket: id, after: conversation(id)?.seq ?? 0 });
}

export function followAll() {
  for (const one of toFollow()) follow(one.id);
}

export function take(frame) {
  if (frame.type === "event") gather(frame.event);
  else if (frame.type === "ticket") {
    putHead(frame.ticket);
    cacheLater(frame.ticket.ticket);
  } else if (frame.type === "caught_up") {
    pour();
    followed.add(frame.ticket);
    change(frame.ticket, { caught: true, seq: Math.max(frame.seq, conversation(frame.ticket)?.seq ?? 0) });
    cacheLater(frame.ticket);
  } else if (frame.type === "marks") {
    putMarks(frame.ticket, frame);
    cacheLater(frame.ticket);
  } else if (frame.type === "typing") typing(frame);
  else if (frame.type === "accepted") {
    // A socket follows a new ticket by itself, from its start; a stream has to come back for it.
    if (live.mode() === "socket" && outbox.opens(frame.id)) change(frame.ticket, { caught: true });
    outbox.accepted(frame);
    follow(frame.ticket);
  } else if (frame.type === "refused") refused(frame);
}

/** Forgets what was on its way in, for another owner takes the place. */
export function reset() {
  waiting = [];
  followed = new Set();
}

function gather(event) {
  waiting.push(event);
  timer ||= setTimeout(pour, GATHER_MS);
}

/** Replays come in bursts: they are put in together. */
function pour() {
  clearTimeout(timer);
  timer = 0;
  const groups = Map.groupBy ? Map.groupBy(waiting, (event) => event.ticket) : group(waiting);
  waiting = [];
  for (const [id, events] of groups) {
    const fresh = putEvents(id, events);
    outbox.landed(fresh);
    if (conversation(id).caught) {
      fresh.filter(isFromDesk).forEach(speak);
      fresh.filter(isCard).forEach(hear);
    }
    if (fresh.some(isFromDesk)) change(id, { typing: null });
    cacheLater(id);
  }
}

function group(events) {
  const groups = new Map();
  for (const event of events) groups.set(event.ticket, [...(groups.get(event.ticket) ?? []), event]);
  return groups;
}

function speak(event) {
  spoken.value = event.kind === "solved" ? t("The desk has recorded the solution.") : t("{name} says: {text}", { name: event.actor.name ?? "", text: event.text ?? t("a file") });
}

function typing({ ticket, actor, mode }) {
  if (actor.kind !== "agent") return;
  change(ticket, { typing: mode === "reply" ? actor : null, typingUntil: Date.now() + TYPING_MS });
  setTimeout(() => {
    const one = conversation(ticket);
    if (one?.typing && one.typingUntil <= Date.now()) change(ticket, { typing: null });
  }, TYPING_MS + 50);
}

function refused(frame) {
  if (frame.status === 401) {
    session.renew(session.token()).then(live.restart, live.disconnect);
  } else if (frame.id) outbox.refused(frame);
  else if (frame.ticket && frame.status === 404) forget(frame.ticket);
}

/** A ticket that is not ours to see (any more). */
function forget(id) {
  const { [id]: _, ...others } = Object.fromEntries(conversations.value);
  conversations.value = new Map(Object.entries(others));
  storage.remove(`log/${id}`);
  if (route.value.id === id) route.value = { name: "home" };
}

const due = new Map();

function cacheLater(id) {
  if (!due.has(id)) due.set(id, setTimeout(() => cacheNow(id), 400));
}

function cacheNow(id) {
  clearTimeout(due.get(id));
  due.delete(id);
  cache(id);
}

addEventListener("pagehide", () => [...due.keys()].forEach(cacheNow));
