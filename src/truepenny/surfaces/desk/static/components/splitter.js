/* <tp-splitter pane="list|panel">: the edge between two panes, moved by pointer, arrow keys, or a double click back to normal. */

import { html } from "../lit.js";
import { Part } from "../part.js";
import { prefs, setPref } from "../prefs.js";

const LIMITS = { list: [280, 560, 372], panel: [232, 480, 296] };
const STEP = 16;

class Splitter extends Part {
  static watches = ["prefs"];
  static properties = { pane: {}, label: {} };

  #set(width) {
    const [least, most] = LIMITS[this.pane];
    setPref(this.pane, Math.round(Math.min(most, Math.max(least, width))));
  }

  #drag(event) {
    const handle = event.currentTarget;
    const from = event.clientX;
    const width = prefs[this.pane];
    const towards = this.pane === "list" ? 1 : -1;
    handle.setPointerCapture(event.pointerId);
    const move = (moved) => this.#set(width + towards * (moved.clientX - from));
    handle.addEventListener("pointermove", move);
    handle.addEventListener("lostpointercapture", () => handle.removeEventListener("pointermove", move), { once: true });
  }

  #key(event) {
    const towards = this.pane === "list" ? 1 : -1;
    const by = { ArrowRight: STEP, ArrowLeft: -STEP }[event.key];
    if (by) this.#set(prefs[this.pane] + towards * by);
    else if (event.key === "Home") this.#set(LIMITS[this.pane][0]);
    else if (event.key === "End") this.#set(LIMITS[this.pane][1]);
    else return;
    event.preventDefault();
  }

  render() {
    const [least, most, normal] = LIMITS[this.pane];
    return html`<div class="splitter" role="separator" tabindex="0" aria-orientation="vertical" aria-label=${this.label}
      aria-valuenow=${prefs[this.pane]} aria-valuemin=${least} aria-valuemax=${most}
      @pointerdown=${this.#drag} @keydown=${this.#key} @dblclick=${() => this.#set(normal)}></div>`;
  }
}

customElements.define("tp-splitter", Splitter);
