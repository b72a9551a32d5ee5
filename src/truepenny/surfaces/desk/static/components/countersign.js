/* <tp-countersign>: the two words that run between an agent and the customer, with what to say, what to hear, and the way to say no.
   Without a connection, and after their time, it shows no words. */

import { html, nothing } from "../lit.js";
import { Part } from "../part.js";
import { act } from "../actions.js";
import { api } from "../api.js";
import { icon } from "../icons.js";
import { t } from "../i18n.js";
import { now, store } from "../store.js";

const AGAIN_MS = 3_000;

class Countersign extends Part {
  static watches = ["connection"];
  static properties = { state: { attribute: false, hasChanged: () => true } };

  #words = null;
  #asked = "";
  #timer = 0;

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.#timer);
    this.#timer = 0;
  }

  /** The newest asking, with what came of it; null when there is none or its time is over. */
  get #run() {
    const marks = this.state.events.filter((event) => event.countersign).map((event) => event.countersign);
    const asked = marks.findLast((mark) => mark.expires_at);
    if (!asked || asked.expires_at <= now() || ["solved", "merged"].includes(this.state.ticket.status)) return null;
    return { ...asked, outcome: marks.findLast((mark) => mark.id === asked.id && mark.outcome)?.outcome };
  }

  async #load(run) {
    this.#asked = run.id;
    try {
      this.#words = (await api.words(this.state.number)).countersign;
    } catch {
      setTimeout(() => { if (this.#asked === run.id) this.#asked = ""; this.requestUpdate(); }, AGAIN_MS);
    }
    this.requestUpdate();
  }

  updated() {
    const run = this.#run;
    if (run && !this.#timer) this.#timer = setInterval(() => this.requestUpdate(), 500);
    if (!run) {
      clearInterval(this.#timer);
      this.#timer = 0;
      this.#words = null;
    } else if (!run.outcome && run.agent === store.me.id && this.#asked !== run.id && store.connection.state === "live") this.#load(run);
  }

  #wrong(run) {
    return act(this.state.number, "countersign-wrong", { countersign: run.id });
  }

  #word(label, { text, pinyin, meaning }) {
    return html`<div class="cs-word"><small>${label}</small><b dir="auto">${text}</b>
      ${pinyin || meaning ? html`<span>${[pinyin, meaning].filter(Boolean).join(" · ")}</span>` : nothing}</div>`;
  }

  #mine(run) {
    const words = this.#words?.id === run.id ? this.#words : null;
    if (store.connection.state !== "live" || !navigator.onLine) return html`<p class="cs-no" role="alert">${icon("warning")}${t("There is no connection. Take it for a no: say no word, change nothing.")}</p>`;
    if (!words) return html`<p class="quiet">${t("Loading")}</p>`;
    const sure = words.assurance ? t("Matching words prove that this is who is signed in to the account.") : t("The customer is a guest: matching words prove only that it is the same guest.");
    return html`<div class="cs-words">${this.#word(t("1. You say"), words.words[0])}${this.#word(t("2. The customer says"), words.words[1])}</div>
      <p class="quiet">${sure} ${t("Never tell the second word yourself.")}</p>`;
  }

  render() {
    const run = this.#run;
    if (!run || run.outcome === "failed" || run.outcome === "expired") return nothing;
    const left = Math.max(0, Math.ceil((run.expires_at - now()) / 1e6));
    const mine = run.agent === store.me.id;
    const purpose = { talk: t("for this conversation"), call: t("for a phone call"), change: t("before a change to the account") }[run.purpose];
    return html`<section class="cs ${run.outcome ?? ""}" aria-label=${t("Two words to compare")}>
      <header>${icon("shield")}<b>${run.outcome ? t("The customer says that the words match") : mine ? t("Two words for you and the customer") : t("{name} compares two words with the customer", { name: run.name })}</b>
        <span>${purpose}</span><span class="spring"></span><time aria-hidden="true">${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}</time></header>
      ${mine && !run.outcome ? this.#mine(run) : nothing}
      ${mine && run.outcome ? html`<p class="quiet">${t("If you heard another word than theirs, or none, say so: it takes the yes back.")}</p>` : nothing}
      ${mine ? html`<footer><button class="button small danger" @click=${() => this.#wrong(run)}>${t("They said another word")}</button></footer>` : nothing}
    </section>`;
  }
}

customElements.define("tp-countersign", Countersign);
