// The words of a folded text: single runs of letters, each script for itself (phrases/tokens.py of the server). A Chinese character counts as a
// word where it stands alone between other things; in running text it does not.
import { isAscii } from "./folding.js";
import { maskOf } from "./lists.js";

const LATIN = /[a-z]+/g;
const LATIN_QUOTED = /[a-z]+(?:'[a-z]+)*/g;
const WORD = /[a-zß-öø-ÿĀ-ɏ]+(?:'[a-z]+)*|[\u3400-\u9fff\uf900-\ufaff々〇]+|[\u3041-\u309f]+|[\u30a1-\u30ff]+|[\uac00-\ud7a3]+|[а-яё]+/gu;
const GLUED = new Set([10, 11, 12, 13, 14, 16, 17, 19, 20, 22, 23, 24]); // single characters of a Chinese phrase that is glued to others at its ends
const HAN_AND = /^([\u3400-\u9fff])[和与與及]([\u3400-\u9fff])$/;

export const isHan = (word) => word[0] >= "\u3400" && word[0] <= "\u9fff";

/** [start, end] of every word; one with an apostrophe is one word only where a list has it. */
function* spansOf(text) {
  for (const { 0: word, index } of text.matchAll(!isAscii(text) ? WORD : text.includes("'") ? LATIN_QUOTED : LATIN)) {
    if (!word.includes("'") || maskOf(word)) yield [index, index + word.length];
    else {
      let start = index;
      for (const piece of word.split("'")) {
        yield [start, start + piece.length];
        start += piece.length + 1;
      }
    }
  }
}

export const wordsOf = (text) => Array.from(spansOf(text), ([start, end]) => text.slice(start, end));

/** {text, words, spans, known}: words[i] stands at spans[i] and is in the lists of the bits known[i]. */
export function tokensAt(text, spans) {
  const words = spans.map(([start, end]) => text.slice(start, end));
  return { text, words, spans, known: words.map(maskOf) };
}

export const tokensOf = (text) => tokensAt(text, [...spansOf(text)]);

/** For each word the length of the row of single Chinese characters that it stands in, 0 for none. */
function singleRows(words) {
  const lengths = new Array(words.length).fill(0);
  for (let first = 0, end; first < words.length; first = Math.max(end, first + 1)) {
    for (end = first; end < words.length && words[end].length === 1 && isHan(words[end]); end += 1);
    lengths.fill(end - first, first, end);
  }
  return lengths;
}

/** Whether loosened() has anything to part. */
export const isGlued = ({ text, words }) => !isAscii(text) && singleRows(words).some((length) => GLUED.has(length));

/** The same with single Chinese characters parted from the words that they are glued to, at the ends of rows of single ones. */
export function loosened({ text, words, spans }) {
  const row = singleRows(words);
  const isClose = (place) => /^[ \t\u3000、,，]*$/.test(text.slice(spans[place][1], spans[place + 1][0])); // no more than space or a comma up to the next
  const parted = spans.flatMap(([start, end], place) => {
    const follows = place > 0 && GLUED.has(row[place - 1]) && isClose(place - 1);
    const precedes = place + 1 < row.length && GLUED.has(row[place + 1]) && isClose(place);
    if (row[place] || !(follows || precedes) || !isHan(words[place])) return [[start, end]];
    if (follows && HAN_AND.test(words[place])) return [[start, start + 1], [start + 2, end]];
    const cuts = [start, ...(follows ? [start + 1] : []), ...(precedes ? [end - 1] : []), end];
    return cuts.slice(1).map((cut, nth) => [cuts[nth], cut]).filter(([from, to]) => from < to);
  });
  return tokensAt(text, parted);
}
