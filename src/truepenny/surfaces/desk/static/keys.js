/* Keys of the whole desk: single letters, sequences such as "g i", and Mod-K. Letters are off while someone types, and a modal
   dialog keeps its own keys. What a key does is the commands' affair. */

const SEQUENCE_MS = 1_200;
const bindings = new Map();
let pending = "";
let pendingAt = 0;

export const onMac = /Mac|iP(hone|ad|od)/.test(navigator.platform ?? "");

/** Which command a combination runs, e.g. "j", "g i", "Mod-K", "Escape". run(event) returns false to let the key pass. */
export function bind(combination, run) {
  bindings.set(combination, run);
}

export function typing(target) {
  if (!(target instanceof Element)) return false;
  return Boolean(target.closest("input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable]"));
}

function nameOf(event) {
  if (event.ctrlKey || event.metaKey) return event.key.length === 1 ? `Mod-${event.key.toUpperCase()}` : `Mod-${event.key}`;
  if (event.altKey) return `Alt-${event.key}`;
  return event.key;
}

addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  const name = nameOf(event);
  const inDialog = Boolean(document.querySelector("dialog:modal"));
  if (inDialog) {
    if (name === "Mod-K" && bindings.get(name)?.(event) !== false) event.preventDefault();
    return;
  }
  if (typing(event.target) && !name.startsWith("Mod-") && !name.startsWith("Alt-") && name !== "Escape") return;
  const native = event.target instanceof Element && event.target.closest("button, a[href], summary");
  if (name === "Enter" && native) return;
  const sequence = pending && Date.now() - pendingAt < SEQUENCE_MS ? `${pending} ${name}` : name;
  pending = "";
  if (sequence === name && [...bindings.keys()].some((key) => key.startsWith(`${name} `))) {
    pending = name;
    pendingAt = Date.now();
    return;
  }
  const run = bindings.get(sequence) ?? bindings.get(name);
  if (run && run(event) !== false) event.preventDefault();
});

/** A combination as it is printed on a key: ⌘K or Ctrl K. */
export function keyWords(combination) {
  return combination.split(" ").map((part) => {
    const bare = part.replace("Mod-", onMac ? "⌘" : "Ctrl\u2009").replace("Shift-", "⇧").replace("Alt-", onMac ? "⌥" : "Alt\u2009");
    return bare.replace("Enter", "↵").replace("Escape", "Esc");
  });
}
