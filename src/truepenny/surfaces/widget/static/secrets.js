// What was removed from the customer's words, and what we ask about them: the cards for it (shared/secrets) are fetched when they are needed.
import { act, copy, doing } from "./acting.js";
import { icon } from "./icons.js";
import { language, t } from "./i18n.js";
import { effect, html, nothing, signal, untracked } from "./lib.js";
import { conversations, shown, spoken } from "./state.js";

const AGAIN_MS = 3000;
const KINDS = new Set(["secrets_removed", "hash_asked", "hash_answered"]);
const cards = signal(null);
let loading = null;
let unsaid = null; // the newest event of these kinds, for the live region

export function begin({ base, root }) {
  effect(() => {
    if (shown.value && [...conversations.value.values()].some((one) => one.events.some(isCard))) untracked(() => load(base, root));
  });
}

function load(base, root) {
  loading ??= import(`${base}shared/secrets/view.js`)
    .then((module) => module.start({ language, root, html, nothing, icon, t, act, doing, copy, answered: signal({}) }))
    .then((made) => { cards.value = made; say(); })
    .catch(() => setTimeout(() => { loading = null; load(base, root); }, AGAIN_MS));
}

/** Tells those who listen instead of looking, as soon as there are words for it. */
export function hear(event) {
  unsaid = event;
  if (cards.value) say();
}

function say() {
  if (unsaid) spoken.value = cards.value.spoken(unsaid);
  unsaid = null;
}

export const isCard = (event) => KINDS.has(event.kind);
export const cardsOf = (events) => cards.value?.cardsOf(events);
export const draw = (row, ticket) => cards.value.draw(row.card, ticket);
