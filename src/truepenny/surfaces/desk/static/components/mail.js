/* <tp-mail>: the inside of a mail's bubble: who wrote it and who vouches for that, its words with quoted parts folded, or its formatted
   version in a frame in which nothing runs and nothing from elsewhere loads unasked. */

import { html, nothing } from "../lit.js";
import { Part } from "../part.js";
import { full, isLong, iso } from "../format.js";
import { icon } from "../icons.js";
import { t, tn } from "../i18n.js";
import { automaticName, cryptName, falseNameWords, faultWords, isFaulty, verdictIcon, verdictWords } from "../mail-words.js";
import { prefs, setPref } from "../prefs.js";
import { leads } from "../store.js";

const HIGHEST_PX = 900;
const EXCERPT = 60;

class Mail extends Part {
  static watches = ["prefs"];
  static properties = { event: { attribute: false }, number: { attribute: false } };

  #open = new Set();
  #remote = false;
  #found = { remote: 0, misleading: 0 };
  #gone = false;
  #sizes = null;

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#sizes?.disconnect();
  }

  get #formatted() {
    return this.event.mail.html && prefs.mailView === "formatted";
  }

  #choose(view) {
    this.#sizes?.disconnect();
    setPref("mailView", view);
  }

  render() {
    const { mail } = this.event;
    return html`
      <div class="mail-from">${icon("mail")}<span dir="auto">${mail.head?.sender ?? t("Sender unknown")}</span>
        ${mail.html ? html`<span class="mail-views" role="group" aria-label=${t("How this mail is shown")}>
          ${this.#view("words", t("Words"))}${this.#view("formatted", t("Formatted"))}</span>` : nothing}</div>
      <p class="mail-sure ${mail.verdict}">${icon(verdictIcon(mail.verdict))}<span>${verdictWords(mail)}</span></p>
      ${this.#marks(mail)}
      ${mail.head || mail.faults?.length || mail.raw ? this.#details(mail) : nothing}
      ${this.#formatted ? this.#frame() : this.#words()}`;
  }

  #view(id, label) {
    const chosen = this.#formatted ? "formatted" : "words";
    return html`<button aria-pressed=${chosen === id ? "true" : "false"} @click=${() => this.#choose(id)}>${label}</button>`;
  }

  #marks(mail) {
    const marks = [
      mail.head?.false_name ? { words: falseNameWords(mail.head.false_name), icon: "warning", tone: "warning" } : null,
      mail.automatic ? { words: automaticName(mail.automatic), icon: "reopen" } : null,
      mail.crypt ? { words: cryptName(mail.crypt), icon: "lock" } : null,
      isFaulty(mail.faults) ? { words: t("Partly broken"), icon: "warning", tone: "warning" } : null,
    ].filter(Boolean);
    return marks.length ? html`<p class="mail-marks">${marks.map((mark) => html`<span class="mail-mark ${mark.tone ?? ""}">${icon(mark.icon)}${mark.words}</span>`)}</p>` : nothing;
  }

  #details({ head, faults, by, raw }) {
    const row = (label, value) => (value ? html`<div><dt>${label}</dt><dd dir="auto">${value}</dd></div>` : nothing);
    const rows = (label, values) => row(label, values?.length ? values.map((one) => html`<span class="mail-address" dir="auto">${one}</span>`) : null);
    const checks = head ? [["SPF", head.spf], ["DKIM", head.dkim], ["DMARC", head.dmarc]].filter(([, found]) => found) : [];
    return html`<details class="mail-details"><summary>${icon("right", "turn")}${t("Details")}</summary><dl>
      ${head ? html`${row(t("From"), head.sender)}${rows(t("To"), head.to)}${rows(t("Copy to"), head.cc)}${rows(t("Wants answers to"), head.reply_to)}
        ${row(t("Subject"), head.subject)}${row(t("Dated"), head.at ? html`<time datetime=${iso(head.at)}>${full(head.at)}</time>` : null)}` : nothing}
      ${checks.length ? row(t("Checks"), checks.map(([name, found]) => html`<span class="mail-check">${name}\u2009<b>${found}</b></span>`)) : nothing}
      ${row(t("Policy of the domain"), head?.policy)}
      ${row(t("Checked by"), { own: t("this desk"), server: t("the mail server before this desk") }[by])}
      ${faults?.length ? row(t("Broken"), faultWords(faults).map((words) => html`<span class="mail-address">${words}</span>`)) : nothing}
      ${row(t("As it came"), raw && leads() ? html`<a href="/api/desk/tickets/${this.number}/mail/${this.event.seq}/raw" download>${t("Download this mail; recorded with your ID")}</a>` : null)}
    </dl></details>`;
  }

  // Words

  /** The words as a row of pieces: shown, or folded. */
  #pieces() {
    const lines = this.event.text.split("\n");
    const pieces = [];
    let at = 0;
    for (const fold of this.event.folds ?? []) {
      pieces.push({ text: lines.slice(at, fold.first).join("\n") });
      pieces.push({ text: lines.slice(fold.first, fold.last).join("\n"), fold });
      at = fold.last;
    }
    pieces.push({ text: lines.slice(at).join("\n") });
    return pieces.map((piece) => ({ ...piece, text: piece.text.replace(/^\s*\n|\s+$/g, "") })).filter((piece) => piece.text);
  }

  #words() {
    if (!this.event.text) return nothing;
    const pieces = this.#pieces();
    const long = this.#open.size === 0 && isLong(pieces.filter((piece) => !piece.fold).map((piece) => piece.text).join("\n"));
    const last = pieces.findLastIndex((piece) => !piece.fold);
    return html`<div class="words tp-words mail-words" dir="auto">${pieces.map((piece, i) => (piece.fold ? this.#fold(piece, i < last) : html`<p dir="auto">${piece.text}</p>`))}</div>
      ${long ? html`<details class="tp-fold"><summary><span class="tp-fold-more">${t("Show all")}</span><span class="tp-fold-less">${t("Show less")}</span></summary></details>` : nothing}`;
  }

  /** between: own words come after it, so that its first words are worth a look. */
  #fold({ text, fold }, between) {
    const key = fold.first;
    const open = this.#open.has(key);
    const id = `folded-${this.number}-${this.event.seq}-${key}`;
    const label = {
      quote: open ? t("Hide quoted text") : t("Show quoted text"), signature: open ? t("Hide signature") : t("Show signature"),
      forward: open ? t("Hide forwarded mail") : t("Show forwarded mail"),
    }[fold.kind];
    const toggle = () => {
      if (open) this.#open.delete(key);
      else this.#open.add(key);
      this.requestUpdate();
    };
    return html`<button class="fold-toggle" aria-expanded=${open ? "true" : "false"} aria-controls=${open ? id : nothing} @click=${toggle}>${icon("more")}<span class=${between && !open ? "tp-hidden-visually" : ""}>${label}</span>
        ${between && !open ? html`<q dir="auto">${excerpt(text)}</q>` : nothing}</button>${open ? html`<p class="folded ${fold.kind}" id=${id} dir="auto">${text}</p>` : nothing}`;
  }

  // Formatted

  get #address() {
    return `/api/desk/tickets/${this.number}/mail/${this.event.seq}?theme=${prefs.theme}${this.#remote ? "&remote=1" : ""}`;
  }

  #frame() {
    if (this.#gone) return html`<p class="quiet">${t("The formatted version is gone; the words are there.")}</p>`;
    const { remote, misleading } = this.#found;
    return html`
      ${misleading ? html`<p class="mail-warning">${icon("warning")}<span>${tn("{n} link leads elsewhere than it says; it is marked in red.", "{n} links lead elsewhere than they say; they are marked in red.", misleading)}</span></p>` : nothing}
      ${remote && !this.#remote ? html`<p class="mail-remote"><span>${tn("{n} picture from elsewhere is not loaded: its sender would learn that the mail was read.", "{n} pictures from elsewhere are not loaded: their sender would learn that the mail was read.", remote)}</span>
        <button class="link" @click=${this.#showRemote}>${t("Show remote pictures")}</button></p>` : nothing}
      <iframe class="mail-frame" title=${t("Formatted version of this mail")} sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
        referrerpolicy="no-referrer" loading="lazy" src=${this.#address} @load=${this.#loaded}></iframe>`;
  }

  #showRemote() {
    this.#remote = true;
    this.requestUpdate();
  }

  #loaded(event) {
    const frame = event.target;
    const page = frame.contentDocument;
    if (!page?.documentElement.hasAttribute("data-mail")) {
      this.#gone = true;
      return this.requestUpdate();
    }
    this.#found = { remote: page.querySelectorAll("img[data-remote]:not([src])").length, misleading: page.querySelectorAll("a[data-elsewhere]").length };
    this.#sizes?.disconnect();
    this.#sizes = new ResizeObserver(() => this.#fit(frame));
    this.#sizes.observe(page.body);
    this.requestUpdate();
  }

  /** As high as its page, as long as that is no wall. */
  #fit(frame) {
    const page = frame.contentDocument;
    if (!page?.body) return;
    const height = Math.ceil(page.body.getBoundingClientRect().height) + 26;
    frame.style.height = `${Math.min(height, HIGHEST_PX)}px`;
  }
}

/** The first words of a folded part, without its signs. */
function excerpt(text) {
  const lines = text.split("\n").filter((line) => line.startsWith(">")).map((line) => line.replace(/^[>\s]+/, "").trim()).filter(Boolean);
  const words = lines[0] ?? text.trim().split("\n")[0];
  return words.length > EXCERPT ? `${words.slice(0, EXCERPT)}…` : words;
}

customElements.define("tp-mail", Mail);
