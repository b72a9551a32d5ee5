// Chinese phrases written without spaces (phrases/han.py of the server): only a clause of exactly the right length, with a true checksum, in a text
// that names a recovery phrase counts.
import { cueNear, cuePlaces, cues } from "./cues.js";
import { listsThere, maskOf, numbers } from "./lists.js";
import { Budget, windows } from "./rows.js";

const LENGTHS = new Set([12, 15, 18, 21, 24, 25]);
const IS = "(?:如下|就是|是|为|為|在此)";
const BEFORE = 100; // characters between the name and the clause
const AFTER = 50;
const COMMONEST = 256; // characters: half of ordinary text, an eighth of a phrase

export const named = (text, words) => text.search(cues.hanNames) >= 0 || words.some((word) => cues.names.has(word));

/** The clauses of a folded text, whole or after the name of a phrase and "is", that have a right length: matches. */
export function clausesOf(text) {
  const lead = new RegExp(`(?:${cues.hanNames.source})${IS}?|(?<=[a-z]) ?${IS}`, "gu");
  return [...text.replace(lead, (found) => "\n".repeat(found.length)).matchAll(/[\u3400-\u9fff]+/g)].filter(({ 0: clause }) => LENGTHS.has(clause.length));
}

/** Those that are a phrase: {start, end, rule, certainty, size, rank}; likely where they read like ordinary text. */
export function* clauses(tokens) {
  const places = cuePlaces(tokens, true);
  const budget = new Budget();
  for (const { 0: clause, index } of clausesOf(tokens.text)) {
    if (!cueNear(places, index, index + clause.length, BEFORE, AFTER)) continue;
    const mask = [...clause].reduce((bits, char) => bits & maskOf(char), -1);
    for (const one of listsThere().filter(({ name, bit }) => name.includes("-zh") && mask & bit)) {
      const whole = windows([...clause], one, budget, true)?.[0];
      if (whole) yield { start: index, end: index + clause.length, rule: whole.rule, certainty: readsOrdinary(clause) ? "likely" : "certain", size: clause.length, rank: 0 };
    }
  }
}

/** Whether the commonest characters are more than a phrase would have: both lists of BIP-39 begin with them. */
function readsOrdinary(clause) {
  const known = numbers("bip39-zh-hans");
  return 5 * [...clause].filter((char) => (known.get(char) ?? COMMONEST) < COMMONEST).length >= 2 * clause.length;
}
