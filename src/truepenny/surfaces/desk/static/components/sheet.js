/* The base of everything that lies over the desk: a native modal dialog, so that focus stays inside, Escape leaves and focus returns. */

import { html } from "../lit.js";
import { Part } from "../part.js";
import { icon } from "../icons.js";
import { t } from "../i18n.js";
import { quotesTemplate } from "./refusal.js";

export class Sheet extends Part {
  static properties = { busy: { state: true }, problem: { state: true } };

  firstUpdated() {
    const dialog = this.find("dialog");
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      this.leave();
    });
    dialog.addEventListener("pointerdown", (event) => {
      if (event.target === dialog && this.outside(event)) this.leave();
    });
    dialog.showModal();
    this.place?.(dialog);
    (this.find("[autofocus]") ?? dialog).focus();
  }

  outside(event) {
    const box = this.find("dialog").getBoundingClientRect();
    return event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
  }

  leave() {
    this.finish(null);
  }

  finish(value) {
    this.find("dialog")?.close();
    this.dispatchEvent(new CustomEvent("done", { detail: value }));
  }

  /** Run work with the buttons off; a refusal is shown in the sheet. */
  async attempt(work) {
    this.busy = true;
    this.problem = null;
    try {
      return await work();
    } catch (problem) {
      this.problem = problem;
      return null;
    } finally {
      this.busy = false;
    }
  }

  headTemplate(title) {
    return html`<header class="sheet-head"><h2 id="sheet-title">${title}</h2>
      <button type="button" class="icon-button" aria-label=${t("Close")} @click=${() => this.leave()}>${icon("close")}</button></header>`;
  }

  /** quotes: sentences at fault, {words, title, show}; show leads to where one stands. */
  problemTemplate(quotes = []) {
    return html`<div role="alert">${this.problem
      ? html`<div class="hint danger refusal">${icon("warning")}<div class="refusal-words">
          <p><b>${this.problem.title || String(this.problem)}</b></p>${quotesTemplate(quotes)}<p>${this.problem.detail ?? ""}</p></div></div>` : ""}</div>`;
  }
}
