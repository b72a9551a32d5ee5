/* <tp-picker>: choose from a list by typing, arrows or pointer; beside its anchor on a wide screen, at the bottom on a phone.
   options: {id, label, hint?, icon?, badge?, group?, preview?, selected?, keys?, tone?}. many: ids that are on; free(text): words for making a new one;
   source(text): resolves to the options for what was typed, in place of options; then found is what it gave, in its order. */

import { classMap, html, nothing } from "../lit.js";
import { initials } from "../format.js";
import { icon } from "../icons.js";
import { t } from "../i18n.js";
import { keyWords } from "../keys.js";
import { ranked } from "./fuzzy.js";
import { Sheet } from "./sheet.js";

const ASK_MS = 250;

class Picker extends Sheet {
  static properties = { ...Sheet.properties, text: { state: true }, at: { state: true } };

  constructor() {
    super();
    Object.assign(this, { options: [], text: "", at: 0, heading: "", anchor: null, many: null, free: null, value: null, wide: false, empty: null, source: null });
  }

  connectedCallback() {
    super.connectedCallback();
    if (this.many) this.chosen = new Set(this.many);
    const at = this.options.findIndex((option) => option.id === this.value);
    if (at > 0) this.at = at;
  }

  place(dialog) {
    const anchor = this.anchor?.getBoundingClientRect?.();
    if (!anchor || !anchor.width || window.innerWidth < 900) return; // from below, as the styles have it
    const box = dialog.getBoundingClientRect();
    const left = Math.max(8, Math.min(anchor.left, window.innerWidth - box.width - 8));
    const below = window.innerHeight - anchor.bottom - 12;
    const up = below < Math.min(box.height, 320) && anchor.top > below;
    dialog.classList.add("placed");
    dialog.style.left = `${left}px`;
    dialog.style[up ? "bottom" : "top"] = `${up ? window.innerHeight - anchor.top + 4 : anchor.bottom + 4}px`;
    dialog.style.setProperty("max-height", `${Math.max(200, (up ? anchor.top : below) - 8)}px`);
  }

  /** Asks the source when typing pauses; what was asked last counts. */
  #ask() {
    clearTimeout(this.pause);
    const { text } = this;
    this.pause = setTimeout(async () => {
      const options = await this.source(text);
      if (this.text !== text) return;
      Object.assign(this, { options, at: 0 });
      this.requestUpdate();
    }, ASK_MS);
  }

  get #found() {
    if (this.source) return this.options;
    const found = ranked(this.options, this.text, (option) => `${option.label} ${option.hint ?? ""} ${option.search ?? ""} ${option.group ?? ""}`);
    const typed = this.text.trim();
    const exact = found.some((option) => option.label.toLowerCase() === typed.toLowerCase());
    return this.free && typed && !exact ? [...found, { id: typed, label: this.free(typed), icon: "plus", made: true }] : found;
  }

  leave() {
    if (this.many) this.finish({ ids: [...this.chosen] });
    else this.finish(null);
  }

  #choose(option) {
    if (!option) return;
    if (!this.many) return this.finish({ id: option.id, made: option.made });
    if (option.made) this.options = [...this.options, { id: option.id, label: option.id, icon: "tag" }];
    this.chosen[this.chosen.has(option.id) ? "delete" : "add"](option.id);
    this.text = "";
    this.requestUpdate();
  }

  #key(event) {
    if (event.isComposing) return;
    const last = this.#found.length - 1;
    if (event.key === "ArrowDown") this.at = Math.min(last, this.at + 1);
    else if (event.key === "ArrowUp") this.at = Math.max(0, this.at - 1);
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.leave();
    else if (event.key === "Enter") this.#choose(this.#found[this.at]);
    else return;
    event.preventDefault();
  }

  updated() {
    this.find(".option.at")?.scrollIntoView({ block: "nearest" });
  }

  #option(option, i, before) {
    const on = this.many ? this.chosen.has(option.id) : option.selected ?? option.id === this.value;
    return html`${option.group && option.group !== before?.group ? html`<li class="option-group" role="presentation">${option.group}</li>` : nothing}
      <li id="option-${i}" role="option" aria-selected=${on ? "true" : "false"} class=${classMap({ option: true, at: i === this.at, on, [option.tone ?? "plain"]: true })}
        @click=${() => this.#choose(option)} @pointermove=${() => { this.at = i; }}>
        ${this.many ? html`<span class="tick">${on ? icon("check") : nothing}</span>` : nothing}
        ${option.badge ? html`<span class="face small">${initials(option.badge)}</span>` : option.icon ? icon(option.icon) : nothing}
        <span class="option-label" dir="auto">${option.label}</span>
        ${option.hint ? html`<small class="option-hint">${option.hint}</small>` : nothing}
        ${option.keys ? html`<span class="option-keys">${keyWords(option.keys).map((key) => html`<kbd>${key}</kbd>`)}</span>` : nothing}
        ${on && !this.many ? icon("check", "option-on") : nothing}
      </li>`;
  }

  render() {
    const found = this.#found;
    const marked = found[this.at];
    return html`<dialog class=${classMap({ picker: true, wide: this.wide })} aria-label=${this.heading}>
      <input class="picker-input" autofocus autocomplete="off" spellcheck="false" role="combobox" aria-expanded="true" aria-controls="picker-list"
        aria-activedescendant=${marked ? `option-${this.at}` : nothing} aria-label=${this.heading} placeholder=${this.heading} .value=${this.text}
        @input=${(event) => { this.text = event.target.value; this.at = 0; if (this.source) this.#ask(); }} @keydown=${this.#key}>
      <div class="picker-body">
        <ul id="picker-list" class="options" role="listbox" aria-label=${this.heading} aria-multiselectable=${this.many ? "true" : "false"}>
          ${found.map((option, i) => this.#option(option, i, found[i - 1]))}
        </ul>
        ${this.wide && marked?.preview ? html`<div class="picker-preview tp-words" dir="auto">${marked.preview}</div>` : nothing}
      </div>
      ${found.length ? nothing : html`<p class="picker-none">${this.options.length || (this.source && this.text.trim()) ? t("Nothing fits.") : this.empty ?? t("There is nothing to choose from yet.")}</p>`}
      ${this.many ? html`<footer class="picker-foot"><span>${t("Enter puts on and takes off")}</span><button class="button small primary" @click=${() => this.leave()}>${t("Done")}</button></footer>` : nothing}
    </dialog>`;
  }
}

customElements.define("tp-picker", Picker);
