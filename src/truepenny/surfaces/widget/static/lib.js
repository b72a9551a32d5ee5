// The two libraries of the widget, named once. Everything else imports them from here.
export { html, svg, render, nothing, repeat, live } from "../shared/vendor/lit-html.js";
export { signal, computed, effect, batch, untracked } from "../shared/vendor/signals-core.js";
