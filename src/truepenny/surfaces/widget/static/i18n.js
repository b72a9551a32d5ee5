// Words in the reader's language. English text is the message id; other languages come as one JSON file {key of msgid: msgstr} from the desk.

let messages = {};
export let language = "en";

/** Picks the language (wish "auto": the page's, then the browser's) and fetches its words from below base. Without them English stands. */
export async function setLanguage(wish, base, offered = ["en"]) {
  const wishes = wish && wish !== "auto" ? [wish] : [document.documentElement.lang, ...(navigator.languages ?? [navigator.language])];
  const codes = wishes.filter(Boolean).map((code) => code.toLowerCase().split("-")[0]);
  language = codes.find((code) => offered.includes(code)) ?? "en";
  if (language === "en") return;
  const answer = await fetch(`${base}i18n/widget/${language}.json`);
  messages = answer.ok ? await answer.json() : {};
}

/** What the file has in place of the message id, which stands here already (short_key in platform/web/i18n.py). */
const keyOf = (id) => [...id].reduce((key, character) => ((key * 33) ^ character.codePointAt(0)) >>> 0, 5381).toString(16);
const translated = (id) => messages[keyOf(id)];

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));

export const t = (id, values = {}) => fill(translated(id) || id, values);

/** One or many: Chinese has one form for all numbers. */
export const tn = (one, many, n, values = {}) => fill((n === 1 && language === "en" ? one : translated(many) || translated(one) || many), { n, ...values });

export const tag = () => (language === "zh" ? "zh-CN" : language);
