// Phrases whose words are each announced: "word 1 is abandon, word 2 is ability", 第一个：的，第二个：一 (phrases/labels.py of the server).
import { cues } from "./cues.js";

const HAN_ORDINAL = /^(?:第[一二三四五六七八九十]{1,3}.{0,3}|[一二三四五六七八九十]{1,3})$/u;
const MOST_STRIDE = 10; // a word of the phrase is every second, third ... of the text
export const REPEATED = 7; // at least so many words of a text with labels are there more than once, or count

export const counted = (text) => text.split("第").length - 1;

/** Whether a text may have labels at all: cheap. */
export function possible(text, words) {
  if (counted(text) >= REPEATED) return true;
  if (words.length < 22) return false;
  const different = new Set(words);
  return words.length - different.size >= REPEATED || [...different].filter((word) => cues.ordinals.has(word)).length >= REPEATED || different.has("十一");
}

const isOrdinal = (word) => cues.ordinals.has(word) || HAN_ORDINAL.test(word);

/** Places of every second, third ... word where the words between them are the same each time; ordinal numbers count as the same. */
export function* labelled(words) {
  const places = words.map((_, place) => place).filter((place) => words[place] !== "twenty");
  const ordinals = new Set([...new Set(words)].filter(isOrdinal));
  const same = places.map((place) => (ordinals.has(words[place]) ? "#" : words[place]));
  for (let stride = 2; stride <= MOST_STRIDE; stride += 1) {
    const alike = same.slice(stride).map((word, place) => (word === same[place] ? "1" : "0")).join("");
    if (!alike.includes("1".repeat(stride - 1))) continue;
    for (const match of alike.matchAll(new RegExp(`(?:1{${stride - 1}}[01]){9,}1{${stride - 1}}`, "g"))) {
      const stop = match.index + match[0].length;
      const [first, end] = [Math.max(0, match.index - stride), Math.min(stop + stride + 1, same.length)];
      for (let offset = 0; offset < stride; offset += 1) {
        const column = [];
        for (let place = first + offset; place < end; place += stride) column.push(place);
        if (column.some((place) => place < stop && alike[place] === "0")) yield column.map((place) => places[place]);
      }
    }
  }
}

/** Whether each word of a row has a number in its label, in digits or words. */
export function hasNumbers({ text, words, spans }, places) {
  return places.slice(1).every((place, nth) => {
    const before = places[nth];
    return words.slice(before + 1, place).some(isOrdinal) || /\p{Nd}/u.test(text.slice(spans[before][1], spans[place][0]));
  });
}

/** The text with 第一个词是 and the like blanked. */
export const withoutHanLabels = (text) => text.replace(cues.hanLabel, (found) => " ".repeat(found.length));
