// Events about removed secrets, and questions about 64 hex digits, made into the cards of a conversation. Pure: no signals, no DOM.
// The portal makes the same cards of the same events (surfaces/portal/notices.py).

/** Whether a removal only repeats the customer's no to a question, whose card tells the same. */
const repeats = (event, before) =>
  before?.kind === "hash_answered" && !before.is_hash && event.removed.length === 1 && event.removed[0].kind === "private_key" && event.removed[0].size === 64;

const placeOf = (event) => event.place ?? "message";

/** What was spread over messages is told for itself, all its parts at once. */
const oneCard = (before, event) => Boolean(before.stored) === Boolean(event.stored) && (placeOf(before) === "earlier") === (placeOf(event) === "earlier");

/** Parts of one secret as the whole that they were. */
function summed(parts) {
  const sums = new Map();
  for (const { kind, unit = "characters", label, size } of parts) {
    const key = `${kind} ${unit} ${label ?? ""}`;
    sums.set(key, { kind, unit, label, size: size + (sums.get(key)?.size ?? 0) });
  }
  return [...sums.values()];
}

/** One of each kind and label, in the order in which they were found. */
export function different(removed) {
  const kinds = new Map();
  for (const one of removed) if (!kinds.has(`${one.kind} ${one.label ?? ""}`)) kinds.set(`${one.kind} ${one.label ?? ""}`, one);
  return [...kinds.values()];
}

/** Removals that follow one another are one card. */
function removals(events, cards) {
  let latest = null; // {event, card} of the last removal that has a card
  let before = null;
  for (const event of events) {
    if (event.kind === "secrets_removed") {
      if (repeats(event, before)) cards.set(event.seq, null);
      else if (latest && latest.event === before && oneCard(before, event)) {
        latest.card.places.push(placeOf(event));
        latest.card.removed.push(...event.removed);
        latest.event = event;
        cards.set(event.seq, null);
      } else {
        latest = { event, card: { what: "removal", seq: event.seq, places: [placeOf(event)], stored: Boolean(event.stored), removed: [...event.removed] } };
        cards.set(event.seq, latest.card);
      }
    }
    before = event;
  }
  for (const card of cards.values()) if (card?.places[0] === "earlier") card.removed = summed(card.removed);
}

function questions(events, cards) {
  const asked = events.filter((event) => event.kind === "hash_asked");
  const answers = new Map(events.filter((event) => event.kind === "hash_answered").map((event) => [event.question, event]));
  const card = (question, answer, more = {}) => ({
    what: "question", question, state: !answer ? "open" : answer.is_hash ? "hash" : "deleted", text: answer?.text, late: answer?.actor.kind === "system", ...more,
  });
  for (const event of asked) {
    const siblings = asked.filter((other) => other.about_seq === event.about_seq);
    cards.set(event.seq, card(event.question, answers.get(event.question), { n: siblings.indexOf(event) + 1, total: siblings.length }));
  }
  const inPlace = new Set(asked.map((event) => event.question));
  for (const [question, event] of answers) {
    if (!inPlace.has(question)) cards.set(event.seq, card(question, event));
    else cards.set(event.seq, event.actor.kind === "system" ? { what: "late" } : null);
  }
}

/** By seq: a card; null for an event that is told in another one's card. events: of one conversation, oldest first. */
export function cardsOf(events) {
  const cards = new Map();
  removals(events, cards);
  questions(events, cards);
  return cards;
}
