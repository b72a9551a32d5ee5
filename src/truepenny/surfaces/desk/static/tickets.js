/* The tickets that this desk holds in memory: the latest two dozen, kept true by following them. Opening one that is here costs no
   request. Frames are applied by seq, so that a frame that comes twice or early does nothing twice. */

import { api } from "./api.js";
import { plain, shown } from "./format.js";
import { adoptDrafts } from "./drafts.js";
import { t } from "./i18n.js";
import { emit, now, store } from "./store.js";

const KEPT = 24;
const TYPING_US = 8_500_000;
const LOST = new Set(["bounced", "given_up"]);

const REREAD = new Set(["erased", "merged", "absorbed", "contact_proven", "links_withdrawn"]);

const held = new Map();
let wire = { send: () => false };

export function useWire(live) {
  wire = live;
}

export function findTicket(number) {
  return held.get(plain(number)) ?? null;
}

/** What to resume: ticket -> last seq, for those that have been read. */
export function cursors() {
  const tickets = {};
  for (const state of held.values()) if (state.loaded) tickets[state.number] = lastSeq(state);
  return tickets;
}

export function lastSeq(state) {
  return state.events.length ? state.events[state.events.length - 1].seq : 0;
}

function fresh(number) {
  return {
    number, loaded: false, loading: null, problem: null, ticket: null, events: [], older: false, loadingOlder: null,
    marks: {}, held: [], contact: null, history: [], merged: [], presence: [], typing: null,
    link: null,
  };
}

/** The state of a ticket; read from the server when it is not here. Touching keeps it from being dropped. again: also after a failure. */
export function openTicket(given, { again = false } = {}) {
  const number = plain(given);
  const state = held.get(number) ?? fresh(number);
  held.delete(number);
  held.set(number, state);
  for (const old of held.keys()) {
    if (held.size <= KEPT) break;
    if (old === store.active) continue;
    held.delete(old);
    wire.send({ type: "unfollow", ticket: old });
  }
  if (!state.loaded && !state.loading && (again || !state.problem)) state.loading = load(state);
  return state;
}

export async function load(state) {
  state.problem = null;
  try {
    adopt(state, await api.ticket(state.number));
    wire.send({ type: "follow", ticket: state.number, after: lastSeq(state) });
    if (store.active === state.number) wire.send({ type: "look", ticket: state.number });
  } catch (problem) {
    state.problem = problem;
  }
  state.loading = null;
  tell(state);
}

function adopt(state, page) {
  state.ticket = page.ticket;
  state.events = mergeEvents(state.events, page.events ?? []);
  state.older = (state.events[0]?.seq ?? 1) > 1;
  state.marks = page.marks ?? {};
  state.held = page.held ?? [];
  state.contact = page.contact ?? null;
  state.history = page.history ?? [];
  state.merged = page.merged ?? [];
  state.presence = others(page.presence);
  state.link = page.link ?? null;
  adoptDrafts(state.number, page.drafts ?? {});
  for (const tag of page.ticket.tags ?? []) store.seenTags.add(tag);
  state.loaded = true;
}

function mergeEvents(have, more) {
  if (!have.length) return [...more].sort((a, b) => a.seq - b.seq);
  const all = new Map(have.map((event) => [event.seq, event]));
  for (const event of more) all.set(event.seq, event);
  return [...all.values()].sort((a, b) => a.seq - b.seq);
}

/** The page before the first event that is here. Asked twice, it is read once. */
export function loadOlder(state) {
  if (state.older) state.loadingOlder ??= readOlder(state);
  return state.loadingOlder ?? Promise.resolve();
}

async function readOlder(state) {
  tell(state);
  try {
    const page = await api.ticket(state.number, { before: state.events[0].seq });
    state.events = mergeEvents(state.events, page.events ?? []);
    state.older = Boolean(page.events?.length) && state.events[0].seq > 1;
  } finally {
    state.loadingOlder = null;
    tell(state);
  }
}

function others(presence) {
  return (presence ?? []).filter((who) => who.agent !== store.me?.id);
}

export function tell(state) {
  emit(`ticket:${state.number}`, state);
  emit("tickets", state);
}

/** Frames about one ticket; for tickets that we do not hold they are dropped. */
export const frames = {
  event({ event }) {
    const state = held.get(event.ticket);
    if (!state?.loaded) return;
    const last = lastSeq(state);
    if (event.seq > last) state.events = [...state.events, event];
    else state.events = mergeEvents(state.events, [event]);
    if (event.client_id) state.held = state.held.filter((reply) => reply.id !== event.client_id);
    if (event.actor.kind === "customer") state.typing = null;
    if (REREAD.has(event.kind) || mayBringLink(event, state)) refresh(state);
    if (event.seq > last && LOST.has(event.delivery?.state)) {
      emit("toast", { kind: "danger", text: t("{number}: a mail did not arrive.", { number: shown(event.ticket) }), detail: event.delivery.reason });
    }
    emit("event", event);
    tell(state);
  },
  ticket({ ticket }) {
    const state = held.get(ticket.ticket);
    if (!state?.loaded) return;
    state.ticket = { ...ticket };
    tell(state);
  },
  marks(frame) {
    const state = held.get(frame.ticket);
    if (!state) return;
    const { customer_delivered = 0, customer_read = 0, desk_read = 0 } = frame;
    state.marks = { customer_delivered, customer_read, desk_read };
    tell(state);
  },
  typing({ ticket, actor, mode }) {
    const state = held.get(ticket);
    if (!state || (actor.kind === "agent" && actor.id === store.me?.id)) return;
    if (actor.kind === "customer") {
      state.typing = mode ? { until: now() + TYPING_US } : null;
      if (mode) setTimeout(() => tell(state), TYPING_US / 1000 + 50);
    } else {
      const there = state.presence.filter((who) => who.agent !== actor.id);
      state.presence = [...there, { agent: actor.id, name: actor.name ?? actor.id, typing: mode ?? "" }];
    }
    tell(state);
  },
  presence({ ticket, agents }) {
    const state = held.get(ticket);
    if (!state) return;
    state.presence = others(agents);
    tell(state);
  },
  held({ ticket, replies }) {
    const state = held.get(ticket);
    if (!state) return;
    state.held = replies ?? [];
    tell(state);
  },
};

/** A mail of ours to somebody who is not proven brings them a private link. */
function mayBringLink({ delivery }, { ticket, link }) {
  return delivery?.state === "sent" && !ticket.assurance && (!link || Boolean(link.withdrawn_at));
}

/** Read again without losing what is on the page: after an erasure, a merge, or a refusal that says we are behind. */
export async function refresh(given) {
  const state = typeof given === "string" ? held.get(plain(given)) : given;
  if (!state?.loaded) return;
  try {
    adopt(state, await api.ticket(state.number));
    tell(state);
  } catch (problem) {
    if (!problem.passing) state.problem = problem;
  }
}

export function dropTicket(number) {
  held.delete(plain(number));
}
