/* <tp-ticket>: the ticket in front of the agent: head, conversation, who else is here, composer. Also its empty, loading and error states. */

import { html, keyed, nothing } from "../lit.js";
import { Part } from "../part.js";
import { icon } from "../icons.js";
import { shown } from "../format.js";
import { t } from "../i18n.js";
import { keyWords } from "../keys.js";
import { openTicket } from "../tickets.js";
import { on, store } from "../store.js";
import { markSeen } from "../seen.js";
import { go } from "../router.js";
import { addFiles } from "../uploads.js";
import "./ticket-head.js";
import "./conversation.js";
import "./countersign.js";
import "./presence.js";
import "./composer.js";
import "./impostors.js";
import "./incidents.js";

class TicketPane extends Part {
  static watches = ["active"];

  #state = null;
  #stop = null;
  #over = false;

  connectedCallback() {
    super.connectedCallback();
    this.listen(this, "dragenter", (event) => this.#drag(event, true));
    this.listen(this, "dragleave", (event) => !this.contains(event.relatedTarget) && this.#drag(event, false));
    this.listen(this, "drop", (event) => this.#drop(event));
  }

  willUpdate() {
    const state = store.active ? openTicket(store.active) : null;
    if (state !== this.#state) {
      this.#stop?.();
      this.#state = state;
      this.#stop = state && on(`ticket:${state.number}`, () => this.requestUpdate());
    }
    if (state?.ticket) markSeen(state.number, state.ticket.activity_at);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#stop?.();
    this.#state = null;
  }

  get #writable() {
    return this.#state?.loaded && this.#state.ticket.status !== "merged";
  }

  #drag(event, over) {
    if (!this.#writable || (over && !event.dataTransfer?.types.includes("Files"))) return;
    this.#over = over;
    this.requestUpdate();
  }

  #drop(event) {
    event.preventDefault();
    this.#over = false;
    this.requestUpdate();
    const files = event.dataTransfer?.files ?? [];
    if (this.#writable && files.length) addFiles(this.#state.number, this.querySelector("tp-composer")?.mode ?? "reply", files);
  }

  render() {
    const state = this.#state;
    if (!state) return this.#none();
    if (state.problem && !state.loaded) return this.#failed(state);
    if (!state.loaded) return this.#loading();
    const merged = state.ticket.status === "merged";
    return html`
      <tp-ticket-head .state=${state}></tp-ticket-head>
      ${merged ? html`<p class="banner">${icon("merge")}<span>${t("This ticket goes on in {number}. It is kept here for reading.", { number: shown(state.ticket.merged_into) })}</span>
        <button class="button small" @click=${() => go({ ticket: state.ticket.merged_into })}>${t("Open {number}", { number: shown(state.ticket.merged_into) })}</button></p>` : nothing}
      <tp-ticket-incidents .state=${state}></tp-ticket-incidents>
      <tp-impostors .state=${state}></tp-impostors>
      ${keyed(state.number, html`<tp-conversation .state=${state}></tp-conversation>`)}
      <tp-countersign .state=${state}></tp-countersign>
      <tp-presence .state=${state}></tp-presence>
      <tp-composer .state=${state}></tp-composer>
      ${this.#over ? html`<div class="drop" aria-hidden="true">${icon("clip", "big")}<b>${t("Drop files to attach them")}</b></div>` : nothing}`;
  }

  #none() {
    return html`<div class="state">${icon("chat", "big")}<h2>${t("Choose a ticket")}</h2>
      <p>${t("The conversation stands here.")}</p>
      <p class="keys-line"><span><kbd>j</kbd> <kbd>k</kbd> ${t("move")}</span> <span><kbd>↵</kbd> ${t("open")}</span>
        <span><kbd>${keyWords("Mod-K").join("")}</kbd> ${t("commands")}</span> <span><kbd>?</kbd> ${t("help")}</span></p></div>`;
  }

  #loading() {
    return html`<div class="ticket-loading" aria-busy="true"><span class="tp-hidden-visually">${t("Loading")}</span>
      <span class="bone w40"></span><span class="bone w80 tall"></span><span class="bone w60 tall end"></span><span class="bone w80 tall"></span></div>`;
  }

  #failed(state) {
    return html`<div class="state" role="alert">${icon("warning", "big")}<h2>${state.problem.title}</h2><p>${state.problem.detail}</p>
      <p><button class="button primary" @click=${() => openTicket(state.number, { again: true })}>${t("Try again")}</button>
      <button class="button" @click=${() => go({ ticket: null })}>${t("Back to the list")}</button></p></div>`;
  }
}

customElements.define("tp-ticket", TicketPane);
