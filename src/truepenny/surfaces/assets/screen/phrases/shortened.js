// Phrases written without what a wallet can do without: only the first letters of each word, or no space between the words
// (phrases/shortened.py of the server).
import { trimmed } from "./judge.js";
import { listsThere, maskOf, numbers } from "./lists.js";
import { Row } from "./row.js";
import { lengthsOf, rows, windows } from "./rows.js";
import { isHan } from "./tokens.js";

const LETTERS = 4; // make a word of most lists unique
const FEWEST = 12; // words
const LONGEST = 16; // letters of a word in any list
const WAYS = 8; // to cut a row of letters into words that are followed up

/** Whether so many words are no longer than a beginning. */
export function mayBeAbbreviated(words) {
  let run = 0;
  return words.some((word) => {
    run = word.length <= LETTERS ? run + 1 : 0;
    return run >= FEWEST;
  });
}

/** Whether a word has as many letters in a row as a whole phrase may have. Chinese is not read so: any text would pass. */
export const mayBeJoined = (word) => word.length >= 24 && word.length <= 300 && !isHan(word);

const begun = new Map();

/** The first letters of the words of a list. */
function beginnings(one) {
  if (!begun.has(one.name)) begun.set(one.name, new Set([...numbers(one.name).keys()].map((word) => word.slice(0, LETTERS))));
  return begun.get(one.name);
}

/** Rows of the first four letters of words, where the text names a phrase. */
export function* abbreviated(tokens, around) {
  for (const one of listsThere()) {
    if ((one.scheme !== "bip39" && one.scheme !== "slip39") || numbers(one.name).keys().next().value[0] >= "\u0250") continue;
    const known = tokens.words.map((word) => (beginnings(one).has(word) ? 1 : 0));
    for (const [, first, end] of rows(known, FEWEST)) {
      const row = new Row(tokens, tokens.words.map((_, place) => place).slice(first, end), one);
      const [from, to] = trimmed(row, []);
      if (lengthsOf(one).includes(to - from) && row.various() && row.regular() && around.name(row)) yield row.found({ first: from, end: to, rule: one.scheme, certainty: "likely", size: to - from });
    }
  }
}

/** Rows of letters that are nothing but words of one list, as many as a phrase has. */
export function* joined({ words, spans }, budget) {
  for (const [place, word] of words.entries()) {
    if (!mayBeJoined(word)) continue;
    const lists = cuttable(word, budget);
    for (const one of listsThere()) if (lists & one.bit) yield* cut(word, spans[place][0], one, budget);
  }
}

/** The bits of the lists into whose words the text can be cut. */
function cuttable(text, budget) {
  const reached = [-1];
  for (let end = 1; end <= text.length; end += 1) {
    let [bits, any] = [0, false];
    for (let begin = Math.max(0, end - LONGEST); begin < end; begin += 1) {
      if (!reached[begin]) continue;
      any = true;
      bits |= reached[begin] & maskOf(text.slice(begin, end));
    }
    if (!any || !budget.take(1)) return 0;
    reached.push(bits);
  }
  return reached.at(-1);
}

function* cut(text, start, one, budget) {
  const ways = cuts(text, one).filter((way) => lengthsOf(one).includes(way.length));
  if (!ways.length) return;
  const checked = ways.map((way) => windows(way, one, budget, true)?.[0]?.rule).filter(Boolean);
  yield { start, end: start + text.length, rule: checked[0] ?? one.scheme, certainty: checked.length ? "certain" : "likely", size: ways[0].length, rank: 0 };
}

/** Ways to cut a text into words of a list. */
function cuts(text, one) {
  const known = numbers(one.name);
  const ways = [[[]], ...Array.from(text, () => [])];
  for (let end = 1; end <= text.length; end += 1) {
    for (let begin = Math.max(0, end - LONGEST); begin < end; begin += 1) {
      const word = text.slice(begin, end);
      if (ways[begin].length && known.has(word)) ways[end].push(...ways[begin].map((way) => [...way, word]).slice(0, Math.max(0, WAYS - ways[end].length)));
    }
  }
  return ways.at(-1);
}
