/* One line of the list, 56 px: who, what, how long, how sure, which language, how urgent. A link, so that it opens in a new page too. */

import { html, nothing } from "../lit.js";
import { age, full, initials, iso, shown } from "../format.js";
import { icon } from "../icons.js";
import { t } from "../i18n.js";
import { assuranceIcon, assuranceName, channelName, imitationWords, isSecurity, languageName, priorityName, statusIcon, statusName, topicName } from "../labels.js";
import { address } from "../router.js";
import { isUnread } from "../seen.js";
import { now } from "../store.js";

const SLOW_US = 15 * 60e6;
const LATE_US = 60 * 60e6;

function patience(row) {
  if (!row.waiting_since) return "";
  const waited = now() - row.waiting_since;
  return waited > LATE_US ? "late" : waited > SLOW_US ? "slow" : "";
}

/** What the small signs say, for a screen reader. */
function spoken(row, unread) {
  return [
    unread ? t("Unread") : "", row.channel === "email" ? channelName(row.channel) : "", imitationWords(row.imitates), assuranceName(row.assurance), languageName(row.language), `${row.priority} ${priorityName(row.priority)}`,
    statusName(row.status), isSecurity(row.topic) ? topicName(row.topic) : "", row.assignee_name ? t("with {name}", { name: row.assignee_name }) : t("with nobody"),
  ].filter(Boolean).join(", ");
}

export function rowTemplate(row, { query, marked, current, gone, i }) {
  const unread = isUnread(row);
  const at = row.waiting_since ?? row.activity_at;
  const calm = row.priority === "P3" || row.priority === "P4";
  return html`<a class="row ${unread ? "unread" : ""} ${gone ? "gone" : ""} ${marked ? "marked" : ""} ${row.priority}"
    href=${address({ ticket: row.ticket, query })} data-ticket=${row.ticket} data-i=${i} tabindex=${marked ? 0 : -1}
    aria-current=${current ? "true" : "false"}>
    <span class="row-dot" aria-hidden="true"></span>
    <span class="row-line">
      <b class="row-who" dir="auto">${row.contact_name || t("Guest")}</b>
      <span class="row-sure a${row.assurance ?? 0}" aria-hidden="true" title=${assuranceName(row.assurance)}>${icon(assuranceIcon(row.assurance))}</span>
      ${row.imitates ? html`<span class="row-status imitates" aria-hidden="true" title=${imitationWords(row.imitates)}>${icon("warning")}</span>` : nothing}
      ${row.status === "open" ? nothing : html`<span class="row-status ${row.status}" aria-hidden="true" title=${statusName(row.status)}>${icon(statusIcon[row.status])}</span>`}
      ${row.channel === "email" ? html`<span class="row-status mail" aria-hidden="true" title=${channelName(row.channel)}>${icon("mail")}</span>` : nothing}
      ${isSecurity(row.topic) ? html`<span class="row-status security" aria-hidden="true" title=${topicName(row.topic)}>${icon("shieldCut")}</span>` : nothing}
      <span class="spring"></span>
      <time class="row-age ${patience(row)}" datetime=${iso(at)} title=${full(at)}>${age(at)}</time>
    </span>
    <span class="row-line">
      <span class="row-what"><span class="row-subject" dir="auto">${row.subject || shown(row.ticket)}</span>
        <span class="row-preview" dir="auto">${row.preview_by === "note" ? html`<i class="by-note">${t("Note")}</i> ` : row.preview_by === "agent" ? "↩\u2009" : ""}${row.preview}</span></span>
      <span class="row-code" aria-hidden="true" title=${languageName(row.language)}>${row.language}</span>
      ${calm ? nothing : html`<span class="row-code ${row.priority}" aria-hidden="true" title=${priorityName(row.priority)}>${row.priority}</span>`}
      ${query.view === "mine" ? nothing : row.assignee ? html`<span class="face small" aria-hidden="true" title="${row.assignee_name} ${row.assignee}">${initials(row.assignee_name ?? row.assignee)}</span>`
        : html`<span class="face small none" aria-hidden="true" title=${t("Nobody")}></span>`}
      <span class="tp-hidden-visually">${spoken(row, unread)}</span>
    </span>
  </a>`;
}

export function skeletonRow() {
  return html`<div class="row skeleton" aria-hidden="true"><span class="row-dot"></span><span class="bone w40"></span><span class="bone w80"></span></div>`;
}
