/* <tp-tabs>: the tickets that lie open. A passing tab is set in lighter type until it is pinned. */

import { html, nothing, repeat } from "../lit.js";
import { closeTicket } from "../commands.js";
import { Part } from "../part.js";
import { hasDraft } from "../drafts.js";
import { shown } from "../format.js";
import { icon } from "../icons.js";
import { t } from "../i18n.js";
import { address, go, readAddress } from "../router.js";
import { store } from "../store.js";
import { pinTab, tabs } from "../tabs.js";
import { findTicket } from "../tickets.js";

class Tabs extends Part {
  static watches = ["tabs", "active", "tickets", "draft"];

  #click(event, number) {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    event.preventDefault();
    go({ ticket: number });
  }

  #middle(event, number) {
    if (event.button !== 1) return;
    event.preventDefault();
    closeTicket(number);
  }

  updated() {
    this.find("[aria-current=true]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  #tab(tab) {
    const current = tab.number === store.active;
    const state = findTicket(tab.number);
    const news = !current && state?.loaded && state.ticket.waiting_since && (state.marks.desk_read ?? 0) < (state.events.at(-1)?.seq ?? 0);
    return html`<li class="tab ${current ? "current" : ""} ${tab.pinned ? "" : "passing"}" @auxclick=${(event) => this.#middle(event, tab.number)}>
      <a href=${address({ ticket: tab.number, query: readAddress().query })} aria-current=${current ? "true" : "false"} title="${shown(tab.number)} ${tab.subject}"
        @click=${(event) => this.#click(event, tab.number)} @dblclick=${() => pinTab(tab.number)}>
        ${news ? html`<span class="dot news-dot" title=${t("New message")}></span>` : nothing}
        <span class="tab-name" dir="auto">${tab.subject || shown(tab.number)}</span>
        ${hasDraft(tab.number) ? html`<span class="tab-draft" title=${t("Draft")}>${icon("edit")}</span>` : nothing}
      </a>
      <button class="icon-button tiny" aria-label=${t("Close {name}", { name: shown(tab.number) })} @click=${() => closeTicket(tab.number)}>${icon("close")}</button></li>`;
  }

  render() {
    if (!tabs.length) return nothing;
    return html`<nav aria-label=${t("Open tickets")}><ul class="tabs">${repeat(tabs, (tab) => tab.number, (tab) => this.#tab(tab))}</ul></nav>`;
  }
}

customElements.define("tp-tabs", Tabs);
