/* <tp-conversation>: the ticket's events in order. Draws the newest first and more as one scrolls up; stays at the end while one reads
   there, and stays put while one reads elsewhere. Tells the desk's read mark when the end has been seen. */

import { html, nothing, repeat } from "../lit.js";
import { Part } from "../part.js";
import { day, dayKey } from "../format.js";
import { icon } from "../icons.js";
import { t, tn } from "../i18n.js";
import { deliveriesOf, markOf } from "../deliveries.js";
import { showSought } from "../sought.js";
import { emit, store } from "../store.js";
import { lastSeq, loadOlder } from "../tickets.js";
import { tryAgain, takeBack, unsent } from "../outbox.js";
import { eventTemplate, isWords } from "./event.js";
import { mergedTemplate } from "./merged.js";

const FIRST = 60;
const MORE = 100;
const NEAR_END_PX = 80;
const NEAR_TOP_PX = 300;
const LEAD_MS = 1_000;

class Conversation extends Part {
  static watches = ["outbox", "prefs"];
  static properties = { state: { attribute: false, hasChanged: () => true } };

  #shown = FIRST;
  #atEnd = true;
  #below = 0;
  #last = 0;
  #fromBottom = null;
  #top = 0;
  /** until when the view stays with the message that is sought, while what stands around it is still being drawn */
  #leadUntil = 0;

  connectedCallback() {
    super.connectedCallback();
    this.listen(document, "visibilitychange", () => this.#tellRead());
    this.listen(window, "focus", () => this.#tellRead());
    this.watch("connection", () => {
      this.told = 0;
      if (store.connection.state === "live") this.#tellRead();
    });
    this.sizes = new ResizeObserver(() => (this.#leads() || (this.#atEnd && this.#toEnd())));
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.sizes.disconnect();
  }

  get #box() {
    return this.find(".events");
  }

  firstUpdated() {
    this.sizes.observe(this.#box);
    this.sizes.observe(this.find(".events-all"));
    this.#toEnd();
    this.watch("sought", () => this.#seek());
    this.#seek();
    this.watch(`ticket:${this.state.number}`, () => this.requestUpdate());
  }

  willUpdate() {
    const last = lastSeq(this.state);
    if (last > this.#last && this.#last) {
      const news = this.state.events.filter((event) => event.seq > this.#last && isWords(event));
      const own = news.some((event) => event.actor.kind === "agent" && event.actor.id === store.me.id);
      if (own) this.#atEnd = true;
      this.#below = this.#atEnd ? 0 : this.#below + news.length;
      this.#shown += last - this.#last;
    }
    this.#last = last;
  }

  updated() {
    const kept = this.#fromBottom;
    this.#fromBottom = null;
    if (this.#leads()) return;
    if (kept !== null) this.#box.scrollTop = this.#box.scrollHeight - kept;
    else if (this.#atEnd) this.#toEnd();
    this.#tellRead();
  }

  #seek() {
    const at = this.state.events.findIndex((event) => event.seq === store.sought?.seq);
    if (store.sought?.number !== this.state.number || at < 0) return;
    this.#atEnd = false;
    this.#shown = Math.max(this.#shown, this.state.events.length - at + FIRST);
    this.#leadUntil = Date.now() + LEAD_MS;
    this.requestUpdate();
  }

  #letGo = () => { this.#leadUntil = 0; };

  #leads() {
    return Date.now() < this.#leadUntil && Boolean(store.sought) && showSought(this.#box, store.sought);
  }

  #toEnd() {
    const box = this.#box;
    if (box) box.scrollTop = box.scrollHeight;
  }

  #jump() {
    this.#atEnd = true;
    this.#below = 0;
    this.requestUpdate();
  }

  #scrolled() {
    const box = this.#box;
    const near = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END_PX;
    const atEnd = near || (this.#atEnd && box.scrollTop >= this.#top);
    this.#top = box.scrollTop;
    if (atEnd !== this.#atEnd) {
      this.#atEnd = atEnd;
      if (atEnd) this.#below = 0;
      this.requestUpdate();
    }
    if (box.scrollTop < NEAR_TOP_PX) this.#showMore();
  }

  #showMore() {
    const { state } = this;
    if (this.#shown < state.events.length) {
      this.#fromBottom = this.#box.scrollHeight - this.#box.scrollTop;
      this.#shown += MORE;
      this.requestUpdate();
    } else if (state.older && !state.loadingOlder) {
      const before = state.events.length;
      loadOlder(state).then(() => {
        this.#fromBottom = this.#box.scrollHeight - this.#box.scrollTop;
        this.#shown += state.events.length - before;
        this.requestUpdate();
      }, () => {});
    }
  }

  #tellRead() {
    const seq = lastSeq(this.state);
    if (!this.#atEnd || document.visibilityState !== "visible" || !document.hasFocus()) return;
    if (seq > (this.state.marks.desk_read ?? 0) && seq !== this.told) {
      this.told = seq;
      emit("read", { ticket: this.state.number, seq });
    }
  }

  /** Events with what stands between them: days, and who goes on speaking. */
  #lines(all) {
    const { marks, merged, ticket } = this.state;
    const told = deliveriesOf(all);
    const events = all.filter((event) => event.kind !== "delivery");
    const sent = events.filter((event) => event.kind === "message_sent");
    const lastRead = sent.findLast((event) => event.seq <= (marks.customer_read ?? 0))?.seq;
    const lastSent = sent.at(-1)?.seq;
    let before = null;
    return repeat(events, (event) => event.seq, (event) => {
      const newDay = !before || dayKey(before.at) !== dayKey(event.at);
      const run = !newDay && before && isWords(before) && !event.mail && before.kind === event.kind && before.actor.id === event.actor.id && event.at - before.at < 300e6;
      before = event;
      const stands = event.seq === lastRead || event.seq === lastSent ? markOf(event, marks) : null;
      const mark = stands === "sent" && (ticket.channel === "email" || told.has(event.seq)) ? null : stands;
      const absorbed = event.kind === "absorbed" ? merged.find((other) => other.ticket.ticket === event.other_ticket) : null;
      return html`${newDay ? html`<div class="day" role="separator"><span>${day(event.at)}</span></div>` : nothing}
        ${eventTemplate(event, { run, mark, state: this.state, told: told.get(event.seq) })}
        ${absorbed ? mergedTemplate(absorbed, this.state) : nothing}`;
    });
  }

  #pending() {
    return unsent(this.state.number).map((item) => html`
      <article class="message ${item.mode === "note" ? "note" : "ours"} pending" aria-label=${t("Not sent yet")}>
        ${item.mode === "note" ? html`<header class="by"><b class="note-label">${icon("note")}${t("Note")}</b></header>` : nothing}
        <div class="bubble"><p class="words tp-words" dir="auto">${item.text}</p></div>
        <footer class="mark ${item.state}">${item.state === "sending" ? t("Sending…")
          : html`${icon("warning")}<span>${item.problem?.title}</span> <button class="link" @click=${() => tryAgain(item.id)}>${t("Try again")}</button>
            <button class="link" @click=${() => takeBack(item.id)}>${t("Back to the composer")}</button>`}</footer>
      </article>`);
  }

  render() {
    const { state } = this;
    const events = state.events.slice(-this.#shown);
    const more = state.older || events.length < state.events.length;
    return html`
      <div class="events" tabindex="0" role="log" aria-label=${t("Conversation")} @scroll=${this.#scrolled} @wheel=${this.#letGo} @pointerdown=${this.#letGo}>
        <div class="events-all">
          ${more ? html`<div class="older"><button class="link" ?disabled=${state.loadingOlder} @click=${() => this.#showMore()}>${state.loadingOlder ? t("Loading…") : t("Earlier events")}</button></div>` : nothing}
          ${this.#lines(events)}
          ${this.#pending()}
        </div>
      </div>
      ${this.#atEnd ? nothing : html`<button class="to-end" @click=${() => this.#jump()}>${icon("down")}
        ${this.#below ? tn("{n} new message", "{n} new messages", this.#below) : t("To the end")}</button>`}`;
  }
}

customElements.define("tp-conversation", Conversation);
