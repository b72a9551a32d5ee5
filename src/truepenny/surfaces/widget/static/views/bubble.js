// One message: the words, the files, who said it, when, and how far it has come.
import { cover } from "../actions.js";
import { clock, isLong, parts } from "../format.js";
import { icon } from "../icons.js";
import { t } from "../i18n.js";
import { html, nothing } from "../lib.js";
import * as outbox from "../outbox.js";
import { attached } from "./attached.js";
import { verified } from "./marks.js";

const STATES = {
  waiting: () => ({ sign: "clock", words: t("Waiting to be sent") }),
  sent: () => ({ sign: "tick", words: t("Sent") }),
  delivered: () => ({ sign: "ticks", words: t("Delivered") }),
  read: () => ({ sign: "ticks", words: t("Read") }),
};

export function bubble(shell, row) {
  const kinds = ["said", row.mine ? "mine" : "", row.first ? "first" : "", row.mine ? row.state : ""].join(" ");
  return html`<div class=${kinds}>
    ${!row.mine && row.first ? byline(row.actor) : nothing}
    ${row.mine ? html`<span class="sr">${t("You")}: </span>` : nothing}
    ${words(shell, row)}
    ${row.files.map((file) => attached(shell, file))}
    ${row.state === "failed" ? failure(row.item) : row.last ? meta(row) : nothing}
  </div>`;
}

const byline = (actor) => html`<div class="name"><b class="user" dir="auto">${actor.name ?? t("Support")}</b>${actor.id ? html`<span class="mono">${actor.id}</span>${verified()}` : nothing}</div>`;

function words(shell, row) {
  if (row.event?.erased) return html`<div class="bubble erased">${t("These words were erased.")}</div>`;
  if (!row.text) return nothing;
  const about = row.event?.announcement;
  const pieces = parts(about ? `${row.text}\n${shell.desk}/notices/${about}` : row.text, shell.desk).map((part) => (part.href ? html`<a href=${part.href} target="_blank" rel="noopener">${part.text}</a>` : part.text));
  if (!isLong(row.text)) return html`<div class="bubble" dir="auto">${pieces}</div>`;
  return html`<div class="bubble"><div class="long" dir="auto">${pieces}</div><details><summary><span>${t("Show all")}</span><span>${t("Show less")}</span></summary></details></div>`;
}

function meta(row) {
  if (!row.mine) return html`<span class="meta"><time>${clock(row.at)}</time></span>`;
  const { sign, words: said } = STATES[row.state]();
  const inside = html`${icon(sign)}<time>${clock(row.at)}</time><span>${said}</span>`;
  if (!row.event) return html`<span class=${`meta ${row.state}`}>${inside}</span>`;
  return html`<button class=${`meta ${row.state}`} type="button" aria-haspopup="dialog" title=${t("Receipt")} @click=${() => cover({ name: "receipt", event: row.event })}>${inside}</button>`;
}

function failure(item) {
  return html`<div class="failure" role="alert">
    <p><b>${t("Not sent.")}</b> ${item.problem?.title} ${item.problem?.detail}</p>
    <div>
      <button class="textual" type="button" @click=${() => outbox.retry(item.id)}>${t("Try again")}</button>
      <button class="textual" type="button" @click=${() => outbox.edit(item.id)}>${t("Change")}</button>
      <button class="textual" type="button" @click=${() => outbox.discard(item.id)}>${t("Delete")}</button>
    </div>
  </div>`;
}
