/* <tp-solve>: the closing record: what was done, with which values, what to beware of. What was typed is kept until it is sent. */

import { html } from "../lit.js";
import { toast } from "../actions.js";
import { api, newId } from "../api.js";
import { shown } from "../format.js";
import { icon } from "../icons.js";
import { t } from "../i18n.js";
import { keyWords } from "../keys.js";
import { keep, recall } from "../prefs.js";
import { quoteOf } from "../refusals.js";
import { pinTab } from "../tabs.js";
import { Sheet } from "./sheet.js";

const EMPTY = { steps: [""], parameters: [{ name: "", value: "" }], cautions: [""], text: "" };

const isFilled = (line) => (typeof line === "string" ? Boolean(line.trim()) : Boolean(line.name.trim() && line.value.trim()));
const filled = (lines) => lines.filter(isFilled).map((line) => line.trim());
const filledPairs = (pairs) => pairs.filter(isFilled).map((pair) => ({ name: pair.name.trim(), value: pair.value.trim() }));
/** Which lines of the record were sent: the server's line n is the record's line sentLines[n]. */
const sentLines = (lines) => lines.flatMap((line, i) => (isFilled(line) ? [i] : []));
const lineText = (line) => (typeof line === "string" ? line.trim() : `${line.name.trim()}: ${line.value.trim()}`);

class Solve extends Sheet {
  connectedCallback() {
    super.connectedCallback();
    this.record = { ...structuredClone(EMPTY), ...recall(this.#key, {}) };
    this.sendId = newId();
  }

  get #key() {
    return `tp-closing:${this.number}`;
  }

  #change(fn) {
    fn(this.record);
    keep(this.#key, this.record);
    this.requestUpdate();
  }

  async #add(list, empty) {
    this.#change((record) => record[list].push(empty));
    await this.updateComplete;
    this.find(`[data-list="${list}"]:last-of-type :is(textarea, input)`)?.focus();
  }

  #remove(list, i) {
    this.#change((record) => {
      record[list].splice(i, 1);
      if (!record[list].length) record[list].push(structuredClone(EMPTY[list][0]));
    });
  }

  async #submit(event, { contacts } = {}) {
    event?.preventDefault();
    const steps = filled(this.record.steps);
    if (!steps.length) {
      this.problem = { title: t("Write at least one step."), detail: t("The customer reads what was done, and so does the next agent.") };
      this.find("textarea").focus();
      return;
    }
    const body = { id: this.sendId, steps, parameters: filledPairs(this.record.parameters), cautions: filled(this.record.cautions), contacts };
    if (this.record.text.trim()) body.text = this.record.text.trim();
    const receipt = await this.attempt(async () => (await api.act(this.number, "solve", body)) ?? {});
    if (!receipt) {
      await this.updateComplete;
      this.#quotes()[0]?.show();
      return;
    }
    keep(this.#key, null);
    pinTab(this.number);
    toast(t("{number} is solved. The customer is asked to confirm.", { number: shown(this.number) }), {
      undo: () => api.act(this.number, "reopen").catch(() => {}),
    });
    this.finish(receipt);
  }

  /** What the server quotes from the record, and the way to it; a refusal names the field and counts the lines that were sent. */
  #quotes() {
    const { field, marks = [] } = this.problem ?? {};
    return marks.map((mark) => {
      const at = field === "text" ? 0 : sentLines(this.record[field])[mark.line];
      const text = field === "text" ? this.record.text.trim() : lineText(this.record[field][at]);
      const words = quoteOf(text, mark);
      return { words, title: mark.title, show: () => this.#show(field, at, words) };
    });
  }

  #show(field, at, words) {
    const inputs = [...this.querySelectorAll(field === "text" ? "[data-text]" : `[data-list="${field}"]:nth-of-type(${at + 1}) :is(textarea, input)`)];
    const input = inputs.find((one) => one.value.includes(words)) ?? inputs.at(-1);
    if (!input) return;
    const start = Math.max(0, input.value.indexOf(words));
    input.focus();
    input.setSelectionRange(start, input.value.includes(words) ? start + words.length : input.value.length);
  }

  #lines(list, label, words, glyph) {
    return html`<fieldset class="lines"><legend>${label}</legend>
      ${this.record[list].map((line, i) => html`<div class="line" data-list=${list}>
        <span class="line-mark" aria-hidden="true">${glyph ? icon(glyph) : i + 1}</span>
        <textarea rows="1" dir="auto" maxlength="2000" ?autofocus=${list === "steps" && i === 0} aria-label="${label} ${i + 1}" placeholder=${i === 0 ? words : ""} .value=${line}
          @input=${(event) => this.#change((record) => { record[list][i] = event.target.value; })}></textarea>
        <button type="button" class="icon-button tiny" aria-label=${t("Remove this line")} @click=${() => this.#remove(list, i)}>${icon("close")}</button></div>`)}
      <button type="button" class="link" @click=${() => this.#add(list, "")}>${icon("plus")}${t("Add a line")}</button></fieldset>`;
  }

  #parameters() {
    const set = (i, field) => (event) => this.#change((record) => { record.parameters[i][field] = event.target.value; });
    return html`<fieldset class="lines"><legend>${t("Values")} <small>${t("transaction, amount, time, …")}</small></legend>
      ${this.record.parameters.map((pair, i) => html`<div class="line pair" data-list="parameters">
        <input dir="auto" maxlength="2000" aria-label="${t("Name")} ${i + 1}" placeholder=${t("Name")} .value=${pair.name} @input=${set(i, "name")}>
        <input dir="auto" maxlength="2000" class="tp-mono" aria-label="${t("Value")} ${i + 1}" placeholder=${t("Value")} .value=${pair.value} @input=${set(i, "value")}>
        <button type="button" class="icon-button tiny" aria-label=${t("Remove this line")} @click=${() => this.#remove("parameters", i)}>${icon("close")}</button></div>`)}
      <button type="button" class="link" @click=${() => this.#add("parameters", { name: "", value: "" })}>${icon("plus")}${t("Add a value")}</button></fieldset>`;
  }

  #shortcut(event) {
    if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) this.#submit(event);
  }

  render() {
    return html`<dialog class="sheet solve" aria-labelledby="sheet-title">
      ${this.headTemplate(t("Solve: the closing record"))}
      <form novalidate @submit=${this.#submit} @keydown=${this.#shortcut}>
        <p class="quiet">${t("The customer sees this record and is asked to confirm it.")}</p>
        ${this.#lines("steps", t("Steps"), t("What was done"), null)}
        ${this.#parameters()}
        ${this.#lines("cautions", t("Cautions"), t("What to beware of from now on"), "warning")}
        <label class="field"><span>${t("Last message to the customer")} <small>${t("optional")}</small></span>
          <textarea data-text rows="2" dir="auto" maxlength="20000" .value=${this.record.text} @input=${(event) => this.#change((record) => { record.text = event.target.value; })}></textarea></label>
        ${this.problemTemplate(this.#quotes())}
        ${this.problem?.code === "contact_typed" ? html`<p><button type="button" class="button small" ?disabled=${this.busy} @click=${() => this.#submit(null, { contacts: "sure" })}>${t("Send anyway")}</button></p>` : ""}
        <footer class="sheet-foot"><button type="button" class="button" @click=${() => this.leave()}>${t("Not yet")}</button>
          <button class="button primary" ?disabled=${this.busy}>${icon("solved")}${t("Solve")}<kbd>${keyWords("Mod-Enter").join("")}</kbd></button></footer>
      </form></dialog>`;
  }
}

customElements.define("tp-solve", Solve);
