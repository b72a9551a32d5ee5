// The closing record: what was done, with which values, what to beware of; the customer confirms it, or says what is still wrong, and rates.
import { act, copy, doing } from "../acting.js";
import { icon } from "../icons.js";
import { t } from "../i18n.js";
import { html, live, nothing, signal } from "../lib.js";
import { blocked, passes, warning } from "../screen.js";
import { draftOf, setDraft } from "../state.js";

const stars = signal({}); // ticket -> chosen
const disputing = signal({}); // ticket -> whether the field is open
const thanked = signal({});

export function closing(shell, one, row) {
  const { steps, parameters = [], cautions = [] } = row.closing;
  const latest = one.events.findLast((event) => event.kind === "solved")?.seq === row.seq;
  return html`<section class="card">
    <header>${icon("receipt")}<h2>${t("The solution")}</h2></header>
    <div class="body">
      ${steps.length ? html`<div><h3>${t("What was done")}</h3><ol>${steps.map((step) => html`<li class="user" dir="auto">${step}</li>`)}</ol></div>` : nothing}
      ${parameters.length ? html`<dl>${parameters.map((one_) => html`<div><dt class="user" dir="auto">${one_.name}</dt><dd><span class="mono user" dir="auto">${one_.value}</span>${copyButton(one_)}</dd></div>`)}</dl>` : nothing}
      ${cautions.map((caution) => html`<p class="beware">${icon("alert")}<span class="user" dir="auto">${caution}</span></p>`)}
    </div>
    ${latest && one.head?.status === "solved" ? asking(one.head) : nothing}
  </section>`;
}

const copyButton = ({ name, value }) => html`<button class="textual" type="button" aria-label=${t("Copy {name}", { name })} @click=${() => copy(value, t("Copied"))}>${icon("copy", "small")}</button>`;

function asking(head) {
  if (head.confirmed) return head.rating || thanked.value[head.ticket] ? thanks(head) : rate(head);
  return disputing.value[head.ticket] ? dispute(head) : confirm(head);
}

const wrong = (name) => (doing.value[name]?.problem ? html`<p class="wrong" role="alert">${doing.value[name].problem.title} ${doing.value[name].problem.detail}</p>` : nothing);
const busy = (name) => Boolean(doing.value[name]?.busy);

function confirm(head) {
  const name = `confirm/${head.ticket}`;
  return html`<div class="ask"><p>${t("Is your problem solved?")}</p>${wrong(name)}
    <div class="choices">
      <button class="action main" type="button" ?disabled=${busy(name)} @click=${() => act("confirm", head.ticket)}>${t("Yes, it is solved")}</button>
      <button class="action other" type="button" @click=${() => { disputing.value = { ...disputing.value, [head.ticket]: true }; }}>${t("Something is still wrong")}</button>
    </div></div>`;
}

function dispute(head) {
  const name = `dispute/${head.ticket}`;
  const draft = draftOf(name);
  const send = async (event) => {
    event.preventDefault();
    if (!draft.text.trim() || !(await passes(name)) || !(await act("dispute", head.ticket, { text: draft.text.trim() }))) return;
    setDraft(name, null);
    disputing.value = { ...disputing.value, [head.ticket]: false };
  };
  return html`<form class="ask" @submit=${send}><p id="still-wrong">${t("What is still wrong?")}</p>${wrong(name)}
    <textarea class="user" dir="auto" aria-labelledby="still-wrong" maxlength="20000" .value=${live(draft.text)} @input=${(event) => setDraft(name, { text: event.target.value, files: [] })}></textarea>
    ${warning(name)}
    <div class="choices">
      <button class="action main" type="submit" aria-disabled=${blocked(name) ? "true" : "false"} aria-describedby=${blocked(name) ?? nothing} ?disabled=${busy(name) || !draft.text.trim()}>${t("Send, and open the ticket again")}</button>
      <button class="action other" type="button" @click=${() => { disputing.value = { ...disputing.value, [head.ticket]: false }; }}>${t("Back")}</button>
    </div></form>`;
}

function rate(head) {
  const name = `rating/${head.ticket}`;
  const chosen = stars.value[head.ticket] ?? 0;
  const draft = draftOf(name);
  const send = async (event) => {
    event.preventDefault();
    const comment = draft.text.trim();
    if (!(await passes(name))) return;
    if (!(await act("rating", head.ticket, { stars: chosen, ...(comment ? { comment } : {}) }))) return;
    setDraft(name, null);
    thanked.value = { ...thanked.value, [head.ticket]: true };
  };
  return html`<form class="ask" @submit=${send}><p id="how-well">${t("How well did we help you?")}</p>${wrong(name)}
    <div class="stars" role="radiogroup" aria-labelledby="how-well">
      ${[1, 2, 3, 4, 5].map((n) => html`<label class=${n <= chosen ? "on" : ""}><input type="radio" name="stars" value=${n} .checked=${n === chosen} aria-label=${t("{n} of 5 stars", { n })} @change=${() => { stars.value = { ...stars.value, [head.ticket]: n }; }} />${icon("star")}</label>`)}
    </div>
    ${chosen ? html`<textarea class="user" dir="auto" aria-label=${t("Tell us more, if you like")} placeholder=${t("Tell us more, if you like")} maxlength="2000" .value=${live(draft.text)} @input=${(event) => setDraft(name, { text: event.target.value, files: [] })}></textarea>
      ${warning(name)}
      <div class="choices"><button class="action main" type="submit" aria-disabled=${blocked(name) ? "true" : "false"} aria-describedby=${blocked(name) ?? nothing} ?disabled=${busy(name)}>${t("Send")}</button></div>` : nothing}
  </form>`;
}

const thanks = (head) => html`<div class="ask"><p>${t("Thank you.")}</p>${head.rating ? html`<div class="stars" role="img" aria-label=${t("{n} of 5 stars", { n: head.rating.stars })}>${[1, 2, 3, 4, 5].map((n) => html`<label class=${n <= head.rating.stars ? "on" : ""}>${icon("star")}</label>`)}</div>` : nothing}</div>`;
