// Official contacts of the exchange, from the desk's directory; fetched when the customer asks for them.
import { go } from "../actions.js";
import { call } from "../api.js";
import { clock } from "../format.js";
import { icon } from "../icons.js";
import { language, t } from "../i18n.js";
import { html, nothing, signal } from "../lib.js";
import { closeButton, neverAsk } from "./pieces.js";

const told = signal(null); // {contacts, never, page_url, check_url}, {failed: true}, or null while they are on their way

let askedAt = 0;

function ask() {
  if (Date.now() - askedAt < 60_000) return;
  askedAt = Date.now();
  call("GET", `/api/v1/directory?language=${language}`).then((answer) => { told.value = answer; }, () => { if (!told.value?.contacts) told.value = { failed: true }; });
}

export function contacts(shell) {
  ask();
  const list = told.value;
  return html`<div class="head">
      <button class="square" type="button" aria-label=${t("Back to the overview")} @click=${() => go("home")}>${icon("back")}</button>
      <div class="who"><div><h1 tabindex="-1" data-heading>${t("Official contacts")}</h1><p>${t("Who reaches you another way is not us")}</p></div></div>
      ${closeButton(shell)}
    </div>
    <div class="scroller" tabindex="0" role="region" aria-label=${t("Official contacts")}><ul class="list">
      ${list?.contacts?.map(row) ?? nothing}
      ${list?.never?.map((one) => html`<li class="row"><span class="mark round soft" aria-hidden="true">${icon("close")}</span><span class="what">${one.words}</span></li>`) ?? nothing}
      <li><a class="row plain" href=${list?.page_url ?? new URL(`/${language}/contact`, shell.desk).href} target="_blank" rel="noopener"><span class="what">${list?.failed ? t("The list cannot be loaded now. It is on this page:") : nothing}<b>${t("The whole list, with hours and costs")}</b></span>${icon("forward")}</a></li>
    </ul></div>
    ${neverAsk()}`;
}

function row(one) {
  const hours = one.open === null ? "" : one.open ? t("Open now") : one.opens_at ? t("Opens {time}", { time: clock(one.opens_at) }) : t("Closed now");
  const small = [hours, one.cost, ...one.languages].filter(Boolean).join(" · ");
  const what = html`<span class="what"><small>${one.label}</small><span><b class="user" dir="ltr">${one.value}</b></span>${small ? html`<small>${small}</small>` : nothing}</span>`;
  return html`<li>${/^(https:|tel:|mailto:)/.test(one.url) ? html`<a class="row plain" href=${one.url} target="_blank" rel="noopener">${what}${icon("forward")}</a>` : html`<span class="row">${what}</span>`}</li>`;
}
