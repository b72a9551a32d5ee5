// Small signs used in several views: the brand's mark, an agent's mark, a ticket's state.
import { fetchFile } from "../api.js";
import { initial } from "../format.js";
import { icon } from "../icons.js";
import { t } from "../i18n.js";
import { html } from "../lib.js";
import { brand } from "../state.js";

export function brandMark(shell, kind = "") {
  const { name, logo_url: logo } = brand.value;
  if (logo) return html`<span class=${`mark logo ${kind}`}><truepenny-picture .most=${96} .source=${{ key: logo, load: () => fetchFile(logo) }}></truepenny-picture></span>`;
  return html`<span class=${`mark ${kind}`} aria-hidden="true">${initial(name) || icon("chat")}</span>`;
}

export const agentMark = (actor) => html`<span class="mark round soft" aria-hidden="true">${initial(actor.name) || icon("verified")}</span>`;

/** The sign that the desk vouches for this agent, spoken too. */
export const verified = () => html`<span class="verified" role="img" aria-label=${t("verified agent")} title=${t("Verified: this agent signed in at the desk")}>${icon("verified", "small")}</span>`;

export function stateWords(head) {
  if (head.status === "solved") return head.confirmed ? { words: t("Solved"), kind: "safe" } : { words: t("Please confirm"), kind: "waiting" };
  if (head.status === "waiting") return { words: t("Waiting for you"), kind: "waiting" };
  if (head.status === "hold") return { words: t("On hold"), kind: "" };
  return head.agent ? { words: t("In progress"), kind: "" } : { words: t("Received"), kind: "" };
}

export function statePill(head) {
  const { words, kind } = stateWords(head);
  return html`<span class=${`pill ${kind}`}>${words}</span>`;
}
