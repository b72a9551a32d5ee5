/* Opens sheets over the desk and waits for what they give back. A sheet is a custom element that ends with a "done" event. */

const SELECTOR = "[data-sheet]";

/** Show <tag> with these properties. Resolves to what it was finished with, or null when it was left. */
export function show(tag, properties = {}) {
  const open = document.querySelector(`${tag}${SELECTOR}`);
  if (open) open.remove();
  return new Promise((resolve) => {
    const sheet = document.createElement(tag);
    Object.assign(sheet, properties);
    sheet.dataset.sheet = "";
    sheet.addEventListener("done", (event) => {
      sheet.remove();
      resolve(event.detail ?? null);
    }, { once: true });
    document.body.append(sheet);
  });
}

export function sheetIsOpen(tag) {
  return Boolean(document.querySelector(`${tag ?? ""}${SELECTOR}`));
}

/** Let the agent choose from a list near anchor. One: {id}; many: {ids}. */
export function pick({ title, ...properties }) {
  return show("tp-picker", { heading: title, ...properties });
}
