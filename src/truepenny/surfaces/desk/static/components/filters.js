/* <tp-filters>: the head of the list: which view, how many, search, filters and order. */

import { html, nothing } from "../lit.js";
import { openSearch, openView } from "../commands.js";
import { Part } from "../part.js";
import { icon } from "../icons.js";
import { t } from "../i18n.js";
import { inbox } from "../inbox.js";
import { keyWords } from "../keys.js";
import { channelName, languageName, priorities, priorityName, viewIcon, viewName } from "../labels.js";
import { pick } from "../overlays.js";
import { setPref } from "../prefs.js";
import { FILTERS, go, readAddress, VIEW_IDS } from "../router.js";
import { agentName, store, teamName } from "../store.js";

const PAUSE_MS = 250;
const CHANNELS = ["webchat", "email", "portal", "api", "desk"];

/** "12", or "1,000+" where it was not counted to the end. */
const count = (list) => (list.total === null ? `${Math.max(list.atLeast, list.rows.length).toLocaleString("en")}+` : list.total.toLocaleString("en"));

class Filters extends Part {
  static watches = ["address", "counts", "inbox"];

  #timer = 0;

  connectedCallback() {
    super.connectedCallback();
    this.watch("focus-search", () => this.find("input").focus());
  }

  #search(text) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => go({ query: { q: text.trim() } }, { replace: true }), PAUSE_MS);
  }

  /** Leaving the field does not wait for the pause. */
  #searchNow(text) {
    clearTimeout(this.#timer);
    if (text.trim() !== readAddress().query.q) go({ query: { q: text.trim() } }, { replace: true });
  }

  #searchKey(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.value.trim()) {
      event.preventDefault();
      return this.#everywhere(event.target.value);
    }
    if (event.key !== "Enter" && event.key !== "ArrowDown") return;
    event.preventDefault();
    event.target.blur();
    document.querySelector("tp-list")?.takeFocus();
  }

  /** What was typed for this list, in the words of all tickets. */
  #everywhere(text) {
    clearTimeout(this.#timer);
    go({ query: { q: "" } }, { replace: true });
    openSearch(text.trim());
  }

  async #chooseView(event) {
    const chosen = await pick({
      title: t("View"), anchor: event.currentTarget, value: readAddress().query.view,
      options: VIEW_IDS.map((id) => ({ id, label: viewName(id), icon: viewIcon[id], hint: String(store.counts[id] ?? 0) })),
    });
    if (chosen) openView(chosen.id);
  }

  async #chooseOrder(event) {
    const names = { activity: t("Latest activity"), waiting: t("Longest waiting"), priority: t("Priority, then waiting") };
    const chosen = await pick({
      title: t("Order"), anchor: event.currentTarget, value: readAddress().query.sort,
      options: Object.entries(names).map(([id, label]) => ({ id, label, icon: "sort" })),
    });
    if (!chosen) return;
    setPref("sort", chosen.id);
    go({ query: { sort: chosen.id } }, { replace: true });
  }

  #choices() {
    return {
      priority: priorities.map((id) => ({ id, label: `${id} ${priorityName(id)}`, icon: "flag", tone: id })),
      language: ["en", "zh"].map((id) => ({ id, label: languageName(id) })),
      channel: CHANNELS.map((id) => ({ id, label: channelName(id) })),
      team: store.teams.map((team) => ({ id: team.id, label: team.name, icon: "team" })),
      assignee: [{ id: "none", label: t("Nobody"), icon: "nobody" }, ...store.agents.map((agent) => ({ id: agent.id, label: agent.name, badge: agent.name, hint: agent.id }))],
      tag: [...store.seenTags].sort().map((id) => ({ id, label: id, icon: "tag" })),
    };
  }

  /** One list for all filters: each choice says what it filters. */
  async #chooseFilter(event) {
    const anchor = event.currentTarget;
    const groups = { priority: t("Priority"), language: t("Language"), channel: t("Channel"), team: t("Team"), assignee: t("Assigned to"), tag: t("Tag") };
    const here = readAddress().query;
    const options = Object.entries(this.#choices()).flatMap(([field, choices]) =>
      choices.map((choice) => ({ ...choice, id: `${field}:${choice.id}`, group: groups[field], selected: here[field] === choice.id })));
    const chosen = await pick({
      title: t("Filter by"), anchor, options, free: (text) => t("Search for “{text}”", { text }),
    });
    if (!chosen) return;
    const cut = chosen.id.indexOf(":");
    const [field, value] = chosen.made ? ["q", chosen.id] : [chosen.id.slice(0, cut), chosen.id.slice(cut + 1)];
    go({ query: { [field]: here[field] === value ? "" : value } });
  }

  #chipWords(field, value) {
    if (field === "team") return teamName(value);
    if (field === "assignee") return value === "none" ? t("Nobody") : agentName(value);
    if (field === "language") return languageName(value);
    if (field === "channel") return channelName(value);
    return value;
  }

  render() {
    const here = readAddress().query;
    const chips = FILTERS.filter((field) => field !== "q" && here[field]);
    const list = inbox.current;
    const total = list?.loaded ? count(list) : null;
    return html`
      <header class="list-head">
        <div class="list-title">
          <h1><button class="view-button" aria-haspopup="dialog" @click=${this.#chooseView}>${viewName(here.view)}${icon("down")}</button></h1>
          ${total === null ? nothing : html`<span class="list-total">${total}</span>`}
          <span class="spring"></span>
          <button class="icon-button" title="${t("Search tickets")} (g f)" aria-label=${t("Search tickets")} @click=${() => openSearch()}>${icon("search")}</button>
          <button class="icon-button" title=${t("Filter")} aria-label=${t("Filter")} aria-haspopup="dialog" @click=${this.#chooseFilter}>${icon("filter")}</button>
          <button class="icon-button" title=${t("Order")} aria-label=${t("Order")} aria-haspopup="dialog" @click=${this.#chooseOrder}>${icon("sort")}</button>
        </div>
        <label class="search">
          ${icon("search")}
          <span class="tp-hidden-visually">${t("Search this list")}</span>
          <input type="search" .value=${here.q} placeholder=${t("Name, number or words")} autocomplete="off" spellcheck="false"
            @input=${(event) => this.#search(event.target.value)} @keydown=${this.#searchKey} @blur=${(event) => this.#searchNow(event.target.value)}>
        </label>
        ${here.q ? html`<button class="button small everywhere" @click=${() => this.#everywhere(here.q)}><span>${t("Search all messages for “{text}”", { text: here.q })}</span><kbd>${keyWords("Mod-Enter").join("")}</kbd></button>` : nothing}
        ${chips.length ? html`<ul class="chips" aria-label=${t("Filters")}>${chips.map((field) => html`<li>
          <button class="chip removable" aria-label=${t("Take away the filter {name}", { name: this.#chipWords(field, here[field]) })}
            @click=${() => go({ query: { [field]: "" } })}><span dir="auto">${this.#chipWords(field, here[field])}</span>${icon("close")}</button></li>`)}
        </ul>` : nothing}
      </header>`;
  }
}

customElements.define("tp-filters", Filters);
