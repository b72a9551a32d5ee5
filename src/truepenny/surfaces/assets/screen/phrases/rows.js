// Rows of words that are all in one list: where they are, and which parts of one pass the checksum of a recovery phrase (phrases/rows.py of the
// server).
import * as checks from "./checks.js";
import { bareWords, numbers, prefixes } from "./lists.js";

export const LONG = 64; // no prose has so many words of one list in a row; of such a row nothing is computed, all of it is removed
export const LONGEST = 33; // words of any phrase
const DIFFERING = 12; // words
const EXAMPLES = [1, 8];
export const ROW = 10; // what looking at a row costs, in windows
const WINDOWS = 4000; // computed for one text; in a text that needs more every further row is removed whole

export class Budget {
  left = WINDOWS;

  take(windows) {
    this.left -= windows;
    return this.left >= 0;
  }
}

/** [bit, first, end] of every longest row of words in one list, of at least so many words. */
export function* rows(known, shortest) {
  for (let first = 0, end; first < known.length; first = end + 1) {
    for (end = first; known[end]; end += 1);
    if (end - first >= shortest) yield* rowsWithin(known, shortest, first, end);
  }
}

function* rowsWithin(known, shortest, from, to) {
  const begun = new Map();
  let before = 0;
  for (let place = from; place <= to; place += 1) {
    const mask = place < to ? known[place] : 0;
    for (let changed = before ^ mask; changed; changed &= changed - 1) {
      const bit = changed & -changed;
      if (mask & bit) begun.set(bit, place);
      else if (place - begun.get(bit) >= shortest) yield [bit, begun.get(bit), place];
    }
    before = mask;
  }
}

// The lists that Electrum uses, and what it puts between words before it takes their sum.
const ELECTRUM = { "bip39-en": " ", "bip39-es": " ", "bip39-ja": "", "bip39-zh-hans": "", "monero-pt": " " };
const LENGTHS = { bip39: [...checks.BIP39_LENGTHS, checks.POLYSEED_LENGTH, checks.ALGORAND_LENGTH], slip39: checks.SLIP39_LENGTHS, electrum1: checks.ELECTRUM1_LENGTHS, monero: checks.MONERO_LENGTHS };

/** How many words a whole phrase of a list may have. */
export const lengthsOf = (one) => LENGTHS[one.scheme];

/** All parts {first, end, rule} of a row of words of one list that are phrases, or only all of it; null if there are too many to compute. */
export function windows(words, one, budget, whole = false) {
  if (!budget.take(lengthsOf(one).reduce((sum, length) => sum + Math.max(0, words.length - length + 1), 0))) return null;
  const row = words.map((word) => numbers(one.name).get(word));
  const found = [];
  for (const [rule, length, firsts] of scans(row, one, whole)) {
    for (const first of firsts) if (differ(words.slice(first, first + length))) found.push({ first, end: first + length, rule });
  }
  return found;
}

/** Whether the words differ as those of a phrase do. Those of an export or a log are the same few, and one in sixteen windows of them passes a
    checksum. The examples of the specifications say one word, or eight, over and over, up to the last one. */
function differ(words) {
  if (4 * new Set(words).size >= 3 * words.length) return true;
  const last = words.length - 1;
  return EXAMPLES.some((period) => words[last] !== words[last % period] && words.slice(0, -1).every((word, place) => word === words[place % period]));
}

/** [first, end] of the parts of a long row within which the words differ. */
export function differing(words) {
  const parts = [];
  const within = new Map();
  const count = (word, by) => { within.set(word, (within.get(word) ?? 0) + by); if (!within.get(word)) within.delete(word); };
  words.slice(0, DIFFERING - 1).forEach((word) => count(word, 1));
  for (let end = DIFFERING; end <= words.length; end += 1) {
    const first = end - DIFFERING;
    count(words[end - 1], 1);
    if (4 * within.size >= 3 * DIFFERING) {
      if (parts.length && first <= parts.at(-1)[1]) parts.at(-1)[1] = end;
      else parts.push([first, end]);
    }
    count(words[first], -1);
  }
  return parts;
}

function* scans(row, one, whole) {
  const fitting = (lengths) => lengths.filter((length) => length === row.length || (length < row.length && !whole));
  if (one.scheme === "bip39") for (const length of fitting(checks.BIP39_LENGTHS)) yield ["bip39", length, checks.bip39(row, length)];
  if (one.scheme === "bip39") for (const length of fitting([checks.POLYSEED_LENGTH])) yield ["polyseed", length, checks.polyseed(row)];
  if (one.name === "bip39-en") for (const length of fitting([checks.ALGORAND_LENGTH])) yield ["algorand", length, checks.algorand(row)];
  if (one.scheme === "slip39") for (const length of fitting(checks.SLIP39_LENGTHS)) yield ["slip39", length, checks.slip39(row, length)];
  if (one.scheme === "monero" || one.scheme === "electrum1") {
    const starts = row.map((number) => prefixes(one)[number]);
    for (const length of fitting(checks.MONERO_LENGTHS)) yield [length === 25 ? "monero" : "mymonero", length, checks.monero(starts, length)];
  }
  if (one.name in ELECTRUM) {
    const words = row.map((number) => bareWords(one.name)[number]);
    for (const length of fitting(checks.ELECTRUM_LENGTHS)) yield ["electrum", length, checks.electrum(words, length, ELECTRUM[one.name])];
  }
}
