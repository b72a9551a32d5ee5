/* <tp-composer>: where an agent writes, as a reply to the customer or as a note among agents; the two look nothing alike. Words live in
   the drafts, so that switching tickets or reloading loses nothing. */

import { html, live, nothing } from "../lit.js";
import { Part } from "../part.js";
import { draftOf, hasDraft, saveDraft } from "../drafts.js";
import { icon } from "../icons.js";
import { t } from "../i18n.js";
import { keyWords } from "../keys.js";
import { dispatch } from "../outbox.js";
import { emit, store } from "../store.js";
import { refusalOf } from "../refusals.js";
import { pinTab } from "../tabs.js";
import { addFiles, uploadsOf } from "../uploads.js";
import { hintAtContacts } from "../contact-hint.js";
import { inserts } from "./inserts.js";
import { markedTemplate } from "./refusal.js";
import "./attachments.js";
import "./held.js";

const TYPING_EVERY_MS = 3_000;
const STOPPED_MS = 5_000;

class Composer extends Part {
  static properties = { state: { attribute: false, hasChanged: () => true } };

  mode = "reply";
  #number = null;
  #typedAt = 0;
  #stopTimer = 0;
  #beganSeq = 0;

  connectedCallback() {
    super.connectedCallback();
    this.watch("draft", (number) => number === this.#number && this.requestUpdate());
    this.watch("compose", ({ number, mode }) => number === this.#number && this.compose(mode));
    for (const { name } of inserts()) this.watch(name, () => this.insertFrom(name));
    this.watch("attach", () => this.find("input[type=file]").click());
  }

  willUpdate() {
    if (this.state.number === this.#number) return;
    this.#stopTyping();
    this.#number = this.state.number;
    this.mode = this.#closed || (!hasDraft(this.#number, ["reply"]) && hasDraft(this.#number, ["note"])) ? "note" : "reply";
    this.#beganSeq = 0;
  }

  updated() {
    const area = this.find("textarea");
    if (!area || CSS.supports("field-sizing", "content")) return;
    area.style.height = "auto";
    area.style.height = `${Math.min(area.scrollHeight, window.innerHeight * 0.4)}px`;
  }

  get #closed() {
    return this.state.ticket.status === "merged";
  }

  compose(mode) {
    if (mode === "reply" && this.#closed) return;
    this.mode = mode;
    this.requestUpdate();
    this.updateComplete.then(() => {
      const area = this.find("textarea");
      area.focus();
      area.setSelectionRange(area.value.length, area.value.length);
    });
  }

  get #draft() {
    return draftOf(this.#number, this.mode);
  }

  #input(event) {
    const text = event.target.value;
    if (text === "/" && !this.#draft.text) {
      event.target.value = "";
      this.insertFrom("canned");
      return;
    }
    if (!this.#draft.text.trim() && text.trim()) this.#beganSeq = this.state.events.at(-1)?.seq ?? 0;
    saveDraft(this.#number, this.mode, { ...this.#draft, text });
    pinTab(this.#number);
    const [number, mode] = [this.#number, this.mode];
    hintAtContacts(number, mode, () => draftOf(number, mode).text);
    this.#sayTyping();
  }

  #sayTyping() {
    clearTimeout(this.#stopTimer);
    this.#stopTimer = setTimeout(() => this.#stopTyping(), STOPPED_MS);
    if (Date.now() - this.#typedAt < TYPING_EVERY_MS) return;
    this.#typedAt = Date.now();
    emit("typing", { ticket: this.#number, mode: this.mode });
  }

  #stopTyping() {
    clearTimeout(this.#stopTimer);
    if (this.#typedAt) emit("typing", { ticket: this.#number, mode: "" });
    this.#typedAt = 0;
  }

  #key(event) {
    if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) {
      event.preventDefault();
      this.send();
    }
  }

  #paste(event) {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    addFiles(this.#number, this.mode, files);
  }

  get #ready() {
    const uploading = uploadsOf(this.#number, this.mode);
    return !uploading.length && Boolean(this.#draft.text.trim() || this.#draft.files.length);
  }

  send(options) {
    if (!this.#ready) return;
    this.#stopTyping();
    this.#beganSeq = 0;
    pinTab(this.#number);
    dispatch(this.#number, this.mode, options);
    this.find("textarea").focus();
  }

  /** name: of one of the inserts. */
  async insertFrom(name) {
    const { pick, after } = inserts().find((one) => one.name === name);
    return this.#insert(await pick(this.state, this.find(`[data-command=${name}]`)), { after });
  }

  /** after: on a line of its own behind what is selected, not in its place. */
  async #insert(text, { after = false } = {}) {
    if (text === null) return;
    const area = this.find("textarea");
    const draft = this.#draft.text;
    const before = draft.slice(0, after ? area.selectionEnd : area.selectionStart);
    const upto = before + (after && /\S$/.test(before) ? "\n" : "") + text;
    saveDraft(this.#number, this.mode, { ...this.#draft, text: upto + draft.slice(area.selectionEnd) });
    await this.updateComplete;
    area.focus();
    area.setSelectionRange(upto.length, upto.length);
  }

  /** Someone else answered since this draft was begun. */
  get #overtakenBy() {
    if (!this.#beganSeq || this.mode !== "reply") return null;
    return this.state.events.findLast((event) => event.seq > this.#beganSeq && event.kind === "message_sent" && event.actor.id !== store.me.id);
  }

  #warnings() {
    const rival = this.#overtakenBy;
    return html`
      ${rival ? html`<p class="hint warning" role="alert">${icon("warning")}${t("{name} answered while you were writing. Read it before you send.", { name: rival.actor.name })}</p>` : nothing}
      <tp-refusal .number=${this.#number} .mode=${this.mode} .text=${this.#draft.text}></tp-refusal>`;
  }

  #tab(mode, label, glyph, key) {
    const other = this.mode !== mode && hasDraft(this.#number, [mode]);
    return html`<button role="tab" aria-selected=${this.mode === mode} class="mode-tab ${mode}" ?disabled=${mode === "reply" && this.#closed}
      title="${label} (${key})" @click=${() => this.compose(mode)}>${icon(glyph)}${label}${other ? html`<span class="dot" title=${t("Draft")}></span>` : nothing}</button>`;
  }

  render() {
    const note = this.mode === "note";
    const send = keyWords("Mod-Enter").join("");
    return html`
      <tp-held .state=${this.state}></tp-held>
      <section class="composer ${this.mode}" aria-label=${note ? t("Note among agents") : t("Reply to the customer")}>
        <div class="composer-head" role="tablist" aria-label=${t("What you write")}>
          ${this.#tab("reply", t("Reply"), "reply", "r")}${this.#tab("note", t("Note"), "note", "n")}
          <span class="spring"></span>
          <span class="composer-to">${note ? t("Only agents see this") : html`${t("To")} <b dir="auto">${this.state.ticket.contact_name || t("the customer")}</b>`}</span>
        </div>
        ${this.#warnings()}
        <div class="area">${markedTemplate(refusalOf(this.#number, this.mode, this.#draft.text), this.#draft.text)}<textarea rows="3" dir="auto" maxlength="20000" aria-label=${note ? t("Note among agents") : t("Reply to the customer")}
          placeholder=${note ? t("Write to your colleagues. The customer never sees it.") : t("Write to the customer. Type / for a canned reply.")}
          .value=${live(this.#draft.text)} @input=${this.#input} @keydown=${this.#key} @paste=${this.#paste} @blur=${() => this.#stopTyping()}
          @scroll=${(event) => { const faults = this.find(".faults"); if (faults) faults.scrollTop = event.target.scrollTop; }}></textarea></div>
        <tp-attachments .number=${this.#number} .mode=${this.mode}></tp-attachments>
        <div class="composer-foot">
          ${inserts().map(({ name, title, keys, glyph }) => html`<button class="icon-button" data-command=${name} title="${title} (${keys})" aria-label=${title} aria-haspopup="dialog" @click=${() => this.insertFrom(name)}>${icon(glyph)}</button>`)}
          <button class="icon-button" title=${t("Attach files")} aria-label=${t("Attach files")} @click=${() => this.find("input[type=file]").click()}>${icon("clip")}</button>
          <input type="file" multiple hidden @change=${(event) => { addFiles(this.#number, this.mode, event.target.files); event.target.value = ""; }}>
          <span class="composer-hint">${note ? nothing : t("Never ask for a password, recovery phrase, code or transfer.")}</span>
          <span class="spring"></span>
          <button class="button small ${note ? "note" : "primary"}" aria-disabled=${!this.#ready} @click=${() => this.send()} title="${note ? t("Save the note") : t("Send")} (${send})">
            ${icon(note ? "note" : "send")}${note ? t("Save the note") : t("Send")}<kbd>${send}</kbd></button>
        </div>
      </section>`;
  }
}

customElements.define("tp-composer", Composer);
