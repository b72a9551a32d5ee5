/* <tp-rail>: the views with their live counts, and the agent's own corner. */

import { html, nothing } from "../lit.js";
import { commands, openView, runCommand } from "../commands.js";
import { Part } from "../part.js";
import { icon } from "../icons.js";
import { initials } from "../format.js";
import { t, tn } from "../i18n.js";
import { keyWords } from "../keys.js";
import { viewIcon, viewName } from "../labels.js";
import { go, readAddress, VIEW_IDS } from "../router.js";
import { store } from "../store.js";

class Rail extends Part {
  static watches = ["counts", "address", "me", "prefs"];

  #view(view, here) {
    const n = store.counts[view] ?? 0;
    const on = here.view === view && !here.team;
    const keys = commands().find((command) => command.id === `go-${view}`).keys;
    return html`<li>
      <button class="rail-item ${view}" aria-current=${on ? "page" : "false"} title="${viewName(view)} (${keyWords(keys).join(" ")})"
        @click=${() => openView(view)}>
        ${icon(viewIcon[view])}
        <span class="rail-name">${viewName(view)}</span>
        ${n ? html`<span class="rail-count" aria-hidden="true"><span class="rail-full">${n > 9999 ? "9999+" : n}</span><span class="rail-short">${n > 99 ? "99+" : n}</span></span>
          <span class="tp-hidden-visually">${tn("{n} ticket", "{n} tickets", n)}</span>` : nothing}
      </button>
    </li>`;
  }

  #team(team, here) {
    const on = here.view === "team" && here.team === team.id;
    return html`<li><button class="rail-item sub" aria-current=${on ? "page" : "false"}
      @click=${() => go({ query: { view: "team", team: team.id }, search: null })}><span class="rail-name" dir="auto">${team.name}</span></button></li>`;
  }

  #tool(id, glyph, label) {
    const command = commands().find((candidate) => candidate.id === id);
    const keys = command.keys ? ` (${keyWords(command.keys).join(" ")})` : "";
    return html`<button class="icon-button" title="${label}${keys}" aria-label=${label} @click=${(event) => runCommand(id, event.currentTarget)}>${icon(glyph)}</button>`;
  }

  render() {
    const { query, search } = readAddress();
    const here = search ? {} : query;
    const mine = store.teams.filter((team) => store.me.teams.includes(team.id));
    return html`
      <nav class="rail" aria-label=${t("Views")}>
        <div class="rail-brand">${icon("mark", "brand-mark")}<span class="rail-name" dir="auto">${store.brand.name ?? "Truepenny"}</span></div>
        <ul class="rail-list">
          ${VIEW_IDS.map((view) => html`${this.#view(view, here)}
            ${view === "team" && mine.length > 1 ? mine.map((team) => this.#team(team, here)) : nothing}`)}
        </ul>
        <div class="rail-foot">
          <div class="rail-tools">
            ${this.#tool("search-tickets", "search", t("Search tickets"))}
            ${this.#tool("palette", "command", t("Commands"))}
            ${this.#tool("theme", "moon", t("Switch light and dark"))}
            ${this.#tool("help", "help", t("Keys and help"))}
          </div>
          <button class="rail-me" title=${t("Settings and sessions")} @click=${() => runCommand("settings")}>
            <span class="tp-hidden-visually">${t("Settings and sessions")}</span>
            <span class="face me" aria-hidden="true">${initials(store.me.name)}</span>
            <span class="rail-name"><b dir="auto">${store.me.name}</b><small>${store.me.id}</small></span>
          </button>
        </div>
      </nav>`;
  }
}

customElements.define("tp-rail", Rail);
