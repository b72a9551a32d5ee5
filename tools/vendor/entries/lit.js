// The desk's one library: components, templates and the directives that we allow (none that takes HTML from a string).
export * from "lit";
export { repeat } from "lit/directives/repeat.js";
export { classMap } from "lit/directives/class-map.js";
export { ifDefined } from "lit/directives/if-defined.js";
export { createRef, ref } from "lit/directives/ref.js";
export { live } from "lit/directives/live.js";
export { guard } from "lit/directives/guard.js";
export { keyed } from "lit/directives/keyed.js";
