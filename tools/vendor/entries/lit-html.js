// The widget's templates: lit-html without components, and keyed lists.
export { html, svg, render, nothing, noChange } from "lit-html";
export { repeat } from "lit-html/directives/repeat.js";
export { live } from "lit-html/directives/live.js";
