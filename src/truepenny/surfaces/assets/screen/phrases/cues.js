// What people call a recovery phrase: words that make a row of list words a phrase even where its checksum fails (lists/cues.json).
import { isAscii } from "./folding.js";


export const cues = {}; // {names, wider, common, ordinals, conjunctions: Set, han, hanNames, hanLabel: source of a pattern}

export function setCues(given) {
  cues.names = new Set(given.names);
  cues.wider = new Set([...given.names, ...given.wider]);
  cues.common = new Set(given.common);
  cues.ordinals = new Set([...given.ordinals, ..."abcdefghijklmnopqrstuvwx"]);
  cues.conjunctions = new Set(given.conjunctions);
  cues.han = new RegExp(given.han, "gu");
  cues.hanNames = new RegExp(given.han_names, "gu");
  cues.hanLabel = new RegExp(given.han_label, "gu");
}

/** Whether a folded text names a phrase anywhere; words are its words. */
export const hasCue = (text, words) => words.some((word) => cues.wider.has(word)) || (!isAscii(text) && text.search(cues.han) >= 0);

/** Where a folded text names a phrase, ascending. sure: only by names that mean nothing else. */
export function cuePlaces({ text, words, spans }, sure) {
  const names = sure ? cues.names : cues.wider;
  const places = spans.filter((_, place) => names.has(words[place])).map(([start]) => start);
  if (!isAscii(text)) for (const one of text.matchAll(sure ? cues.hanNames : cues.han)) places.push(one.index);
  return places.sort((one, other) => one - other);
}

/** Whether one of the places is near a phrase; before and after: how many characters may be between them. */
export const cueNear = (places, start, end, before = 400, after = 200) => places.some((place) => place >= start - before && place < end + after);
