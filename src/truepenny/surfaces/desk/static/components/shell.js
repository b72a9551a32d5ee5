/* <tp-desk>: rail, list, ticket and panel side by side; one at a time on a narrow screen. Draws the frame and nothing of the contents. */

import { html, nothing } from "../lit.js";
import { Part } from "../part.js";
import { prefs, setPref } from "../prefs.js";
import { t } from "../i18n.js";
import { readAddress } from "../router.js";
import { store } from "../store.js";
import "./rail.js";
import "./filters.js";
import "./incidents.js";
import "./list.js";
import "./search.js";
import "./splitter.js";
import "./tabs.js";
import "./ticket.js";
import "./panel.js";
import "./toasts.js";
import "./connection.js";
import "./sheets.js";

const NARROW = matchMedia("(max-width: 899px)");
/* the customer's details lie over the conversation, only when asked for */
const MEDIUM = matchMedia("(max-width: 1099px)");

class Desk extends Part {
  static watches = ["active", "pane", "prefs", "address"];
  static properties = { problem: { attribute: false } };

  connectedCallback() {
    super.connectedCallback();
    this.watch("toggle-panel", () => {
      if (NARROW.matches) {
        store.pane = store.pane === "panel" ? "ticket" : "panel";
        this.requestUpdate();
      } else if (MEDIUM.matches) {
        this.#over = !this.#over;
        this.requestUpdate();
      } else setPref("panelOpen", !prefs.panelOpen);
    });
    this.watch("active", () => { this.#over = false; });
    for (const width of [NARROW, MEDIUM]) this.listen(width, "change", () => this.requestUpdate());
    this.listen(window, "dragover", (event) => event.preventDefault());
    this.listen(window, "drop", (event) => event.preventDefault());
  }

  #pane = store.pane;
  #over = false;

  /** On a narrow screen the pane that was left is gone, and focus with it: hand it to the one that came. */
  #follow() {
    if (this.#pane === store.pane) return;
    this.#pane = store.pane;
    if (!NARROW.matches) return;
    const next = { list: ".view-button, .search-head input", ticket: "#ticket", panel: "tp-panel .panel" }[store.pane];
    this.find(next)?.focus({ preventScroll: true });
  }

  updated() {
    this.style.setProperty("--list-width", `${prefs.list}px`);
    this.style.setProperty("--panel-width", `${prefs.panel}px`);
    this.dataset.pane = store.pane;
    this.toggleAttribute("data-panel", Boolean(store.active && (MEDIUM.matches ? this.#over : prefs.panelOpen)));
    this.toggleAttribute("data-ticket", Boolean(store.active));
    this.#follow();
  }

  render() {
    if (this.problem) return this.#failed();
    return html`
      <a class="tp-skip" href="#ticket">${t("Skip to the ticket")}</a>
      <tp-rail></tp-rail>
      <section class="list-pane" role=${NARROW.matches && store.pane === "list" ? "main" : nothing} aria-label=${t("Inbox")}>
        ${readAddress().search ? html`<tp-search></tp-search>` : html`<tp-incidents></tp-incidents>
        <tp-filters></tp-filters>
        <tp-list></tp-list>`}
        ${NARROW.matches ? nothing : html`<tp-connection></tp-connection>`}
        <tp-splitter pane="list" label=${t("Width of the list")}></tp-splitter>
      </section>
      <main class="ticket-pane" id="ticket" tabindex="-1">
        <tp-tabs></tp-tabs>
        <tp-ticket></tp-ticket>
      </main>
      ${NARROW.matches ? html`<tp-connection></tp-connection>` : nothing}
      ${store.active ? html`<tp-panel></tp-panel>` : nothing}
      <tp-toasts></tp-toasts>`;
  }

  #failed() {
    return html`<div class="state" role="alert">
      <h1>${t("The desk could not be opened.")}</h1>
      <p>${this.problem.title}</p>
      <p class="quiet">${this.problem.detail || t("Your drafts are safe. Try again in a moment.")}</p>
      <button class="button primary" @click=${() => location.reload()}>${t("Try again")}</button>
    </div>`;
  }
}

customElements.define("tp-desk", Desk);
