/* Words in the reader's language. English text is the id; other languages come as a catalogue {id: words}. Never builds markup. */

let words = {};
let current = "en";

export const languages = { en: "English", zh: "中文" };

export function language() {
  return current;
}

/** Load the catalogue of a language; English has none. Keeps the old one when the network is away. */
export async function useLanguage(code) {
  const next = code in languages ? code : "en";
  if (next === "en") words = {};
  else {
    const answer = await fetch(new URL(`../i18n/desk/${next}.json`, import.meta.url));
    if (!answer.ok) return current;
    words = await answer.json();
  }
  current = next;
  document.documentElement.lang = next === "zh" ? "zh-Hans" : next;
  document.cookie = `tp_lang=${next}; path=/; max-age=31536000; samesite=lax`;
  return current;
}

const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/** A value that runs from right to left stays in its place and turns nothing around it. */
const apart = (value) => (RIGHT_TO_LEFT.test(value) ? `\u2068${value}\u2069` : value);

function fill(text, params) {
  return params ? text.replace(/\{(\w+)\}/g, (whole, name) => (name in params ? apart(String(params[name])) : whole)) : text;
}

function find(id) {
  const found = words[id];
  return Array.isArray(found) ? found[0] : found;
}

/** The words for an English id, with {named} places filled. */
export function t(id, params) {
  return fill(find(id) || id, params);
}

/** The words for a count; {n} is the count. */
export function tn(one, many, n, params) {
  const plain = n === 1 ? one : many;
  return fill(find(one) || find(many) || plain, { n, ...params });
}
