/* <tp-merge>: put this ticket into another one of the same customer. Suggests the customer's other tickets; takes any number. */

import { html, nothing } from "../lit.js";
import { api, newId } from "../api.js";
import { plain, shown } from "../format.js";
import { icon } from "../icons.js";
import { t } from "../i18n.js";
import { statusIcon, statusName } from "../labels.js";
import { findTicket } from "../tickets.js";
import { Sheet } from "./sheet.js";

class Merge extends Sheet {
  static properties = { ...Sheet.properties, text: { state: true } };

  constructor() {
    super();
    Object.assign(this, { text: "", sendId: newId() });
  }

  async #submit(event) {
    event.preventDefault();
    const into = plain(this.text);
    if (into.length !== 8) {
      this.problem = { title: t("This is not a ticket number."), detail: t("It has eight letters and digits, such as K7M2-4QDX.") };
      return;
    }
    const receipt = await this.attempt(async () => (await api.act(this.number, "merge", { id: this.sendId, into })) ?? {});
    if (receipt) this.finish(into);
    else this.sendId = newId();
  }

  get #others() {
    const words = plain(this.text).length === 8 ? "" : this.text.trim().toLowerCase();
    return (findTicket(this.number)?.history ?? []).filter((other) => other.status !== "merged" && other.ticket !== this.number)
      .filter((other) => !words || `${shown(other.ticket)} ${other.ticket} ${other.subject}`.toLowerCase().includes(words)).slice(0, 8);
  }

  render() {
    const others = this.#others;
    return html`<dialog class="sheet" aria-labelledby="sheet-title">
      ${this.headTemplate(t("Merge {number} into", { number: shown(this.number) }))}
      <form novalidate @submit=${this.#submit}>
        <p class="quiet">${t("Its messages show there, folded, and it can be read but not written any more. Only tickets of the same customer can be merged.")}</p>
        <label class="field"><span>${t("Number of the other ticket")}</span>
          <input autofocus class="tp-mono" autocomplete="off" spellcheck="false" .value=${this.text} placeholder="K7M2-4QDX" @input=${(event) => { this.text = event.target.value; this.problem = null; }}></label>
        ${others.length ? html`<ul class="history-list" aria-label=${t("Other tickets of this customer")}>${others.map((other) => html`
          <li><button type="button" class="history" aria-pressed=${plain(this.text) === other.ticket} @click=${() => { this.text = shown(other.ticket); }}>
            <span class="row-status ${other.status}" title=${statusName(other.status)}>${icon(statusIcon[other.status])}</span>
            <span class="history-words"><span dir="auto">${other.subject}</span><small>${shown(other.ticket)}</small></span></button></li>`)}</ul>` : nothing}
        ${this.problemTemplate()}
        <footer class="sheet-foot"><button type="button" class="button" @click=${() => this.leave()}>${t("Cancel")}</button>
          <button class="button primary" ?disabled=${this.busy}>${icon("merge")}${t("Merge")}</button></footer>
      </form></dialog>`;
  }
}

customElements.define("tp-merge", Merge);
