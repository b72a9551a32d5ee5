/* <tp-toasts>: short words about what was done, with a way back where there is one. They wait while the pointer is on them. */

import { html, nothing, repeat } from "../lit.js";
import { Part } from "../part.js";
import { icon } from "../icons.js";
import { t } from "../i18n.js";

const SHOWN_MS = { danger: 9_000, normal: 5_000, undo: 8_000 };
const MOST = 3;

class Toasts extends Part {
  #toasts = [];
  #counter = 0;
  #over = false;

  connectedCallback() {
    super.connectedCallback();
    this.watch("toast", (toast) => this.#add(toast));
    this.listen(this, "pointerenter", () => { this.#over = true; });
    this.listen(this, "pointerleave", () => { this.#over = false; });
  }

  #add(toast) {
    const shown = { ...toast, key: ++this.#counter };
    this.#toasts = [...this.#toasts, shown].slice(-MOST);
    this.requestUpdate();
    this.#later(shown, SHOWN_MS[toast.kind] ?? (toast.undo ? SHOWN_MS.undo : SHOWN_MS.normal));
  }

  #later(toast, ms) {
    setTimeout(() => (this.#over ? this.#later(toast, 1_500) : this.#drop(toast)), ms);
  }

  #drop(toast) {
    this.#toasts = this.#toasts.filter((other) => other.key !== toast.key);
    if (!this.#toasts.length) this.#over = false;
    this.requestUpdate();
  }

  render() {
    return html`<div class="toasts" role="status" aria-live="polite">${repeat(this.#toasts, (toast) => toast.key, (toast) => html`
      <div class="toast ${toast.kind ?? ""}">
        ${toast.kind ? icon("warning") : icon("check")}
        <span class="toast-words"><b dir="auto">${toast.text}</b>${toast.detail ? html`<span>${toast.detail}</span>` : nothing}</span>
        ${toast.undo ? html`<button class="link" @click=${() => { toast.undo(); this.#drop(toast); }}>${t("Undo")}</button>` : nothing}
        <button class="icon-button tiny" aria-label=${t("Dismiss")} @click=${() => this.#drop(toast)}>${icon("close")}</button>
      </div>`)}</div>`;
  }
}

customElements.define("tp-toasts", Toasts);
