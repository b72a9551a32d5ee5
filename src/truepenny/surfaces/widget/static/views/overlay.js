// What lies over the conversation: the ticket's menu, a receipt, a picture.
import { copy } from "../acting.js";
import { sheet } from "../actions.js";
import { exact, fileName, number } from "../format.js";
import { icon } from "../icons.js";
import { t } from "../i18n.js";
import { html, nothing } from "../lib.js";
import { linkOf, receiptOf } from "../outbox.js";
import { made } from "../proof.js";
import { conversation } from "../state.js";
import * as storage from "../storage.js";
import { download, load } from "./attached.js";

const shut = () => { sheet.value = null; };
const shutButton = () => html`<button class="square" type="button" data-focus aria-label=${t("Close")} @click=${shut}>${icon("close")}</button>`;

export function overlay(shell, { name, id, event, file }) {
  if (name === "picture") return picture(file);
  const inside = name === "menu" ? menu(shell, id) : receipt(event);
  const title = name === "menu" ? t("This ticket") : t("Receipt");
  return html`<div class="cover" @click=${(press) => press.target === press.currentTarget && shut()}>
    <section class="sheet" role="dialog" aria-modal="true" aria-label=${title}><header><h2 tabindex="-1" data-heading>${title}</h2>${shutButton()}</header>${inside}</section>
  </div>`;
}

const entry = (sign, words, small, act) => html`<button class="item" type="button" @click=${act}>${icon(sign)}<span>${words}${small ? html`<small>${small}</small>` : nothing}</span></button>`;

function menu(shell, id) {
  const { head } = conversation(id);
  const link = linkOf(id);
  const words = made.value?.offer(id);
  const said = number(head.number);
  const take = (text, words) => () => (shut(), copy(text, words));
  return html`
    ${words && head.status !== "solved" ? entry("shield", words[0], words[1], () => (shut(), words[2]())) : nothing}
    ${entry("copy", html`${t("Copy the ticket number")} <span class="mono">${said}</span>`, t("Name it when you write or call"), take(said, t("The number is copied.")))}
    ${link ? entry("link", t("Copy the private link"), t("Come back to this conversation from any device. Whoever has the link can read it."), take(new URL(link, shell.desk).href, t("The private link is copied. Keep it to yourself."))) : nothing}
    <a class="item plain" href=${`${shell.desk}/tickets/${head.number}`} target="_blank" rel="noopener">${icon("forward")}<span>${t("Open on the support page")}</span></a>
    ${storage.getOwner() === "guest" ? entry("leave", t("Leave this device"), t("Removes your conversations from this browser. Copy the private link first."), () => shell.api.signOut()) : nothing}`;
}

function receipt(event) {
  const kept = event.client_id ? receiptOf(event.client_id) : null;
  const lines = [[t("Ticket"), number(event.ticket)], [t("Message"), String(event.seq)], [t("Received"), exact(event.at)], ...(kept?.digest ? [[t("Digest"), kept.digest.replace(/.{8}(?=.)/g, "$& ")]] : [])];
  const text = lines.map(([label, value]) => `${label}: ${value}`).join("\n");
  return html`<div class="body">
    <p class="quiet">${t("Your proof that we have your message: it is stored, and cannot be changed without notice.")}</p>
    <dl>${lines.map(([label, value]) => html`<div><dt>${label}</dt><dd class="mono">${value}</dd></div>`)}</dl>
    <button class="action other" type="button" @click=${() => copy(text, t("The receipt is copied."))}>${icon("copy", "small")}${t("Copy the receipt")}</button>
  </div>`;
}

function picture(file) {
  return html`<div class="viewer" role="dialog" aria-modal="true" aria-label=${fileName(file.name)}>
    <div class="head"><span class="label user" dir="auto">${fileName(file.name)}</span>
      <button class="square" type="button" aria-label=${t("Download")} @click=${() => download(file)}>${icon("down")}</button>${shutButton()}</div>
    <div class="stage"><truepenny-picture .most=${2400} .source=${{ key: `${file.id}/whole`, load: () => load(file.url) }}></truepenny-picture></div>
  </div>`;
}
