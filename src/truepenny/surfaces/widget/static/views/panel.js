// The whole panel: the view in front, what lies over it, the live region. In: signals. Out: one template.
import { sheet } from "../actions.js";
import { coversScreen } from "../focus.js";
import { search } from "../finding.js";
import { language, t } from "../i18n.js";
import { later } from "../later.js";
import { html, nothing } from "../lib.js";
import { brand, route, shown, spoken, toast } from "../state.js";
import { chat } from "./chat.js";
import { home } from "./home.js";

export function panel(shell) {
  const { name, id } = route.value;
  const label = brand.value.name ? t("Chat with {brand}", { brand: brand.value.name }) : t("Chat with support");
  return html`<div class="app" role="dialog" aria-label=${label} aria-modal=${shown.value && coversScreen() ? "true" : nothing} lang=${language === "zh" ? "zh-CN" : language}>
    <div class="views" ?inert=${Boolean(sheet.value)}>${name === "chat" ? chat(shell, id) : name === "contacts" && later.value ? later.value.contacts(shell) : (name === "search" && search()) || home(shell)}</div>
    ${sheet.value ? later.value.overlay(shell, sheet.value) : nothing}
    ${toast.value ? html`<p class="toast">${toast.value}</p>` : nothing}
    <div class="sr" role="status" aria-live="polite">${toast.value || spoken.value}</div>
  </div>`;
}
