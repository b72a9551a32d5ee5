// Chinese phrases written without spaces (phrases/han.py of the server): only a clause of exactly the right length, with a true checksum, in a text
// that names a recovery phrase counts.
import { cueNear, cuePlaces, cues } from "./cues.js";
import { listsThere, maskOf, numbers } from "./lists.js";
import { Budget, windows } from "./rows.js";
import { tokensOf } from "./tokens.js";

const LENGTHS = new Set([12, 15, 18, 21, 24, 25]);
const IS = "(?:如下|就是|是|为|為|在此)";
const BEFORE = 100; // characters between the name and the clause
const AFTER = 50;
const COMMONEST = 256; // characters: half of ordinary text, an eighth of a phrase

const HAN = "\\u3400-\\u9fff";
const CLAUSE = new RegExp(`[${HAN}]+`, "gu");
const GROUPS = new RegExp( // of one length, but for the last, with only space between them
  [2, 3, 4, 5, 6, 8].map((length) => `(?<![${HAN}])(?:[${HAN}]{${length}}\\s+)+[${HAN}]{1,${length}}(?![${HAN}])`).join("|"), "gu");

/** The clauses of a folded text, whole or after the name of a phrase and "is", that have a right length: [start, end, characters]. */
export function clausesOf(text) {
  const lead = new RegExp(`(?:${cues.hanNames.source})${IS}?|(?<=[a-z]) ?${IS}`, "gu");
  const bare = text.replace(lead, (found) => "\n".repeat(found.length));
  const found = [CLAUSE, GROUPS].flatMap((pattern) => Array.from(bare.matchAll(pattern), ({ 0: one, index }) => [index, index + one.length, one.replace(/\s+/g, "")]));
  return found.filter(([, , clause]) => LENGTHS.has(clause.length));
}

/** Those that are a phrase: {start, end, rule, certainty, size, rank}. Where they read like ordinary text it takes a sure name, and they are only
    likely. */
export function* clauses(text) {
  const found = clausesOf(text).map(([start, end, clause]) => [start, end, clause, [...clause].reduce((bits, char) => bits & maskOf(char), -1)]);
  if (!found.some(([, , , mask]) => mask)) return;
  const [tokens, budget] = [tokensOf(text), new Budget()];
  const [sure, wide] = [cuePlaces(tokens, true), cuePlaces(tokens, false)];
  for (const [start, end, clause, mask] of found) {
    const near = (places) => cueNear(places, start, end, BEFORE, AFTER);
    if (!mask || !(near(sure) || (near(wide) && !readsOrdinary(clause)))) continue;
    for (const one of listsThere().filter(({ bit }) => mask & bit)) {
      const whole = windows([...clause], one, budget, true)?.[0];
      if (whole) yield { start, end, rule: whole.rule, certainty: readsOrdinary(clause) ? "likely" : "certain", size: clause.length, rank: 0 };
    }
  }
}

/** Whether the commonest characters are more than a phrase would have: both lists of BIP-39 begin with them. */
function readsOrdinary(clause) {
  const lists = [numbers("bip39-zh-hans"), numbers("bip39-zh-hant")];
  return 5 * [...clause].filter((char) => lists.some((known) => (known.get(char) ?? COMMONEST) < COMMONEST)).length >= 2 * clause.length;
}
