/* <tp-refusal>: why the words in the composer were not sent: the sentences quoted, each a way to where it stands in the text. The same
   sentences are marked behind the text. */

import { html, nothing } from "../lit.js";
import { Part } from "../part.js";
import { icon } from "../icons.js";
import { t } from "../i18n.js";
import { forgetRefusal, refusalOf } from "../refusals.js";

/** Sentences at fault, {words, title, show}. */
export function quotesTemplate(quotes) {
  if (!quotes.length) return nothing;
  return html`<ul>${quotes.map((quote) => html`<li><button type="button" class="quote" title=${t("Show it in the text")} @click=${quote.show}>
    <q dir="auto">${quote.words}</q></button>${quotes.length > 1 ? html` <span>${quote.title}</span>` : nothing}</li>`)}</ul>`;
}

/** Lies behind the field, letter on letter. */
export function markedTemplate(refusal, text) {
  if (!refusal) return nothing;
  let at = 0;
  const parts = [...refusal.quotes].sort((a, b) => a.start - b.start).filter((quote) => quote.start >= at).map((quote) => {
    const before = text.slice(at, quote.start);
    at = quote.start + quote.words.length;
    return html`${before}<mark>${quote.words}</mark>`;
  });
  return html`<div class="faults" aria-hidden="true" dir="auto">${parts}${text.slice(at)}\n</div>`;
}

class Refusal extends Part {
  static properties = { number: { attribute: false }, mode: { attribute: false }, text: { attribute: false } };

  connectedCallback() {
    super.connectedCallback();
    this.watch("refused", ({ number, hint }) => number === this.number && this.#arrived(hint));
  }

  get #composer() {
    return this.closest("tp-composer");
  }

  /** The words are back in the draft by now; those of another ticket wait there. */
  async #arrived(hint) {
    this.requestUpdate();
    this.#composer.requestUpdate();
    await this.#composer.updateComplete;
    const refusal = refusalOf(this.number, this.mode, this.text);
    if (refusal && !hint) this.#select(refusal.quotes[0]);
  }

  #select({ start, words }) {
    const area = this.#composer.find("textarea");
    area.blur();
    area.setSelectionRange(start, start + words.length);
    area.focus();
  }

  #sendAnyway() {
    this.#composer.send({ contacts: "sure" });
  }

  #lead(refusal) {
    if (refusal.quotes.length < 2) return refusal.title;
    return refusal.code === "never_ask" ? t("Several sentences ask for what we never ask for.") : t("Several contacts are not in the list of official contacts.");
  }

  #dismiss() {
    forgetRefusal(this.number, this.mode);
    this.requestUpdate();
    this.#composer.requestUpdate();
    this.#composer.find("textarea").focus();
  }

  render() {
    const refusal = refusalOf(this.number, this.mode, this.text);
    if (!refusal) return nothing;
    const tone = refusal.code === "contact_typed" ? "warning" : "danger";
    return html`<div class="hint ${tone} refusal" role="alert">${icon("warning")}<div class="refusal-words">
        <p><b>${refusal.hint ? t("Before you send:") : t("Not sent.")}</b> ${this.#lead(refusal)}</p>
        ${quotesTemplate(refusal.quotes.map((quote) => ({ ...quote, show: () => this.#select(quote) })))}
        <p>${refusal.detail}</p>
        ${refusal.code.startsWith("contact_") ? html`<p class="refusal-ways"><button type="button" class="button small" @click=${() => this.#composer.insertFrom("contact")}>${icon("book")}${t("Official contact…")}</button>
          ${refusal.code === "contact_typed" ? html`<button type="button" class="button small" @click=${() => this.#sendAnyway()}>${t("Send anyway")}</button>` : nothing}</p>` : nothing}</div>
      <button type="button" class="icon-button tiny" aria-label=${t("Dismiss")} @click=${() => this.#dismiss()}>${icon("close")}</button></div>`;
  }
}

customElements.define("tp-refusal", Refusal);
