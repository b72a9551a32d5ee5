/* A transaction hash in full, with a way to copy it. */

import { html } from "../lit.js";
import { copyText } from "../actions.js";
import { icon } from "../icons.js";
import { t } from "../i18n.js";

/** Only once the customer has said that it is one. */
export function hashTemplate(event) {
  if (event.erased) return html`<span class="erased">${t("erased")}</span>`;
  return html`<span class="hash"><span class="tp-mono">${event.text}</span><button class="icon-button tiny" title=${t("Copy the hash")} aria-label=${t("Copy the hash")}
    @click=${() => copyText(event.text, t("The hash is copied."))}>${icon("copy")}</button></span>`;
}
