// The cards as the chat draws them: what was taken out of the customer's words and what to do now; whether 64 hex digits are a transaction
// hash. The chat fetches this when a conversation first needs it, and hands in its own tools, so that there is one of each.
import { cardsOf, different } from "./cards.js";
import { style } from "./style.js";
import { loadWords } from "./words.js";

/** tools: html, nothing, icon, t, act, doing, copy, answered (signal). Gives cardsOf(events), draw(card, ticket), spoken(event). */
export async function start({ language, root, ...tools }) {
  const words = await loadWords(language);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, style()];
  return { cardsOf, draw: drawer(words, tools), spoken: (event) => spoken(words, event) };
}

function spoken({ title, say }, event) {
  if (event.kind === "secrets_removed") return title({ places: [event.place ?? "message"], stored: event.stored });
  return say(event.kind === "hash_asked" ? "ask" : event.actor.kind === "system" ? "late_line" : "thanks");
}

function drawer({ say, kind, much, title, lead }, { html, nothing, icon, t, act, doing, copy, answered }) {
  const heading = (id, sign, text) => html`<h2 id=${id}>${icon(sign)}<span>${text}</span></h2>`;

  function removal(card) {
    const id = `removed-${card.seq}`;
    return html`<div class="card caution" role="group" aria-labelledby=${id}>
      ${heading(id, "shield", title(card))}
      <p>${lead(card)}</p>
      <ul>${different(card.removed).map((one) => told(kind(one.kind, one.label), much(one, card.removed)))}</ul>
      <p class="quiet">${say("never")}</p>
    </div>`;
  }

  const told = ({ name, why, now }, size) => html`<li><p><b>${name}</b> · ${size}</p><p>${why}</p><p><strong>${say("now")}</strong>${now}</p></li>`;

  /** The card stays the same element whatever becomes of the question: it keeps the focus when its buttons go. */
  function question(card, ticket) {
    const id = `question-${card.question}`;
    const which = card.total > 1 ? html`<p class="quiet">${say("which", card)}</p>` : nothing;
    const inside = { open: () => asking(card, ticket, id, which), hash: () => isHash(card, id, which), deleted: () => deleted(card, id, which) };
    return html`<div class=${`card caution ${card.state}`} role="group" tabindex="-1" aria-labelledby=${id}>${inside[card.state]()}</div>`;
  }

  function asking(card, ticket, id, which) {
    const { busy, problem } = doing.value[`hash/${ticket}/${card.question}`] ?? {};
    const wait = Boolean(busy || answered.value[card.question]);
    const answer = async (event, isHash_) => {
      event.currentTarget.closest(".card").focus({ preventScroll: true });
      if (await act("hash", ticket, { question: card.question, is_hash: isHash_ }, card.question)) answered.value = { ...answered.value, [card.question]: true };
    };
    return html`${heading(id, "shield", say("ask"))}${which}
      <p>${say("ask_why")}</p>
      ${problem ? html`<p class="wrong" role="alert">${problem.title} ${problem.detail}</p>` : nothing}
      <div class="choices">
        <button class="action main" type="button" ?disabled=${wait} @click=${(event) => answer(event, true)}>${say("yes")}</button>
        <button class="action other" type="button" ?disabled=${wait} @click=${(event) => answer(event, false)}>${say("no")}</button>
      </div>`;
  }

  const isHash = (card, id, which) => html`${heading(id, "tick", say("hash"))}${which}
    ${card.text ? html`<p class="hash"><span class="mono">${card.text}</span><button class="textual" type="button" aria-label=${t("Copy {name}", { name: say("hash_name") })} @click=${() => copy(card.text, t("Copied"))}>${icon("copy", "small")}</button></p>`
      : html`<p>${say("erased")}</p>`}`;

  function deleted(card, id, which) {
    const { why, now } = kind("private_key");
    return html`${heading(id, "shield", say("deleted"))}${which}
      <p>${say(card.late ? "late" : "unseen")}</p>
      <p><strong>${say("if_key")}</strong>${why}</p><p>${now}</p>
      <p>${say("if_hash")}</p>`;
  }

  const late = () => html`<div class="line">${say("late_line")}</div>`;

  return (card, ticket) => ({ removal, question, late })[card.what](card, ticket);
}
