// The widget's state.
export { signal, computed, effect, batch, untracked } from "@preact/signals-core";
