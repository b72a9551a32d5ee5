/* <tp-help>: every key of the desk on one sheet, grouped as in the palette. */

import { html } from "../lit.js";
import { commands } from "../commands.js";
import { t } from "../i18n.js";
import { keyWords } from "../keys.js";
import { Sheet } from "./sheet.js";

class Help extends Sheet {
  render() {
    const withKeys = commands().filter((command) => command.keys);
    const groups = [...new Set(withKeys.map((command) => command.group))];
    return html`<dialog class="sheet help" aria-labelledby="sheet-title">
      ${this.headTemplate(t("Keys"))}
      <div class="help-groups">
        ${groups.map((group) => html`<section><h3>${group}</h3><dl>
          ${withKeys.filter((command) => command.group === group).map((command) => html`<div><dt>${command.title}</dt><dd>${keyWords(command.keys).map((key) => html`<kbd>${key}</kbd>`)}</dd></div>`)}
        </dl></section>`)}
        <section><h3>${t("While writing")}</h3><dl>
          <div><dt>${t("Send, or save the note")}</dt><dd><kbd>${keyWords("Mod-Enter").join("")}</kbd></dd></div>
          <div><dt>${t("Leave the composer; the draft stays")}</dt><dd><kbd>Esc</kbd></dd></div>
          <div><dt>${t("Canned reply, in an empty composer")}</dt><dd><kbd>/</kbd></dd></div>
        </dl></section>
      </div>
      <p class="quiet">${t("Letters work while you are not writing. Every command is also in the palette.")}</p>
    </dialog>`;
  }
}

customElements.define("tp-help", Help);
