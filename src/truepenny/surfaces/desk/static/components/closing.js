/* The closing record as a reader sees it: numbered steps, values, cautions. */

import { html, nothing } from "../lit.js";
import { icon } from "../icons.js";
import { t } from "../i18n.js";

export function closingTemplate(closing) {
  return html`<div class="closing">
    <ol class="steps">${(closing.steps ?? []).map((step) => html`<li dir="auto" class="tp-words">${step}</li>`)}</ol>
    ${closing.parameters?.length ? html`<dl class="parameters">${closing.parameters.map((pair) => html`
      <dt dir="auto">${pair.name}</dt><dd dir="auto" class="tp-mono">${pair.value}</dd>`)}</dl>` : nothing}
    ${closing.cautions?.length ? html`<ul class="cautions" aria-label=${t("Cautions")}>${closing.cautions.map((caution) => html`
      <li>${icon("warning")}<span dir="auto" class="tp-words">${caution}</span></li>`)}</ul>` : nothing}
  </div>`;
}
