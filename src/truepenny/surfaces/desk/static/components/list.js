/* <tp-list>: the rows of the current list. Only those in sight are in the page; each stands at its place times 56 px, so ten thousand
   scroll like fifty. Changes come in place; what is new waits behind a button; what has left goes when the pointer has gone. */

import { html, nothing, repeat } from "../lit.js";
import { Part } from "../part.js";
import { icon } from "../icons.js";
import { inbox } from "../inbox.js";
import { t, tn } from "../i18n.js";
import { go, readAddress } from "../router.js";
import { store } from "../store.js";
import { pinTab } from "../tabs.js";
import { openTicket } from "../tickets.js";
import { emptyList, failedList } from "./list-states.js";
import { rowTemplate, skeletonRow } from "./row.js";

export const ROW_PX = 56;
const SPARE = 8;

class TicketList extends Part {
  static watches = ["inbox", "active", "address", "tick", "seen"];

  #marked = 0;
  #list = null;
  #frame = 0;
  #height = 800;

  connectedCallback() {
    super.connectedCallback();
    this.watch("cursor", (by) => this.#move(by));
    this.watch("cursor-open", () => this.#open(this.#marked));
    this.watch("focus-list", () => this.takeFocus());
    this.watch("show-new", () => this.#showNew());
    this.watch("inbox", () => this.#list?.gone.size && !this.matches(":hover") && this.#settle());
    this.sizes = new ResizeObserver(([entry]) => {
      this.#height = entry.contentRect.height;
      this.requestUpdate();
    });
    this.sizes.observe(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.sizes.disconnect();
  }

  takeFocus() {
    this.find(`[data-i="${this.#marked}"]`)?.focus({ preventScroll: true });
  }

  get #scroller() {
    return this.find(".rows");
  }

  willUpdate() {
    if (this.#list === inbox.current) return;
    this.#list = inbox.current;
    const here = this.#list?.place.get(store.active);
    this.#marked = here ?? 0;
    this.#scroller?.scrollTo(0, 0);
  }

  /** Called for every scrolled pixel: at most one drawing a frame. */
  #scrolled() {
    if (this.#frame) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.requestUpdate();
    });
  }

  #move(by) {
    const list = this.#list;
    if (!list?.length) return;
    this.#marked = Math.min(list.length - 1, Math.max(0, this.#marked + by));
    const top = this.#marked * ROW_PX;
    const box = this.#scroller;
    if (top < box.scrollTop) box.scrollTop = top;
    else if (top + ROW_PX > box.scrollTop + this.#height) box.scrollTop = top + ROW_PX - this.#height;
    this.requestUpdate();
    this.updateComplete.then(() => this.takeFocus());
  }

  #open(i, { pin = false } = {}) {
    const row = this.#list?.rows[i];
    if (!row) return;
    this.#marked = i;
    go({ ticket: row.ticket });
    if (pin) pinTab(row.ticket);
  }

  #click(event) {
    const link = event.target.closest("a.row");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    event.preventDefault();
    this.#open(Number(link.dataset.i), { pin: event.detail > 1 });
  }

  /** Reading starts when the finger goes down, not when it comes up. */
  #down(event) {
    const link = event.target.closest("a.row");
    if (link && event.button === 0 && event.pointerType === "mouse") openTicket(link.dataset.ticket);
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by) this.#move(by);
    else if (event.key === "Enter") this.#open(Number(event.target.dataset.i ?? this.#marked));
    else if (event.key === "PageDown" || event.key === "PageUp") this.#move(Math.floor(this.#height / ROW_PX) * (event.key === "PageDown" ? 1 : -1));
    else if (event.key === "Home" || event.key === "End") this.#move(event.key === "Home" ? -this.#marked : this.#list.rows.length);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Let rows that have left go, and keep what is in sight where it is. */
  #settle() {
    const first = Math.floor((this.#scroller?.scrollTop ?? 0) / ROW_PX);
    const places = this.#list?.settle() ?? [];
    const above = places.filter((place) => place < first).length;
    if (above) this.#scroller.scrollTop -= above * ROW_PX;
    this.#marked -= places.filter((place) => place < this.#marked).length;
  }

  async #showNew() {
    await this.#list.reload();
    this.#marked = 0;
    this.#scroller?.scrollTo(0, 0);
    this.requestUpdate();
  }

  #window() {
    const length = this.#list.length;
    const first = Math.max(0, Math.floor((this.#scroller?.scrollTop ?? 0) / ROW_PX) - SPARE);
    const last = Math.min(length, first + Math.ceil(this.#height / ROW_PX) + 2 * SPARE);
    if (last > this.#list.rows.length) this.#list.ensure(last);
    const places = [];
    if (this.#marked < first && this.#marked < length) places.push(this.#marked);
    for (let i = first; i < last; i += 1) places.push(i);
    if (this.#marked >= last && this.#marked < length) places.push(this.#marked);
    return places;
  }

  #row(i) {
    const list = this.#list;
    const row = list.rows[i];
    const content = row
      ? rowTemplate(row, { query: readAddress().query, marked: i === this.#marked, current: row.ticket === store.active, gone: list.gone.has(row.ticket), i })
      : skeletonRow();
    return html`<div class="slot" role="listitem" aria-setsize=${list.length} aria-posinset=${i + 1} .top=${i}>${content}</div>`;
  }

  updated() {
    for (const slot of this.querySelectorAll(".slot")) slot.style.transform = `translateY(${slot.top * ROW_PX}px)`;
    this.find(".rows-all")?.style.setProperty("height", `${(this.#list?.length ?? 0) * ROW_PX}px`);
  }

  render() {
    const list = this.#list;
    if (!list) return nothing;
    if (list.problem && !list.loaded) return failedList(list.problem, () => this.#again());
    if (!list.loaded) return html`<div class="rows loading" aria-busy="true">${Array.from({ length: 9 }, skeletonRow)}</div>`;
    return html`
      ${this.#news(list)}
      <div class="rows" @scroll=${this.#scrolled} @click=${this.#click} @pointerdown=${this.#down} @keydown=${this.#key}
        @pointerleave=${this.#settle} tabindex="-1">
        ${list.rows.length ? html`<div class="rows-all" role="list" aria-label=${t("Tickets")}>
          ${repeat(this.#window(), (i) => list.rows[i]?.ticket ?? `at ${i}`, (i) => this.#row(i))}</div>` : emptyList(list)}
        ${list.problem ? html`<p class="rows-problem" role="alert">${list.problem.title}
          <button class="link" @click=${() => this.#again()}>${t("Try again")}</button></p>` : nothing}
      </div>`;
  }

  #again() {
    this.#list.problem = null;
    this.requestUpdate();
    if (!this.#list.loaded) this.#list.reload();
  }

  #news(list) {
    const n = list.fresh.size;
    const words = n ? tn("{n} new", "{n} new", n) : list.moved.size ? t("Order has changed") : "";
    return html`<div class="news" role="status">${words
      ? html`<button class="news-button" @click=${this.#showNew}>${icon("up")}${words}</button>` : nothing}</div>`;
  }
}

customElements.define("tp-list", TicketList);
