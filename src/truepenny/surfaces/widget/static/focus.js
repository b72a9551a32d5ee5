// Where the keyboard stands: into the panel when it opens or its view changes, round inside it while it covers the whole screen.
const COVERS = "(max-width: 520px), (max-height: 480px)";
const touch = matchMedia("(pointer: coarse)");
const covers = matchMedia(COVERS);

/** Puts the focus on the view's first field, or on its heading where a field would raise the keyboard unasked. */
export function focusInto(panel) {
  requestAnimationFrame(() => requestAnimationFrame(() => {
    const field = touch.matches ? null : panel.querySelector("[data-focus]");
    (field ?? panel.querySelector("[data-heading]"))?.focus({ preventScroll: true });
  }));
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
