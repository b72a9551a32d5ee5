/* <tp-panel>: who the customer is, with details masked until revealed for a reason; closing record, rating, notes, other tickets. */

import { html, nothing } from "../lit.js";
import { Part } from "../part.js";
import { age, day, full, initials, shown } from "../format.js";
import { icon } from "../icons.js";
import { t } from "../i18n.js";
import { assuranceName, channelName, identityName, imitationWords, languageName, statusIcon, statusName, topicName } from "../labels.js";
import { show } from "../overlays.js";
import { address, go, readAddress } from "../router.js";
import { emit, on, store } from "../store.js";
import { findTicket } from "../tickets.js";
import { closingTemplate } from "./closing.js";
import { assuranceTemplate } from "./event.js";

const SHOWN_S = 60;

class Panel extends Part {
  static watches = ["active", "prefs", "tick"];

  #stop = null;
  #number = null;
  #revealed = new Map();

  willUpdate() {
    if (store.active === this.#number) return;
    this.#stop?.();
    this.#number = store.active;
    this.#revealed.clear();
    this.#stop = store.active && on(`ticket:${store.active}`, () => this.requestUpdate());
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#stop?.();
    this.#number = null;
  }

  async #reveal(identity) {
    const value = await show("tp-reveal", { number: this.#number, kind: identity.kind });
    if (!value) return;
    this.#revealed.set(identity.kind, value);
    this.requestUpdate();
    setTimeout(() => {
      this.#revealed.delete(identity.kind);
      this.requestUpdate();
    }, SHOWN_S * 1000);
  }

  #identity(identity) {
    const value = this.#revealed.get(identity.kind);
    return html`<div class="identity"><dt>${identityName(identity.kind)}</dt>
      <dd><span class="tp-mono ${value ? "revealed" : ""}" dir="auto">${value ?? identity.masked}</span>
        ${value ? nothing : html`<button class="icon-button tiny" title=${t("Show in full…")} aria-label=${t("Show in full: {name}", { name: identityName(identity.kind) })} @click=${() => this.#reveal(identity)}>${icon("eye")}</button>`}
        <span class="identity-sure">${assuranceName(identity.assurance)}</span></dd></div>`;
  }

  #link({ link, number }) {
    if (!link) return nothing;
    return html`<div class="private-link"><dt>${t("Private link")}</dt>
      ${link.withdrawn_at ? html`<dd title=${full(link.withdrawn_at)}>${t("{day}: withdrawn", { day: day(link.withdrawn_at) })}</dd>`
        : html`<dd><span title=${full(link.made_at)}>${t("{day}: opens this ticket to whoever has it", { day: day(link.made_at) })}</span>
          <button class="link" data-command="withdraw" @click=${() => show("tp-withdraw", { number })}>${t("Withdraw…")}</button></dd>`}</div>`;
  }

  #contact({ contact, ticket, link, number }) {
    const name = contact?.name || ticket.contact_name || t("Guest");
    return html`<section class="card contact">
      <header><span class="face big">${initials(name)}</span><div><h2 dir="auto">${name}</h2>${assuranceTemplate(ticket.assurance ?? contact?.assurance)}</div></header>
      ${ticket.imitates ? html`<p class="imitates">${icon("warning")}${imitationWords(ticket.imitates)}</p>` : nothing}
      <dl>
        ${(contact?.identities ?? []).filter((identity) => identity.masked).map((identity) => this.#identity(identity))}
        <div><dt>${t("Language")}</dt><dd>${languageName(contact?.language ?? ticket.language)}</dd></div>
        <div><dt>${t("Channel")}</dt><dd>${channelName(ticket.channel)}</dd></div>
        ${ticket.topic ? html`<div><dt>${t("Topic")}</dt><dd>${topicName(ticket.topic)}</dd></div>` : nothing}
        <div><dt>${t("Opened")}</dt><dd title=${full(ticket.opened_at)}>${day(ticket.opened_at)}</dd></div>
        ${this.#link({ link, number })}
        ${contact?.created_at ? html`<div><dt>${t("Known since")}</dt><dd title=${full(contact.created_at)}>${day(contact.created_at)}</dd></div>` : nothing}
      </dl></section>`;
  }

  #closing({ ticket }) {
    if (!ticket.closing) return nothing;
    const words = ticket.confirmed ? t("Confirmed by the customer") : ticket.status === "solved" ? t("The customer has not answered yet") : t("Reopened since");
    return html`<section class="card"><h3>${t("Closing record")}</h3><p class="quiet">${words}</p>${closingTemplate(ticket.closing)}</section>`;
  }

  #rating({ ticket }) {
    if (!ticket.rating) return nothing;
    const { stars, comment } = ticket.rating;
    return html`<section class="card"><h3>${t("Rating")}</h3>
      <p class="stars" role="img" aria-label=${t("{n} of 5", { n: stars })}>${[1, 2, 3, 4, 5].map((n) => icon(n <= stars ? "starFull" : "star"))}</p>
      ${comment ? html`<p class="tp-words" dir="auto">${comment}</p>` : nothing}</section>`;
  }

  #notes({ events }) {
    const notes = events.filter((event) => event.kind === "note_added" && event.text).slice(-5).reverse();
    if (!notes.length) return nothing;
    return html`<section class="card"><h3>${t("Notes")} <span class="count">${notes.length}</span></h3>
      ${notes.map((note) => html`<blockquote class="panel-note"><p class="tp-words" dir="auto">${note.text}</p>
        <footer>${note.actor.name}\u2009·\u2009${age(note.at)}</footer></blockquote>`)}</section>`;
  }

  #history({ history }) {
    const link = (other) => html`<li><a class="history" href=${address({ ticket: other.ticket, query: readAddress().query })}
      @click=${(event) => { if (!event.metaKey && !event.ctrlKey) { event.preventDefault(); go({ ticket: other.ticket }); } }}>
      <span class="row-status ${other.status}" title=${statusName(other.status)}>${icon(statusIcon[other.status])}</span>
      <span class="history-words"><span dir="auto">${other.subject}</span><small>${shown(other.ticket)}\u2009·\u2009${day(other.activity_at)}</small></span></a></li>`;
    return html`<section class="card"><h3>${t("Other tickets")} ${history.length ? html`<span class="count">${history.length}</span>` : nothing}</h3>
      ${history.length ? html`<ul class="history-list">${history.map(link)}</ul>` : html`<p class="quiet">${t("This is the customer's first ticket.")}</p>`}</section>`;
  }

  render() {
    const state = findTicket(store.active);
    return html`<aside aria-label=${t("Customer's details")} aria-busy=${state?.loaded ? "false" : "true"}>
      <tp-splitter pane="panel" label=${t("Width of the customer's details")}></tp-splitter>
      <div class="panel" tabindex="0">${state?.loaded ? this.#cards(state) : nothing}</div></aside>`;
  }

  #cards(state) {
    return html`<button class="button small narrow-only" @click=${() => emit("toggle-panel")}>${icon("back")}${t("Back to the conversation")}</button>
      ${this.#contact(state)}${this.#closing(state)}${this.#rating(state)}${this.#notes(state)}${this.#history(state)}`;
  }
}

customElements.define("tp-panel", Panel);
