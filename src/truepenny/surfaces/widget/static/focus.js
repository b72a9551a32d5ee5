// Where the keyboard stands: into the panel when it opens or its view changes, round inside it while it covers the whole screen.
const COVERS = "(max-width: 520px), (max-height: 480px)";
const touch = matchMedia("(pointer: coarse)");
const covers = matchMedia(COVERS);

let opener = null;

/** Before a sheet opens: where to come back to. */
export function rememberFocus(root) {
  opener = root.activeElement;
}

/** Back to what opened the sheet that has just closed. */
export function restoreFocus(panel) {
  if (opener?.isConnected) opener.focus({ preventScroll: true });
  else focusInto(panel);
  opener = null;
}

/** Puts the focus on the view's first field, or on its heading where a field would raise the keyboard unasked. */
export function focusInto(panel) {
  const front = panel.querySelector(".cover, .viewer") ?? panel;
  const first = front.querySelector("[data-focus]");
  const target = touch.matches && first?.localName === "textarea" ? front.querySelector("[data-heading]") : first;
  target?.focus({ preventScroll: true });
}

/** The same for a panel that is about to be drawn. */
export function focusSoon(panel) {
  focusInto(panel);
  requestAnimationFrame(() => requestAnimationFrame(() => focusInto(panel)));
}

export const coversScreen = () => covers.matches;

export function trap(shell, event) {
  if (event.key !== "Tab" || !coversScreen()) return;
  const stops = [...shell.panel.querySelectorAll("button, a[href], textarea, input, [tabindex='0']")].filter((one) => !one.disabled && one.checkVisibility?.() !== false);
  if (!stops.length) return;
  const here = shell.root.activeElement;
  const edge = event.shiftKey ? stops[0] : stops.at(-1);
  if (here !== edge && stops.includes(here)) return;
  if (here !== edge && !event.shiftKey) return;
  event.preventDefault();
  (event.shiftKey ? stops.at(-1) : stops[0]).focus();
}
