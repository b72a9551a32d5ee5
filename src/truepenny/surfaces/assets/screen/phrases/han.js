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

const HAN = "\\u3400-\\u9fff";
const CLAUSE = new RegExp(`[${HAN}]+`, "gu");

/** Rows of clauses of one length, but for the last, with space between them; and those of which blanks part all. Gives [start, end]. */
function groups(text, spans) {
  const rows = [];
  for (const [start, end] of spans) {
    const row = rows.at(-1);
    const size = row ? row[0][1] - row[0][0] : 0;
    const [from, to] = row?.at(-1) ?? [0, 0];
    if (row && to - from === size && size >= end - start && /^\s+$/.test(text.slice(to, start))) row.push([start, end]);
    else rows.push([[start, end]]);
  }
  return rows.flatMap((row) => {
    const ends = row.map((_, nth) => nth).filter((nth) => nth && text.slice(row[nth - 1][1], row[nth][0]).includes("\n"));
    const edges = [0, ...ends, row.length];
    const parts = ends.length ? [[0, row.length], ...edges.slice(1).map((edge, nth) => [edges[nth], edge])] : [[0, row.length]];
    return parts.filter(([first, end]) => end - first > 1).map(([first, end]) => [row[first][0], row[end - 1][1]]);
  });
}

/** The clauses of a folded text, and rows of groups, that have a right length: [start, end, characters]. surely: the text surely names a phrase,
    and what follows the name and "is" counts too. */
export function clausesOf(text, surely) {
  const lead = new RegExp(`(?:${cues.hanNames.source})${IS}?|(?<=[a-z]) ?${IS}`, "gu");
  const bare = surely ? text.replace(lead, (found) => "\n".repeat(found.length)) : text;
  const spans = Array.from(bare.matchAll(CLAUSE), ({ 0: one, index }) => [index, index + one.length]);
  return [...spans, ...groups(bare, spans)].map(([start, end]) => [start, end, bare.slice(start, end).replace(/\s+/g, "")]).filter(([, , clause]) => LENGTHS.has(clause.length));
}

/** Those that are a phrase: {start, end, rule, certainty, size, rank}. Where they read like ordinary text it takes a sure name, and they are only
    likely. */
export function* clauses(tokens, surely) {
  const lists = (clause) => [...clause].reduce((bits, char) => bits & maskOf(char), -1);
  const found = clausesOf(tokens.text, surely).map((one) => [...one, lists(one[2])]).filter(([, , clause, mask]) => mask && (surely || !readsOrdinary(clause)));
  if (!found.length) return;
  const budget = new Budget();
  const [sure, wide] = [cuePlaces(tokens, true), cuePlaces(tokens, false)];
  for (const [start, end, clause, mask] of found) {
    const near = (places) => cueNear(places, start, end, BEFORE, AFTER);
    if (!(near(sure) || (near(wide) && !readsOrdinary(clause)))) continue;
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
