/* One match of the search in tickets: whose ticket, when it was said, and the words with what was looked for marked. A link to the very
   message. Where the match before is of the same ticket, only what is new. */

import { html, nothing } from "../lit.js";
import { clock, day, dayKey, full, iso, shown } from "../format.js";
import { icon } from "../icons.js";
import { t } from "../i18n.js";
import { channelName, languageName, statusIcon, statusName } from "../labels.js";
import { address } from "../router.js";
import { agentName, now } from "../store.js";

/** Of today the hour, else the day. */
function when(us) {
  return dayKey(us) === dayKey(now()) ? clock(us) : day(us);
}

function byWords(by) {
  return { customer: t("Customer"), agent: t("Reply"), note: t("Note"), subject: t("Subject"), closing: t("Closing record") }[by] ?? "";
}

function headTemplate(item, row) {
  const at = item.at ?? row.activity_at;
  return html`<span class="row-line">
      <b class="row-who" dir="auto">${row.contact_name || t("Guest")}</b>
      ${row.status === "open" ? nothing : html`<span class="row-status ${row.status}" title=${statusName(row.status)}>${icon(statusIcon[row.status])}<span class="tp-hidden-visually">${statusName(row.status)}</span></span>`}
      <small class="tp-mono quiet">${shown(row.ticket)}</small>
      <span class="spring"></span>
      <time class="row-age" datetime=${iso(at)} title=${full(at)}>${when(at)}</time>
    </span>
    <span class="row-line">
      <span class="row-subject" dir="auto">${row.subject || shown(row.ticket)}</span>
      <span class="spring"></span>
      <span class="row-code" title=${languageName(row.language)}>${row.language}</span>
      <small class="quiet">${channelName(row.channel)}${row.assignee ? ` · ${row.assignee_name ?? agentName(row.assignee)}` : ""}</small>
    </span>`;
}

/** before: the item above, or undefined. */
export function matchTemplate(item, row, { before, marked, current, i, query, search }) {
  const again = before?.ticket === item.ticket && before.seq > 0;
  return html`<div role="listitem"><a class="row match ${marked ? "marked" : ""} ${again ? "again" : ""}" href=${address({ ticket: item.ticket, query, search, seq: item.seq })}
    data-i=${i} data-ticket=${item.ticket} data-match=${item.seq} tabindex=${marked ? 0 : -1} aria-current=${current ? "true" : "false"}>
    ${again ? nothing : headTemplate(item, row)}
    ${item.parts ? html`<span class="match-words"><span class="match-by ${item.by === "note" ? "by-note" : ""}">${byWords(item.by)}</span>
      ${again ? html`<time class="row-age" datetime=${iso(item.at)} title=${full(item.at)}>${when(item.at)}</time>` : nothing}
      <span dir="auto" class="tp-isolate">${item.parts.map((part) => (part.hit ? html`<mark>${part.text}</mark>` : part.text))}</span></span>`
      : html`<span class="match-words"><span class="match-by">${item.theirs ? t("A ticket with this address or number") : t("The ticket with this number")}</span></span>`}
  </a></div>`;
}
