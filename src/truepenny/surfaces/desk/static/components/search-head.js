/* <tp-search-head>: what is searched for in tickets: words, order, and filters as chips. Everything goes into the address. */

import { html, nothing } from "../lit.js";
import { Part } from "../part.js";
import { icon } from "../icons.js";
import { t } from "../i18n.js";
import { channelName, languageName, priorities, priorityName, statusIcon, statusName, topicName } from "../labels.js";
import { pick, show } from "../overlays.js";
import { go, NARROWED, readAddress } from "../router.js";
import { stillTyping } from "../search.js";
import { agentName, emit, store, teamName } from "../store.js";

const PAUSE_MS = 250;
const CHANNELS = ["webchat", "email", "portal", "api", "desk"];
const DAY_MS = 86_400_000;

const dayOf = (ms) => {
  const at = new Date(ms);
  return [at.getFullYear(), String(at.getMonth() + 1).padStart(2, "0"), String(at.getDate()).padStart(2, "0")].join("-");
};

function periods() {
  const back = (days) => dayOf(Date.now() - days * DAY_MS);
  return [[t("Today"), 0], [t("Last 7 days"), 6], [t("Last 30 days"), 29], [t("Last 12 months"), 364]]
    .map(([label, days]) => ({ id: back(days), label, icon: "clock" })).concat({ id: "between", label: t("Between two days…"), icon: "clock" });
}

class SearchHead extends Part {
  static watches = ["address", "me"];

  #timer = 0;

  connectedCallback() {
    super.connectedCallback();
    this.watch("focus-search-tickets", () => this.takeFocus());
  }

  firstUpdated() {
    if (!store.active && !readAddress().search.q) this.takeFocus();
  }

  takeFocus() {
    this.find("input").focus();
    this.find("input").select();
  }

  #typed(text) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(text, true), PAUSE_MS);
  }

  #ask(text, typing) {
    clearTimeout(this.#timer);
    stillTyping(typing);
    go({ search: { q: text.trim() } }, { replace: true });
  }

  #key(event) {
    if (event.isComposing || (event.key !== "Enter" && event.key !== "ArrowDown")) return;
    event.preventDefault();
    if (event.key === "Enter") this.#ask(event.target.value, false);
    else if (event.target.value.trim() !== readAddress().search.q) this.#ask(event.target.value, true);
    event.target.blur();
    emit("focus-list");
  }

  #order(order) {
    go({ search: { order } }, { replace: true });
  }

  #choices() {
    return {
      when: periods(),
      status: ["open", "waiting", "hold", "solved", "merged"].map((id) => ({ id, label: statusName(id), icon: statusIcon[id] })),
      language: ["en", "zh"].map((id) => ({ id, label: languageName(id) })),
      channel: CHANNELS.map((id) => ({ id, label: channelName(id) })),
      assignee: [{ id: "none", label: t("Nobody"), icon: "nobody" }, ...store.agents.map((agent) => ({ id: agent.id, label: agent.name, badge: agent.name, hint: agent.id }))],
      team: store.teams.map((team) => ({ id: team.id, label: team.name, icon: "team" })),
      topic: store.topics.map(({ code }) => ({ id: code, label: topicName(code), hint: code, icon: "topic" })),
      priority: priorities.map((id) => ({ id, label: `${id} ${priorityName(id)}`, icon: "flag", tone: id })),
      tag: [...store.seenTags].sort().map((id) => ({ id, label: id, icon: "tag" })),
    };
  }

  async #chooseFilter(event) {
    const anchor = event.currentTarget;
    const groups = {
      when: t("Written"), status: t("Status"), language: t("Language"), channel: t("Channel"), assignee: t("Assigned to"), team: t("Team"), topic: t("Topic"),
      priority: t("Priority"), tag: t("Tag"),
    };
    const here = readAddress().search;
    const options = Object.entries(this.#choices()).flatMap(([field, choices]) => choices.map((choice) => ({
      ...choice, id: `${field}:${choice.id}`, group: groups[field], selected: field === "when" ? !here.until && here.since === choice.id : here[field] === choice.id,
    })));
    const chosen = await pick({ title: t("Filter by"), anchor, options });
    if (!chosen) return;
    const cut = chosen.id.indexOf(":");
    const [field, value] = [chosen.id.slice(0, cut), chosen.id.slice(cut + 1)];
    if (field !== "when") return this.#narrow({ [field]: here[field] === value ? "" : value });
    if (value !== "between") return this.#narrow({ since: here.since === value && !here.until ? "" : value, until: "" });
    const days = await show("tp-days", { since: here.since, until: here.until });
    if (days) this.#narrow(days);
  }

  #narrow(search) {
    stillTyping(false);
    go({ search });
  }

  #words(field, value) {
    if (field === "since") return t("from {day}", { day: value });
    if (field === "until") return t("to {day}", { day: value });
    if (field === "team") return teamName(value);
    if (field === "assignee") return value === "none" ? t("Nobody") : agentName(value);
    const name = { language: languageName, channel: channelName, status: statusName, topic: topicName }[field];
    return name ? name(value) : value;
  }

  #chips(here) {
    const on = NARROWED.filter((field) => here[field]);
    if (!on.length) return nothing;
    return html`<ul class="chips" aria-label=${t("Filters")}>${on.map((field) => html`<li><button class="chip removable"
      aria-label=${t("Take away the filter {name}", { name: this.#words(field, here[field]) })} @click=${() => this.#narrow({ [field]: "" })}>
      <span dir="auto">${this.#words(field, here[field])}</span>${icon("close")}</button></li>`)}</ul>`;
  }

  render() {
    const here = readAddress().search;
    if (!here) return nothing;
    return html`<header class="list-head search-head">
      <div class="list-title">
        <button class="icon-button" title="${t("Back to the list")} (Esc)" aria-label=${t("Back to the list")} @click=${() => go({ search: null })}>${icon("back")}</button>
        <h1>${t("Search tickets")}</h1>
        <span class="spring"></span>
        <button class="icon-button" title=${t("Filter")} aria-label=${t("Filter")} aria-haspopup="dialog" @click=${this.#chooseFilter}>${icon("filter")}</button>
      </div>
      <label class="search">${icon("search")}<span class="tp-hidden-visually">${t("Search tickets")}</span>
        <input type="search" .value=${here.q} maxlength="400" placeholder=${t("Words of messages, notes and records")} autocomplete="off" spellcheck="false"
          @input=${(event) => this.#typed(event.target.value)} @keydown=${this.#key}></label>
      <fieldset class="search-order"><legend class="tp-hidden-visually">${t("Order")}</legend><div class="segments">
        ${[["newest", t("Newest")], ["best", t("Best match")]].map(([id, words]) => html`<label class="segment"><input type="radio" name="search-order"
          .checked=${here.order === id} @change=${() => this.#order(id)}><span>${words}</span></label>`)}</div></fieldset>
      ${this.#chips(here)}
    </header>`;
  }
}

customElements.define("tp-search-head", SearchHead);
