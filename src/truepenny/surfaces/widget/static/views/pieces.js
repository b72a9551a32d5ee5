// What several views show: notices, what we never ask for, the way out. In: signals. Out: templates.
import { broken } from "../broken.js";
import { when } from "../format.js";
import { icon } from "../icons.js";
import { t } from "../i18n.js";
import { html, nothing } from "../lib.js";
import { config, link, now, online, trouble } from "../state.js";

/** What is broken on the exchange's side, and what stands in the chat's own way; nothing when all is well. */
export const notices = (shell) => [hindrance(shell), broken.value.map((one) => html`<a class="notice" href=${one.url} target="_blank" rel="noopener">${icon("alert")}<span><b>${one.title}</b> ${one.words} ${when(one.begins_at, now.value)}</span></a>`)];

function hindrance(shell) {
  if (trouble.value) return html`<div class="notice danger" role="alert">${icon("alert")}<span><b>${trouble.value.title}</b> ${trouble.value.detail}</span>${outside(shell)}</div>`;
  if (!online.value) return html`<div class="notice">${icon("offline")}<span><b>${t("You are offline.")}</b> ${t("Write on: your messages are kept and sent when you are back.")}</span></div>`;
  if (link.value === "lost") return html`<div class="notice">${icon("retry")}<span><b>${t("Reconnecting.")}</b> ${t("Nothing is lost.")}</span></div>`;
  return nothing;
}

const outside = (shell) => html`<a class="textual" href=${`${shell.desk}/`} target="_blank" rel="noopener">${t("Open the support page")}</a>`;

export const neverAsk = () => html`<p class="never">${icon("shield")}<span>${t(config.value.never_ask || "We never ask for your password, recovery phrase, codes or transfers.")}</span></p>`;

export const closeButton = (shell) => html`<button class="square" type="button" aria-label=${t("Close")} @click=${() => shell.show(false)}>${icon("close")}</button>`;
