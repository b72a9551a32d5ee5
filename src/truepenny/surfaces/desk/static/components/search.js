/* <tp-search>: the search in tickets, in the place of the list: what is asked, matches, and pages as one scrolls. Also its states: nothing
   asked yet, reading, nothing found, failed, no connection, an index that is being made. */

import { html, nothing } from "../lit.js";
import { Part } from "../part.js";
import { icon } from "../icons.js";
import { t, tn } from "../i18n.js";
import { keyWords } from "../keys.js";
import { go, NARROWED, readAddress } from "../router.js";
import { isNarrowed, searchAgain, searching, stillTyping } from "../search.js";
import { emit, store } from "../store.js";
import { openTicket } from "../tickets.js";
import { skeletonRow } from "./row.js";
import { matchTemplate } from "./search-row.js";
import "./search-head.js";

const NEAR_PX = 600;
/* so many events are indexed within the next moment, and are not worth a word */
const BEHIND = 50;

class SearchPane extends Part {
  static watches = ["search", "address", "active", "connection"];

  #search = null;
  #marked = 0;
  /** the first match takes it when it is here */
  #wantsFocus = false;

  connectedCallback() {
    super.connectedCallback();
    this.watch("cursor", (by) => this.#move(by));
    this.watch("cursor-open", () => this.#open(this.#marked));
    this.watch("focus-list", () => {
      this.#wantsFocus = true;
      this.requestUpdate();
    });
  }

  willUpdate() {
    if (this.#search === searching.current) return;
    this.#search = searching.current;
    this.#marked = 0;
    this.find(".rows")?.scrollTo(0, 0);
  }

  updated() {
    if (!this.#wantsFocus || (this.#search && !this.#search.loaded && !this.#search.problem)) return;
    this.#wantsFocus = false;
    this.#takeFocus();
  }

  get #items() {
    return this.#search?.items ?? [];
  }

  #takeFocus() {
    const row = this.find(`[data-i="${this.#marked}"]`) ?? this.find(".rows");
    row?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: "nearest" });
  }

  #move(by) {
    const last = this.#items.length - 1;
    if (last < 0) return;
    this.#marked = Math.min(last, Math.max(0, this.#marked + by));
    if (this.#marked > last - 3) this.#search.more();
    this.requestUpdate();
    this.updateComplete.then(() => this.#takeFocus());
  }

  #open(i) {
    const item = this.#items[i];
    if (!item) return;
    this.#marked = i;
    store.pane = "ticket";
    go({ ticket: item.ticket, seq: item.seq });
    emit("pane");
  }

  #click(event) {
    const link = event.target.closest("a.row");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    event.preventDefault();
    this.#open(Number(link.dataset.i));
  }

  #down(event) {
    const link = event.target.closest("a.row");
    if (link && event.button === 0 && event.pointerType === "mouse") openTicket(link.dataset.ticket);
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 5, PageUp: -5, Home: -this.#marked, End: this.#items.length }[event.key];
    if (by !== undefined) this.#move(by);
    else if (event.key === "Enter") this.#open(Number(event.target.dataset.i ?? this.#marked));
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #scrolled(event) {
    const box = event.currentTarget;
    if (box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_PX) this.#search?.more();
  }

  #insteadOf(words) {
    stillTyping(false);
    go({ search: { q: words } });
  }

  #clear = () => go({ search: Object.fromEntries(NARROWED.map((name) => [name, ""])) });

  /** What is true of the whole search, over its matches. */
  #notes(search) {
    return html`
      ${search.suggestion ? html`<p class="search-note">${t("Did you mean")} <button class="link" @click=${() => this.#insteadOf(search.suggestion)}><bdi>${search.suggestion}</bdi></button></p>` : nothing}
      ${search.whole ? nothing : html`<p class="search-note">${icon("clock")}${t("The index is being made. Older messages are found as it grows.")}</p>`}
      ${search.whole && search.behind > BEHIND ? html`<p class="search-note">${icon("clock")}${tn("{n} event is not searched yet.", "{n} events are not searched yet.", search.behind)}</p>` : nothing}`;
  }

  #none(search) {
    const narrowed = isNarrowed(search.asked);
    return html`<div class="state">${icon("search", "big")}<h2>${narrowed ? t("Nothing fits these words and filters.") : t("Nothing was found.")}</h2>
      <p>${t("Try other words, or one part of them. Chinese in both scripts and words of the same group are found alike.")}</p>
      ${narrowed ? html`<button class="button" @click=${this.#clear}>${t("Clear the filters")}</button>` : nothing}</div>`;
  }

  #start() {
    return html`<div class="state">${icon("search", "big")}<h2>${t("What was said, and where?")}</h2>
      <p>${t("Words of customers, replies, notes, subjects and closing records, in all tickets that you may see.")}</p>
      <p>${t("A whole mail address, phone number or account leads to the tickets of its customer.")}</p>
      <p class="keys-line wide-keys"><span>${keyWords("Enter").map((key) => html`<kbd>${key}</kbd>`)} ${t("search")}</span> <span><kbd>j</kbd> <kbd>k</kbd> ${t("move")}</span> <span><kbd>Esc</kbd> ${t("back")}</span></p></div>`;
  }

  #failed(problem) {
    const words = problem.offline ? t("The search goes on when the connection is back.") : problem.detail;
    return html`<div class="state" role="alert">${icon("warning", "big")}<h2>${problem.title}</h2><p>${words}</p>
      <button class="button" @click=${searchAgain}>${t("Try again")}</button></div>`;
  }

  #row(item, i, items) {
    const { query, search } = readAddress();
    const row = this.#search.rows.get(item.ticket);
    return row ? matchTemplate(item, row, { before: items[i - 1], marked: i === this.#marked, current: item.ticket === store.active, i, query, search }) : nothing;
  }

  #body(search) {
    if (!search) return this.#start();
    if (search.problem && !search.loaded) return this.#failed(search.problem);
    if (!search.loaded) return html`<div aria-busy="true"><span class="tp-hidden-visually">${t("Loading")}</span>${Array.from({ length: 6 }, skeletonRow)}</div>`;
    const { items } = search;
    return html`${this.#notes(search)}
      ${items.length ? html`<div role="list" aria-label=${t("Matches")}>${items.map((item, i) => this.#row(item, i, items))}</div>` : search.next ? nothing : this.#none(search)}
      ${search.loading ? skeletonRow() : nothing}
      ${search.problem ? html`<p class="rows-problem" role="alert">${search.problem.title} <button class="link" @click=${searchAgain}>${t("Try again")}</button></p>` : nothing}`;
  }

  render() {
    const search = this.#search;
    const found = search?.loaded ? tn("{n} match", "{n} matches", search.items.length) + (search.next ? "+" : "") : "";
    return html`<tp-search-head></tp-search-head>
      <p class="tp-hidden-visually" role="status">${found}</p>
      <div class="rows" tabindex="-1" @scroll=${this.#scrolled} @click=${this.#click} @pointerdown=${this.#down} @keydown=${this.#key}>${this.#body(search)}</div>`;
  }
}

customElements.define("tp-search", SearchPane);
