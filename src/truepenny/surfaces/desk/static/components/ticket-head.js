/* <tp-ticket-head>: number, subject and the properties that an agent changes most, each a button that opens its choices. */

import { html, nothing } from "../lit.js";
import { Part } from "../part.js";
import { act, copyText, toast } from "../actions.js";
import { keyOf, runCommand } from "../commands.js";
import { age, full, initials, iso, shown } from "../format.js";
import { icon } from "../icons.js";
import { t } from "../i18n.js";
import { keyWords } from "../keys.js";
import { isSecurity, priorityName, statusIcon, statusName, topicName } from "../labels.js";
import { pick } from "../overlays.js";
import { go } from "../router.js";
import { agentName, emit, teamName } from "../store.js";

const MENU = ["take", "topic", "tags", "team", "merge", "countersign", "subject", "reopen", "canned", "attach", "panel"];

class TicketHead extends Part {
  static watches = ["tick", "prefs"];
  static properties = { state: { attribute: false, hasChanged: () => true } };

  #editing = false;

  connectedCallback() {
    super.connectedCallback();
    this.watch("edit-subject", () => this.#edit());
  }

  #edit() {
    this.#editing = true;
    this.requestUpdate();
    this.updateComplete.then(() => this.find(".subject-input")?.select());
  }

  async #rename(event) {
    event.preventDefault();
    const { number, ticket } = this.state;
    const subject = this.find(".subject-input").value.trim();
    this.#editing = false;
    this.requestUpdate();
    if (!subject || subject === ticket.subject) return;
    const before = ticket.subject;
    if (await act(number, "subject", { subject })) toast(t("The subject is changed."), { undo: () => act(number, "subject", { subject: before }) });
  }

  #leave(event) {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    this.#editing = false;
    this.requestUpdate();
  }

  #copy() {
    const number = shown(this.state.number);
    return copyText(number, t("{number} is copied.", { number }));
  }

  async #more(event) {
    const { commands } = await import("../commands.js");
    const options = commands().filter((command) => MENU.includes(command.id) && (command.when?.() ?? true))
      .map((command) => ({ id: command.id, label: command.title, icon: command.icon, keys: command.keys }));
    const anchor = event.target.closest("button");
    const chosen = await pick({ title: t("More"), anchor, options });
    if (chosen) runCommand(chosen.id, anchor);
  }

  #property(id, label, content, { off, tone = "" } = {}) {
    const keys = keyWords(keyOf(id) ?? "").join(" ");
    return html`<button class="property ${tone}" data-command=${id} ?disabled=${off} aria-haspopup="dialog" title=${keys ? `${label} (${keys})` : label}
      @click=${(event) => runCommand(id, event.currentTarget)}><span class="tp-hidden-visually">${label}</span><span class="property-words" aria-hidden="true">${content}</span></button>`;
  }

  #subject(ticket, off) {
    if (this.#editing) {
      return html`<form class="subject-form" @submit=${this.#rename}><input class="subject-input" maxlength="200" .value=${ticket.subject} dir="auto"
        aria-label=${t("Subject")} @keydown=${this.#leave} @blur=${this.#rename}></form>`;
    }
    return html`<h1 class="subject" dir="auto" title=${ticket.subject} @dblclick=${() => !off && this.#edit()}>${ticket.subject || t("No subject")}</h1>`;
  }

  render() {
    const { ticket } = this.state;
    const assignee = ticket.assignee_name ?? agentName(ticket.assignee);
    const off = ticket.status === "merged";
    return html`
      <header class="ticket-head">
        <div class="ticket-title">
          <button class="icon-button narrow-only" aria-label=${t("Back to the list")} @click=${() => go({ ticket: null })}>${icon("back")}</button>
          ${this.#subject(ticket, off)}
          <button class="number" title=${t("Copy the number")} @click=${this.#copy}>${shown(ticket.ticket)}</button>
          <span class="spring"></span>
          ${off || ticket.status === "solved" ? nothing : html`<button class="button small solve" data-command="solve" @click=${() => runCommand("solve")}>${icon("solved")}<span class="wide-only">${t("Solve")}</span></button>`}
          ${ticket.status === "solved" ? html`<button class="button small" data-command="reopen" @click=${() => runCommand("reopen")}>${icon("reopen")}<span class="wide-only">${t("Reopen")}</span></button>` : nothing}
          <button class="icon-button" aria-label=${t("More")} title=${t("More")} aria-haspopup="dialog" @click=${this.#more}>${icon("more")}</button>
          <button class="icon-button" aria-label=${t("Customer's details")} title="${t("Customer's details")} (d)" @click=${() => emit("toggle-panel")}>${icon("panel")}</button>
        </div>
        <div class="ticket-properties">
          ${this.#property("status", t("Status: {status}", { status: statusName(ticket.status) }), html`${icon(statusIcon[ticket.status])}<span>${statusName(ticket.status)}</span>`, { off, tone: `status ${ticket.status}` })}
          ${this.#property("priority", t("Priority: {priority}", { priority: `${ticket.priority} ${priorityName(ticket.priority)}` }), html`${icon("flag")}<span>${ticket.priority}</span>`, { off, tone: ticket.priority })}
          ${this.#property("topic", t("Topic: {topic}", { topic: ticket.topic ? topicName(ticket.topic) : t("No topic") }), html`${icon(isSecurity(ticket.topic) ? "shieldCut" : "topic")}<span>${ticket.topic ?? t("No topic")}</span>`, { off, tone: isSecurity(ticket.topic) ? "security" : "" })}
          ${this.#property("assign", ticket.assignee ? t("Assigned to {name}", { name: assignee }) : t("Assigned to nobody"),
            ticket.assignee ? html`<span class="face small">${initials(assignee)}</span><span dir="auto">${assignee}</span>` : html`${icon("nobody")}<span>${t("Nobody")}</span>`, { off })}
          ${this.#property("team", t("Team: {name}", { name: ticket.team ? teamName(ticket.team) : t("No team") }), html`${icon("team")}<span dir="auto">${ticket.team ? teamName(ticket.team) : t("No team")}</span>`, { off })}
          ${this.#property("tags", (ticket.tags ?? []).length ? t("Tags: {tags}", { tags: ticket.tags.join(", ") }) : t("Add tags"), html`${icon("tag")}${(ticket.tags ?? []).length ? ticket.tags.map((tag) => html`<span class="tag" dir="auto">${tag}</span>`) : html`<span>${t("Add tags")}</span>`}`, { off })}
          ${ticket.waiting_since ? html`<span class="waits" title=${full(ticket.waiting_since)}>${icon("clock")}<time datetime=${iso(ticket.waiting_since)}>${t("waiting {age}", { age: age(ticket.waiting_since) })}</time></span>` : nothing}
          ${ticket.confirmed ? html`<span class="waits safe">${icon("check")}${t("Confirmed by the customer")}</span>` : nothing}
        </div>
      </header>`;
  }
}

customElements.define("tp-ticket-head", TicketHead);
