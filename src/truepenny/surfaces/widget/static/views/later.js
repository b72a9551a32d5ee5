// All that is fetched after the first view, with its own style sheet (see ../later.js).
import { later } from "../styles/later.js";

export { closing } from "./closing.js";
export { contacts } from "./contacts.js";
export { overlay } from "./overlay.js";

export function style() {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(later);
  return sheet;
}
