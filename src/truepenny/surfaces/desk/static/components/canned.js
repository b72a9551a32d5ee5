/* Canned replies: choose one, see it with its places filled, and get its words. Kept for five minutes. */

import { api } from "../api.js";
import { toastProblem } from "../actions.js";
import { shown } from "../format.js";
import { t } from "../i18n.js";
import { languageName } from "../labels.js";
import { pick } from "../overlays.js";
import { store } from "../store.js";

const KEEP_MS = 5 * 60_000;
let known = null;
let readAt = 0;

async function canned() {
  if (!known || Date.now() - readAt > KEEP_MS) {
    const answer = await api.canned();
    known = Array.isArray(answer) ? answer : answer.canned ?? [];
    readAt = Date.now();
  }
  return known;
}

export function fillCanned(text, state) {
  const places = {
    customer: state.ticket.contact_name || state.contact?.name || "", agent: store.me.name, agent_id: store.me.id,
    number: shown(state.number), brand: store.brand.name ?? "",
  };
  return text.replace(/\{(\w+)\}/g, (whole, name) => places[name] ?? whole);
}

/** Resolves to the filled words, or null. The ticket's own language stands first. */
export async function pickCanned(state, anchor) {
  let replies;
  try {
    replies = await canned();
  } catch (problem) {
    toastProblem(problem);
    return null;
  }
  const own = (reply) => Number(reply.language === state.ticket.language);
  const options = [...replies].sort((a, b) => own(b) - own(a) || a.shortcut.localeCompare(b.shortcut)).map((reply) => ({
    id: String(reply.id), label: reply.title, hint: `/${reply.shortcut}`, group: languageName(reply.language), preview: fillCanned(reply.text, state), search: reply.text,
  }));
  const chosen = await pick({ title: t("Canned replies"), anchor, options, wide: true, empty: t("There are no canned replies yet. A lead writes them in the admin pages.") });
  return chosen ? options.find((option) => option.id === chosen.id).preview : null;
}
