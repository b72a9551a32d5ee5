// What people call a recovery phrase: words that make a row of list words a phrase even where its checksum fails (lists/cues.json).

export const cues = {}; // {names, wider, common, ordinals, conjunctions: Set, han, hanNames, hanLabel: source of a pattern}

export function setCues(given) {
  cues.names = new Set(given.names);
  cues.wider = new Set([...given.names, ...given.wider]);
  cues.common = new Set(given.common);
  cues.ordinals = new Set([...given.ordinals, ..."abcdefghijklmnopqrstuvwx"]);
  cues.conjunctions = new Set(given.conjunctions);
  cues.ofPhrase = new Set(given.of_phrase);
  cues.phrase = new Set(given.phrase);
  cues.leading = new Set([...cues.common, ...cues.wider, ...given.lead, ...cues.ordinals]);
  cues.han = new RegExp(given.han, "gu");
  cues.hanNames = new RegExp(given.han_names, "gu");
  cues.hanLabel = new RegExp(given.han_label, "gu");
}

/** Whether any word is of a script after the European ones: only there do the Chinese and Japanese names need to be looked for. */
export const isEastern = (words) => words.some((word) => word >= "\u3041");

/** Whether a folded text names a phrase anywhere; words are its words. */
export const hasCue = (text, words) => words.some((word) => cues.wider.has(word)) || (isEastern(words) && text.search(cues.han) >= 0);

const COUNTED = /(?<![\p{L}\p{N}_])(?:12|13|24|25) ?words(?![\p{L}\p{N}_])/gu;

/** Where a word like "recovery" stands before one like "phrase": together they are a sure name. */
const pairs = (words) => words.slice(0, -1).map((_, place) => place).filter((place) => cues.ofPhrase.has(words[place]) && cues.phrase.has(words[place + 1]));

/** Whether a folded text names a phrase by what means nothing else. */
export function surelyNamed(text, words) {
  return words.some((word) => cues.names.has(word)) || pairs(words).length > 0 || text.search(COUNTED) >= 0 || (isEastern(words) && text.search(cues.hanNames) >= 0);
}

/** Where a folded text names a phrase, ascending. sure: only by names that mean nothing else. */
export function cuePlaces({ text, words, spans }, sure) {
  const names = sure ? cues.names : cues.wider;
  const places = spans.filter((_, place) => names.has(words[place])).map(([start]) => start);
  if (sure) places.push(...pairs(words).map((place) => spans[place][0]), ...Array.from(text.matchAll(COUNTED), (one) => one.index));
  if (isEastern(words)) for (const one of text.matchAll(sure ? cues.hanNames : cues.han)) places.push(one.index);
  return places.sort((one, other) => one - other);
}

/** Whether one of the places is near a phrase; before and after: how many characters may be between them. */
export const cueNear = (places, start, end, before = 400, after = 200) => places.some((place) => place >= start - before && place < end + after);
