/* What a list without rows says: nothing here yet, nothing fits, or it could not be read. Always with the next step. */

import { openView } from "../commands.js";
import { html, nothing } from "../lit.js";
import { icon } from "../icons.js";
import { t } from "../i18n.js";
import { keyWords } from "../keys.js";
import { emptyWords, viewIcon, viewName } from "../labels.js";
import { FILTERS, go } from "../router.js";

export function emptyList(list) {
  const filtered = FILTERS.some((field) => list.query[field]);
  const [title, first] = filtered ? [t("No ticket fits these filters."), ""] : emptyWords(list.query.view);
  const step = !filtered && list.query.view === "mine"
    ? html`<button class="button" @click=${() => openView("unassigned")}>${icon(viewIcon.unassigned)}${viewName("unassigned")}${keyWords("g u").map((key) => html`<kbd>${key}</kbd>`)}</button>`
    : nothing;
  const clear = () => go({ query: Object.fromEntries(FILTERS.map((field) => [field, ""])) });
  return html`<div class="state">${icon(filtered ? "search" : "inbox", "big")}<h2>${title}</h2>
    ${first ? html`<p>${first}</p>${step}` : html`<button class="button" @click=${clear}>${t("Clear the filters")}</button>`}
  </div>`;
}

export function failedList(problem, again) {
  return html`<div class="state" role="alert">${icon("warning", "big")}<h2>${problem.title}</h2><p>${problem.detail}</p>
    <button class="button" @click=${again}>${t("Try again")}</button></div>`;
}
