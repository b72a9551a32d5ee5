// From a text to the recovery phrases in it (phrases/search.py of the server). In: a text, with the lists that are there. Out: findings in it.
import { cues, hasCue } from "./cues.js";
import { fold, isAscii } from "./folding.js";
import * as han from "./han.js";
import { judge, SHORTEST, Surroundings, trimmed } from "./judge.js";
import * as labels from "./labels.js";
import { listOf, maskOf } from "./lists.js";
import { Row } from "./row.js";
import { Budget, LONG, ROW, rows } from "./rows.js";
import * as shortened from "./shortened.js";
import { isGlued, loosened, tokensOf, wordsOf } from "./tokens.js";

const PIECE = 6; // the longer piece of twelve words of which one in the middle is misspelt
const GLUED = 2; // words at the ends of a Chinese row that may be glued to others
const LABELLED = 2; // adds so much to the rank

/** Yields findings, at the end, and null where there is time for something else. */
export function* findPhrases(given) {
  const { text, span } = fold(given);
  const all = [];
  for (const one of found(text)) {
    if (one) all.push(one);
    else yield null;
  }
  for (const { rule, certainty, size, ...one } of merged(all)) {
    const [start, end] = span(one.start, one.end);
    yield { start, end, kind: "recovery_phrase", rule, certainty, size, unit: "words" };
  }
}

/** How many words in a row make it worth looking closer. */
export function shortestOf(text, cued) {
  if (cued || (text.includes("11") && text.includes("10"))) return PIECE;
  return isAscii(text) ? SHORTEST : SHORTEST - GLUED;
}

/** Whether so many words in a row pass a test. */
export function hasRun(words, test, length) {
  let run = 0;
  return words.some((word) => {
    run = test(word) ? run + 1 : 0;
    return run >= length;
  });
}

function* found(text) {
  const words = wordsOf(text);
  const cued = hasCue(text, words);
  const shortest = shortestOf(text, cued);
  yield null;
  if (labels.possible(text, words)) for (const one of inLabels(text)) yield one && { ...one, rank: one.rank + LABELLED };
  yield null;
  if (hasRun(words, maskOf, shortest)) yield* inText(tokensOf(text), shortest);
  if (words.some((word) => word.length >= 24)) yield* shortened.joined(tokensOf(text), new Budget());
  if (cued && hasRun(words, (word) => word.length <= shortened.LETTERS, shortened.FEWEST)) {
    const tokens = tokensOf(text);
    yield* shortened.abbreviated(tokens, new Surroundings(tokens));
  }
  if (cued && !isAscii(text) && han.named(text, words)) yield* han.clauses(tokensOf(text));
}

function* inText(tokens, shortest) {
  const budget = new Budget();
  yield* inRows(tokens, shortest, new Surroundings(tokens), budget);
  if (isGlued(tokens)) for (const one of inRows(loosened(tokens), SHORTEST + 1, new Surroundings(null), budget)) if (one?.certainty === "certain") yield one;
}

const range = (first, end) => Array.from({ length: end - first }, (_, place) => first + place);

function* inRows(tokens, shortest, around, budget) {
  for (const [bit, first, end] of rows(tokens.known, shortest)) {
    yield null;
    const one = listOf(bit);
    if (end - first >= SHORTEST && !budget.take(ROW)) {
      yield { start: tokens.spans[first][0], end: tokens.spans[end - 1][1], rule: one.scheme, certainty: "likely", size: end - first, rank: 0 };
      continue;
    }
    const row = withLast(tokens, new Row(tokens, range(first, end), one));
    const whole = row.length >= SHORTEST ? judge(row, around, budget) : [];
    yield* whole.length ? whole : withSlips(tokens, row, around, budget);
  }
}

/** The row and what follows after "and". */
function withLast(tokens, row) {
  const end = row.places.at(-1) + 1;
  if (row.length < SHORTEST || end + 1 >= tokens.words.length || !cues.conjunctions.has(tokens.words[end])) return row;
  return new Row(tokens, [...row.places, ...onwards(tokens, row.one.bit, end + 1)], row.one);
}

/** The row and the next ones in the same list, single words that are not in it between them, where the text names a phrase. */
function* withSlips(tokens, row, around, budget) {
  const { bit, scheme } = row.one;
  const first = row.places[0];
  let [end, slips] = [row.places.at(-1) + 1, 0];
  if (scheme === "electrum1" || (budget.left <= 0 && !around.cues.length)) return;
  while (end - first < LONG && end + 1 < tokens.known.length && tokens.known[end + 1] & bit && (slips + 1) * PIECE <= end - first) {
    end += 1 + onwards(tokens, bit, end + 1).length;
    slips += 1;
  }
  if (!slips || end - first - slips < SHORTEST) return;
  const whole = new Row(tokens, range(first, end), row.one);
  const named = around.name(whole);
  const part = (from, to) => whole.found({ first: from, end: to, rule: scheme, certainty: "likely", size: to - from });
  if (!budget.take(ROW)) {
    if (named) yield part(0, whole.length);
  } else if ((named || whole.numbered().length) && whole.regular()) yield part(...trimmed(whole, []));
}

/** The words from place on that are in the list. */
function onwards(tokens, bit, place) {
  let end = place;
  while (end < tokens.known.length && tokens.known[end] & bit) end += 1;
  return range(place, end);
}

function* inLabels(text) {
  const tokens = tokensOf(text);
  const [around, budget] = [new Surroundings(null), new Budget()];
  for (const places of labels.labelled(tokens.words)) {
    yield null;
    for (const [bit, first, end] of rows(places.map((place) => tokens.known[place]), SHORTEST)) {
      const row = new Row(tokens, places.slice(first, end), listOf(bit));
      const named = labels.hasNumbers(tokens, row.places);
      if (named || 2 * new Set(row.words).size >= row.length) yield* judge(row, around, budget, named);
    }
  }
  if (labels.counted(text) >= labels.REPEATED) {
    const bare = tokensOf(labels.withoutHanLabels(text));
    yield* inRows(bare, SHORTEST, new Surroundings(bare), budget);
  }
}

/** In order, overlapping ones made one: with the name and size of the surest, then of the best guess, then of the longest. */
function merged(all) {
  const better = (one, other) => Number(one.certainty === "certain") - Number(other.certainty === "certain") || one.rank - other.rank || one.size - other.size;
  const result = [];
  for (const one of all.sort((a, b) => a.start - b.start || b.end - a.end)) {
    const before = result.at(-1);
    if (before && one.start < before.end) result[result.length - 1] = { ...(better(one, before) > 0 ? one : before), start: before.start, end: Math.max(before.end, one.end) };
    else result.push(one);
  }
  return result;
}
