/* Links to help articles: search as customers do, in the customer's language, and get title and address. */

import { api } from "../api.js";
import { toastProblem } from "../actions.js";
import { t } from "../i18n.js";
import { languageName } from "../labels.js";
import { pick } from "../overlays.js";

/** As the customer reaches it, also where agents come by another address. */
const publicUrl = (path) => new URL(path, document.documentElement.dataset.publicUrl).href;
const plainWords = (parts) => parts.map(([text]) => text).join("");

/** Resolves to title and address, or null. Those in the customer's language come first, the others say theirs. */
export async function pickArticle(state, anchor) {
  const spoken = state.ticket.language;
  let found = [];
  const source = async (text) => {
    if (!text.trim()) return [];
    try {
      const { hits, others } = await api.articles(text, spoken);
      found = [...hits, ...others].filter((hit) => hit.kind === "article").map((hit) => ({
        id: hit.url, label: plainWords(hit.title), hint: hit.category, group: languageName(hit.language),
        preview: `${plainWords(hit.title)}\n${plainWords(hit.extract)}`, url: publicUrl(hit.url),
      }));
    } catch (problem) {
      toastProblem(problem);
      found = [];
    }
    return found;
  };
  const chosen = await pick({ title: t("Search help articles"), anchor, options: [], source, wide: true, empty: t("Type what the article is about.") });
  const one = chosen && found.find((option) => option.id === chosen.id);
  return one ? `${one.label}\n${one.url}` : null;
}
