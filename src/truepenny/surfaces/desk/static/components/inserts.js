/* What can be put into the composer's words: canned replies, official contacts, links to articles. One list for buttons and commands. */

import { t } from "../i18n.js";
import { pickArticle } from "./articles.js";
import { pickCanned } from "./canned.js";
import { pickContact } from "./contacts.js";

/** pick(state, anchor) resolves to words or null. after: on a line of its own behind what is selected, not in its place. */
export function inserts() {
  return [
    { name: "canned", title: t("Canned reply"), keys: "/", glyph: "slash", pick: pickCanned },
    { name: "contact", title: t("Official contact…"), keys: "c", glyph: "book", pick: pickContact, after: true },
    { name: "article", title: t("Insert link to an article…"), keys: "l", glyph: "link", pick: pickArticle, after: true },
  ];
}
