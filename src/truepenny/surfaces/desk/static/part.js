/* The desk's base element: Lit in the light DOM, redrawn when a topic of the store that it watches is told. */

import { LitElement } from "./lit.js";
import { on } from "./store.js";

export class Part extends LitElement {
  /** Topics that redraw this element, besides the language. */
  static watches = [];

  #stops = [];

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.watch(["language", ...this.constructor.watches], () => this.requestUpdate());
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    for (const stop of this.#stops.splice(0)) stop();
  }

  /** Listen until the element leaves the page. */
  watch(topics, fn) {
    this.#stops.push(on(topics, fn));
  }

  /** Listen to a DOM event until the element leaves the page. */
  listen(target, type, fn, options) {
    target.addEventListener(type, fn, options);
    this.#stops.push(() => target.removeEventListener(type, fn, options));
  }

  find(selector) {
    return this.querySelector(selector);
  }
}
