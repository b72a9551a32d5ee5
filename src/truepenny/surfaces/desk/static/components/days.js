/* <tp-days>: two days between which something was written; either may be left open. Gives {since, until} as YYYY-MM-DD, or null. */

import { html } from "../lit.js";
import { t } from "../i18n.js";
import { Sheet } from "./sheet.js";

class Days extends Sheet {
  #submit(event) {
    event.preventDefault();
    const [since, until] = ["since", "until"].map((name) => this.find(`[name=${name}]`).value);
    if (since && until && since > until) this.problem = { title: t("The last day is before the first."), detail: t("Choose the last day again.") };
    else this.finish({ since, until });
  }

  render() {
    return html`<dialog class="sheet" aria-labelledby="sheet-title">${this.headTemplate(t("Written between two days"))}
      <form novalidate @submit=${this.#submit}>
        <label class="field"><span>${t("First day")}</span><input autofocus type="date" name="since" .value=${this.since}></label>
        <label class="field"><span>${t("Last day")}</span><input type="date" name="until" .value=${this.until}></label>
        <p class="quiet">${t("An empty field leaves that side open. Days are those of your own time zone.")}</p>
        ${this.problemTemplate()}
        <footer class="sheet-foot"><button type="button" class="button" @click=${() => this.leave()}>${t("Cancel")}</button>
          <button class="button primary">${t("Filter")}</button></footer>
      </form></dialog>`;
  }
}

customElements.define("tp-days", Days);
