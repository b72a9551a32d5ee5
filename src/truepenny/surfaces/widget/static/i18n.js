// Words in the reader's language. English text is the message id; other languages come as one JSON file {msgid: msgstr} from the desk.

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

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));

export const t = (id, values = {}) => fill(messages[id] || id, values);

/** One or many: Chinese has one form for all numbers. */
export const tn = (one, many, n, values = {}) => fill((n === 1 && language === "en" ? one : messages[many] || messages[one] || many), { n, ...values });

export const tag = () => (language === "zh" ? "zh-CN" : language);
