/* <tp-impostors>: what in the customer's messages looks like us and is not, over the conversation. Asked again when a message comes. */

import { api } from "../api.js";
import { icon } from "../icons.js";
import { t } from "../i18n.js";
import { html, nothing } from "../lit.js";
import { Part } from "../part.js";

class Impostors extends Part {
  static properties = { state: { attribute: false, hasChanged: () => true } };

  #asked = "";
  #found = [];
  #campaigns = [];

  willUpdate() {
    const { number, events } = this.state;
    const last = events.findLast((event) => event.actor.kind === "customer")?.seq ?? 0;
    const key = `${number}|${last}`;
    if (key === this.#asked) return;
    if (!this.#asked.startsWith(`${number}|`)) [this.#found, this.#campaigns] = [[], []];
    this.#asked = key;
    this.#look(number, key);
  }

  async #look(number, key) {
    try {
      const { found, campaigns } = await api.impostorsOf(number);
      if (this.#asked === key) [this.#found, this.#campaigns] = [found, campaigns];
    } catch {
      return; // shown as they were
    }
    this.requestUpdate();
  }

  render() {
    return [...this.#found.map((one) => this.#one(one)), this.#settling()];
  }

  #settling() {
    if (!this.#campaigns.length) return nothing;
    return html`<p class="banner">${icon("shield")}<span>${t("Reported as an impostor:")} ${this.#campaigns.map((one) => html`<a
      href="/admin/checks/${one.id}?ticket=${this.state.number}"><bdi class="mono" dir="ltr">${one.shown}</bdi></a>
      <span class="quiet">${{ open: t("settle it"), fake: t("confirmed fake"), not_ours: t("not ours"), ours: t("ours") }[one.outcome]}</span> `)}</span></p>`;
  }

  #one(one) {
    return html`<p class="banner impostor">${icon("warning")}<span><bdi class="mono" dir="ltr">${one.shown}</bdi>
      ${one.state === "known_false" ? t("is known to be false") : one.state === "never_used" ? t("is a way that we never use") : t("looks like us, but is not us")}
      ${one.ours && one.state === "looks_like" ? html` · <span class="quiet">${t("ours is {value}", { value: one.ours })}</span>` : nothing}</span></p>`;
  }
}

customElements.define("tp-impostors", Impostors);
