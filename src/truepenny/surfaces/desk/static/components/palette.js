/* <tp-palette>: every command by name, with its key; also open tickets by number. Those that make no sense now are left out. */

import { classMap, html, nothing } from "../lit.js";
import { commands } from "../commands.js";
import { plain, shown } from "../format.js";
import { icon } from "../icons.js";
import { t } from "../i18n.js";
import { inbox } from "../inbox.js";
import { keyWords } from "../keys.js";
import { go } from "../router.js";
import { ranked } from "./fuzzy.js";
import { Sheet } from "./sheet.js";

const NUMBER = /^[0-9A-Za-z]{4}-?[0-9A-Za-z]{4}$/;
const MOST_TICKETS = 6;

class Palette extends Sheet {
  static properties = { ...Sheet.properties, text: { state: true }, at: { state: true } };

  constructor() {
    super();
    Object.assign(this, { text: "", at: 0 });
  }

  get #found() {
    const usable = commands().filter((command) => command.id !== "palette" && (command.when?.() ?? true));
    const found = ranked(usable, this.text, (command) => `${command.title} ${command.group}`);
    return [...this.#tickets(), ...found];
  }

  #tickets() {
    const typed = this.text.trim();
    if (typed.length < 2) return [];
    const known = ranked(inbox.current?.rows.slice(0, 500) ?? [], typed, (row) => `${row.contact_name} ${row.subject} ${row.number}`)
      .slice(0, MOST_TICKETS).map((row) => this.#ticket(row.ticket, `${row.contact_name || t("Guest")}: ${row.subject}`));
    const number = plain(typed);
    if (NUMBER.test(typed) && !known.some((item) => item.number === number)) known.unshift(this.#ticket(number, t("Open ticket {number}", { number: shown(number) })));
    return known;
  }

  #ticket(number, title) {
    return { id: `ticket-${number}`, number, group: t("Tickets"), title, icon: "chat", hint: shown(number), run: () => go({ ticket: number }) };
  }

  #run(command) {
    if (!command) return;
    this.finish(null);
    command.run(document.querySelector(`[data-command="${command.id}"]`));
  }

  #key(event) {
    if (event.isComposing) return;
    if (event.key === "ArrowDown") this.at = Math.min(this.#found.length - 1, this.at + 1);
    else if (event.key === "ArrowUp") this.at = Math.max(0, this.at - 1);
    else if (event.key === "Enter") this.#run(this.#found[this.at]);
    else return;
    event.preventDefault();
  }

  updated() {
    this.find(".option.at")?.scrollIntoView({ block: "nearest" });
  }

  render() {
    const found = this.#found;
    return html`<dialog class="palette" aria-label=${t("Commands")}>
      <input class="picker-input" autofocus autocomplete="off" spellcheck="false" role="combobox" aria-expanded="true" aria-controls="palette-list"
        aria-activedescendant=${found.length ? `command-${this.at}` : nothing} aria-label=${t("Commands")} placeholder=${t("Command, name or ticket number")}
        .value=${this.text} @input=${(event) => { this.text = event.target.value; this.at = 0; }} @keydown=${this.#key}>
      <ul id="palette-list" class="options" role="listbox" aria-label=${t("Commands")}>
        ${found.map((command, i) => html`${command.group !== found[i - 1]?.group && !(this.text.trim() && !command.number) ? html`<li class="option-group" role="presentation">${command.group}</li>` : nothing}
          <li id="command-${i}" role="option" aria-selected=${i === this.at ? "true" : "false"} class=${classMap({ option: true, at: i === this.at })}
            @click=${() => this.#run(command)} @pointermove=${() => { this.at = i; }}>${icon(command.icon)}<span class="option-label" dir="auto">${command.title}</span>
            ${command.hint ? html`<small class="option-hint tp-mono">${command.hint}</small>` : nothing}
            <span class="option-keys">${command.keys ? keyWords(command.keys).map((key) => html`<kbd>${key}</kbd>`) : nothing}</span></li>`)}
      </ul>
      ${found.length ? nothing : html`<p class="picker-none">${t("Nothing fits.")}</p>`}
    </dialog>`;
  }
}

customElements.define("tp-palette", Palette);
