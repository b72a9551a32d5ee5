/* <tp-linked>: a mail claims to belong to another ticket and cannot prove it: one click to look, one to merge, confirmed in place. */

import { html, nothing } from "../lit.js";
import { Part } from "../part.js";
import { act, toast } from "../actions.js";
import { shown } from "../format.js";
import { icon } from "../icons.js";
import { t } from "../i18n.js";
import { linkWords } from "../mail-words.js";
import { go } from "../router.js";

class Linked extends Part {
  static properties = { event: { attribute: false }, state: { attribute: false, hasChanged: () => true } };

  #asking = false;
  #busy = false;

  #ask(asking) {
    this.#asking = asking;
    this.requestUpdate();
    this.updateComplete.then(() => this.find(asking ? ".primary" : ".merge")?.focus());
  }

  async #merge() {
    const { number } = this.state;
    const into = this.event.other_ticket;
    this.#busy = true;
    this.requestUpdate();
    const done = await act(number, "merge", { into });
    this.#busy = this.#asking = false;
    this.requestUpdate();
    if (!done) return;
    toast(t("{number} is now part of {other}.", { number: shown(number), other: shown(into) }));
    go({ ticket: into });
  }

  render() {
    const other = shown(this.event.other_ticket);
    const open = this.state && this.state.ticket.status !== "merged";
    return html`<aside class="linked" aria-label=${t("Possible link")}>${icon("merge")}<div>
      <p>${linkWords(this.event.link_reason, other.replace("-", "\u2060-\u2060"))}</p>
      ${this.#asking ? html`<p class="linked-ask">${t("Merge only when it is the same customer: they will read there what was written here.")}</p>` : nothing}
      <p class="linked-do">${this.#asking
        ? html`<button class="button small primary" ?disabled=${this.#busy} @click=${this.#merge}>${icon("merge")}${t("Merge into {number}", { number: other })}</button>
          <button class="button small" ?disabled=${this.#busy} @click=${() => this.#ask(false)}>${t("Cancel")}</button>`
        : html`<button class="button small" @click=${() => go({ ticket: this.event.other_ticket })}>${t("Open {number}", { number: other })}</button>
          ${open ? html`<button class="button small merge" @click=${() => this.#ask(true)}>${t("Merge…")}</button>` : nothing}`}</p>
    </div></aside>`;
  }
}

customElements.define("tp-linked", Linked);
