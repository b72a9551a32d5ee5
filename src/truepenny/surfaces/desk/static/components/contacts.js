/* Official contacts: choose one of the directory and get its words in the customer's language, as they are kept there. Kept for a minute. */

import { api } from "../api.js";
import { toastProblem } from "../actions.js";
import { language, t } from "../i18n.js";
import { pick } from "../overlays.js";

const KEEP_MS = 60_000;
const known = new Map();

async function contacts(spoken) {
  const kept = known.get(spoken);
  if (kept && Date.now() - kept.at < KEEP_MS) return kept.contacts;
  const told = await api.directory(spoken);
  known.set(spoken, { at: Date.now(), contacts: told.contacts });
  return told.contacts;
}

/** What is put into the reply: label, value, the address where it leads, hours. */
export function contactWords(one, spoken) {
  const zh = spoken === "zh";
  const hours = one.hours && !one.hours.always
    ? `${one.hours.week.map((day) => `${day.days} ${day.hours}`).join(zh ? "，" : ", ")} (${one.hours.place})` : "";
  const link = one.url.startsWith("https:") && one.kind !== "site" ? one.url : "";
  const value = one.kind === "app" ? link : [one.value, link].filter(Boolean).join(" ");
  return `${one.label}${zh ? "：" : ": "}${value}${hours ? `\n${hours}` : ""}`;
}

function standing(one) {
  if (one.open === null) return "";
  return one.open ? t("open now") : t("closed now");
}

/** Resolves to the words, or null. Those that fit the customer's language stand first. */
export async function pickContact(state, anchor) {
  const spoken = state.ticket.language;
  let found, mine;
  try {
    [found, mine] = await Promise.all([contacts(spoken), contacts(language())]);
  } catch (problem) {
    toastProblem(problem);
    return null;
  }
  const names = new Map(mine.map((one) => [one.id, [one.label, ...one.regions, ...one.languages].join(" ")]));
  const options = found.map((one) => ({
    id: one.id, label: one.label, hint: one.value, group: one.kind_name, preview: contactWords(one, spoken),
    search: [names.get(one.id), one.norm, standing(one), ...one.lines, ...one.regions, ...one.languages].join(" "), tone: one.open === false ? "quiet" : undefined,
  }));
  const chosen = await pick({ title: t("Official contacts"), anchor, options, wide: true, empty: t("The list of official contacts is empty. An admin fills it.") });
  return chosen ? options.find((option) => option.id === chosen.id).preview : null;
}
