/* <tp-incidents>: a quiet strip over the list with what runs now. <tp-ticket-incidents>: what the ticket is linked to, and one click to
   link it to what it may be about. */

import { html, nothing } from "../lit.js";
import { act, toast } from "../actions.js";
import { clock, full, iso } from "../format.js";
import { icon } from "../icons.js";
import { incidents, isLead, lookAtTicket, lookForIncidents } from "../incidents.js";
import { t, tn } from "../i18n.js";
import { Part } from "../part.js";

const address = (one) => (isLead() ? `/admin/notices/${one.id}` : one.path);

class Incidents extends Part {
  static watches = ["incidents", "me"];

  render() {
    if (!incidents.running.length) return nothing;
    return html`<ul class="incidents" aria-label=${t("Running now")}>${incidents.running.map((one) => html`<li><a class="incident ${one.kind}" href=${address(one)} target="_blank" rel="noopener"
      title=${t("Since {time}", { time: full(one.begins_at) })}>${icon(one.kind === "incident" ? "warning" : "clock")}<b dir="auto">${one.title}</b>
      <span class="quiet">${one.state_words}${one.linked ? html` · ${tn("{n} ticket", "{n} tickets", one.linked)}` : nothing}</span></a></li>`)}</ul>`;
  }
}

customElements.define("tp-incidents", Incidents);

class TicketIncidents extends Part {
  static watches = ["incidents", "me"];
  static properties = { state: { attribute: false, hasChanged: () => true } };

  #asked = "";
  #busy = false;

  willUpdate() {
    const { number, ticket } = this.state;
    const key = [number, ticket.topic, (ticket.incidents ?? []).join(), incidents.running.map((one) => one.id).join()].join("|");
    if (key === this.#asked) return;
    this.#asked = key;
    lookAtTicket(number);
  }

  async #link(one, linked) {
    this.#busy = true;
    this.requestUpdate();
    const done = await act(this.state.number, linked ? "incident-off" : "incident", { announcement: one.id, ...(linked ? {} : { tell: true }) });
    this.#busy = false;
    await lookAtTicket(this.state.number);
    lookForIncidents();
    if (!done) return;
    toast(linked ? t("The link to the incident is gone.") : done.told ? t("Linked. The customer was told what is known, and hears of each update.") : t("Linked. The customer hears of each update."),
      linked ? {} : { undo: () => this.#link(one, true) });
  }

  render() {
    const found = incidents.of.get(this.state.number);
    if (!found) return nothing;
    const open = this.state.ticket.status !== "merged";
    return html`
      ${found.linked.map((one) => html`<p class="banner incident-line">${icon("warning")}<span>${t("Linked to an incident:")} <a href=${address(one)} target="_blank" rel="noopener" dir="auto">${one.title}</a> <span class="quiet">${one.state_words}</span></span>
        ${open ? html`<button class="button small" ?disabled=${this.#busy} @click=${() => this.#link(one, true)}>${t("Unlink")}</button>` : nothing}</p>`)}
      ${open ? found.matching.map((one) => html`<p class="banner incident-line match">${icon("warning")}<span>${t("May be about:")} <a href=${address(one)} target="_blank" rel="noopener" dir="auto">${one.title}</a>
        <time class="quiet" datetime=${iso(one.begins_at)} title=${full(one.begins_at)}>${t("since {time}", { time: clock(one.begins_at) })}</time></span>
        <button class="button small primary" ?disabled=${this.#busy} @click=${() => this.#link(one, false)}>${t("Link and tell the customer")}</button></p>`) : nothing}`;
  }
}

customElements.define("tp-ticket-incidents", TicketIncidents);
