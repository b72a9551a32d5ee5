// From a text to the recovery phrases in it (phrases/search.py of the server). In: a text, with the lists that are there. Out: findings in it.
import { cues, hasCue, isEastern, surelyNamed } from "./cues.js";
import { fold, isAscii } from "./folding.js";
import * as han from "./han.js";
import { judge, SHORTEST, Surroundings, trimmed } from "./judge.js";
import * as labels from "./labels.js";
import { listOf, maskOf } from "./lists.js";
import { inPieces, range } from "./pieces.js";
import { Row } from "./row.js";
import { Budget, differing, LONG, ROW, rows } from "./rows.js";
import * as shortened from "./shortened.js";
import { isGlued, loosened, tokensOf, wordsOf } from "./tokens.js";

const PIECE = 6; // the longer piece of twelve words of which one in the middle is misspelt
const FEW = 4; // the shortest piece of a phrase that other words cut, where a phrase is named
// Words in any list (1) or in none (0): what makes it worth looking closer. Chinese ones may be glued to others at both ends.
const NAMED = /1{4}/;
const CUED = /1{6}/;
const HINT = /1{11}|1{6}0{1,4}1{6}/;
const HINT_GLUED = /1{9}|1{6}0{1,4}1{6}/;
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

/** What has to stand in a row, to make it worth looking closer. */
export function hintFor(text, words, cued) {
  if (cued && surelyNamed(text, words)) return NAMED;
  if (cued || (text.includes("11") && text.includes("10"))) return CUED;
  return isAscii(text) ? HINT : HINT_GLUED;
}

/** For each word 1 if it passes a test, else 0. */
export const marks = (words, test) => words.map((word) => (test(word) ? "1" : "0")).join("");


function* found(text) {
  const words = wordsOf(text);
  const cued = hasCue(text, words);
  yield null;
  if (labels.possible(text, words)) for (const one of inLabels(text)) yield one && { ...one, rank: one.rank + LABELLED };
  yield null;
  if (hintFor(text, words, cued).test(marks(words, maskOf))) yield* inText(tokensOf(text));
  if (words.some((word) => word.length >= 24)) yield* shortened.joined(tokensOf(text), new Budget());
  if (cued && shortened.mayBeAbbreviated(words)) {
    const tokens = tokensOf(text);
    yield* shortened.abbreviated(tokens, new Surroundings(tokens));
  }
  if (cued && isEastern(words)) yield* han.clauses(tokensOf(text), surelyNamed(text, words));
}

function* inText(tokens) {
  const budget = new Budget();
  const sizes = new Set();
  for (const one of inRows(tokens, new Surroundings(tokens), budget)) {
    if (one) sizes.add(one.size);
    yield one;
  }
  if (!isGlued(tokens)) return;
  for (const one of inRows(loosened(tokens), new Surroundings(null), budget)) if (one?.certainty === "certain" && !sizes.has(one.size)) yield one;
}

function* inRows(tokens, around, budget) {
  const pieces = new Map();
  for (const [bit, first, end] of rows(tokens.known, around.names.length ? FEW : PIECE)) {
    yield null;
    const one = listOf(bit);
    pieces.set(bit, [...(pieces.get(bit) ?? []), [first, end]]);
    if (end - first < PIECE) continue;
    if (end - first >= SHORTEST && !budget.take(ROW)) {
      const same = new Row(tokens, range(first, end), one);
      if (!same.ofFewWords() || differing(same.words).length) yield { start: tokens.spans[first][0], end: tokens.spans[end - 1][1], rule: one.scheme, certainty: "likely", size: end - first, rank: 0 };
      continue;
    }
    const row = withLast(tokens, new Row(tokens, range(first, end), one));
    const whole = row.length >= SHORTEST ? judge(row, around, budget) : [];
    yield* whole;
    if (!whole.some((each) => each.rank)) yield* withSlips(tokens, row, around, budget);
  }
  for (const [bit, parts] of pieces) yield* inPieces(tokens, listOf(bit), parts, around, budget);
}

/** The row and what follows after "and". */
function withLast(tokens, row) {
  const end = row.places.at(-1) + 1;
  if (row.length < SHORTEST || end + 1 >= tokens.words.length || !cues.conjunctions.has(tokens.words[end])) return row;
  return new Row(tokens, [...row.places, ...onwards(tokens, row.one.bit, end + 1)], row.one);
}

/** The row and its neighbours in the same list, single words that are not in it between them, where the text names a phrase. */
function* withSlips(tokens, row, around, budget) {
  const { bit, scheme } = row.one;
  let [first, end, slips] = [row.places[0], row.places.at(-1) + 1, 0];
  if (scheme === "electrum1" || (budget.left <= 0 && !around.cues.length)) return;
  for (; end - first < LONG && (slips + 1) * PIECE <= end - first; slips += 1) {
    const after = mayBeSlip(tokens, end) ? onwards(tokens, bit, end + 1).length : 0;
    const before = mayBeSlip(tokens, first - 1) ? backwards(tokens, bit, first - 2) : 0;
    if (!after && !before) break;
    if (after >= before) end += 1 + after;
    else first -= 1 + before;
  }
  if (!slips || end - first - slips < SHORTEST) return;
  const whole = new Row(tokens, range(first, end), row.one);
  const named = around.name(whole);
  const part = (from, to) => whole.found({ first: from, end: to, rule: scheme, certainty: "likely", size: to - from });
  if (!budget.take(ROW)) {
    if (named) yield part(0, whole.length);
  } else if ((named || whole.numbered().length) && whole.various() && whole.regular()) yield part(...trimmed(whole, []));
}

const mayBeSlip = ({ words }, place) => place >= 0 && place < words.length && !cues.leading.has(words[place]);

/** The words from place on that are in the list. */
function onwards(tokens, bit, place) {
  let end = place;
  while (end < tokens.known.length && tokens.known[end] & bit) end += 1;
  return range(place, end);
}

/** How many words up to place are in the list. */
function backwards({ known }, bit, place) {
  let first = place;
  while (first >= 0 && known[first] & bit) first -= 1;
  return place - first;
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
    yield* inRows(bare, new Surroundings(bare), budget);
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
