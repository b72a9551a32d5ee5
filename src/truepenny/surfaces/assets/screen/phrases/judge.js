// Judges a row of words of one list: is it a recovery phrase, which part of it, and how sure is that (phrases/judge.py of the server).
import { cueNear, cuePlaces, cues } from "./cues.js";
import { differing, LONG, lengthsOf, windows } from "./rows.js";

export const SHORTEST = 11; // a phrase of twelve words of which one is missing or misspelt
const MUCH = 6; // so many words beside a true window are no accident: the rest of a phrase with a slip in it
const SOME = 3; // the same where a phrase is named; fewer where the window is so short that it may be true by accident
const WEAK = 18; // words

/** Where a text names a phrase: by words that ordinary text has too, and by sure names. */
export class Surroundings {
  constructor(tokens) {
    this.cues = tokens ? cuePlaces(tokens, false) : [];
    this.names = tokens ? cuePlaces(tokens, true) : [];
  }

  /** The words of Electrum 1 are so common that it takes a sure name. */
  name(row) { return cueNear(row.one.scheme === "electrum1" ? this.names : this.cues, row.start, row.end); }
}

/** named: the way it is written (labels) already says that it is a phrase. */
export function judge(row, around, budget, named = false) {
  const parts = row.partsThatDiffer();
  return parts ? parts.flatMap(([first, end]) => judged(row.part(first, end), around, budget, named)) : judged(row, around, budget, named);
}

function judged(row, around, budget, named) {
  const readings = named || row.length > LONG ? [] : row.numbered();
  if (!readings.length) return partsOf(row, budget, named || around.name(row)).map((part) => row.found(part));
  const found = [];
  for (const [part, counted] of readings) {
    found.push(...reordered(part, counted, budget), ...partsOf(part, budget, true, true).map((one) => part.found(one)));
    if (found.some((one) => one.rank)) return found;
  }
  return [...found, ...partsOf(row, budget, true).map((part) => row.found(part))];
}

/** A phrase written in two or more columns, read by its numbers. */
function reordered(row, counted, budget) {
  const order = row.words.map((_, nth) => nth).sort((one, other) => counted[one] - counted[other]);
  if (order.every((nth, place) => nth === place)) return [];
  const words = order.map((nth) => row.words[nth]);
  return (windows(words, row.one, budget, true) ?? []).map(({ rule }) => row.found({ first: 0, end: row.length, rule, certainty: "certain", size: row.length, rank: 1 }));
}

/** counted: the words are numbered, so that the row begins and ends where it does. */
function partsOf(row, budget, named, counted = false) {
  const { scheme } = row.one;
  if (new Set(row.words).size === 1) return [];
  const valid = windows(row.words.slice(0, LONG), row.one, budget);
  if (!valid || row.length > LONG) return row.ofFewWords() && !differing(row.words).length ? [] : [{ first: 0, end: row.length, rule: scheme, certainty: valid?.length ? "certain" : "likely", size: row.length }];
  const parts = settled(named ? valid : valid.filter((one) => !readsAsProse(row, one)), row.breaks());
  const [first, end] = counted ? [0, row.length] : trimmed(row, parts);
  const size = end - first;
  if (parts.length) {
    const spare = size - parts.reduce((sum, part) => sum + part.end - part.first, 0);
    const enough = named ? 1 : !row.byItself() ? MUCH : parts[0].size >= WEAK ? SOME : 1;
    return spare >= enough ? widened(parts, first, end, lengthsOf(row.one)) : parts;
  }
  const part = row.part(first, end);
  if (mayBe(size, row.one) && part.various() && part.regular() && (named || part.byItself())) return [{ first, end, rule: scheme, certainty: "likely", size }];
  if (scheme !== "electrum1" || !named) return [];
  const right = row.segments().filter(([from, to]) => lengthsOf(row.one).includes(to - from));
  return right.map(([from, to]) => ({ first: from, end: to, rule: scheme, certainty: "likely", size: to - from }));
}

/** Whether so many words may be a phrase of the list with a slip in it. */
const mayBe = (size, one) => (one.scheme === "electrum1" ? lengthsOf(one).includes(size) : size >= SHORTEST);

/** The true windows of a row, best first: ends that stand out in the text, then length. One that overlaps a better one widens it, unless that
    one is set apart at both ends and nothing parts it within. */
function settled(valid, breaks) {
  const stands = (one) => Number(breaks[one.first]) + Number(breaks[one.end]);
  const order = [...valid].sort((one, other) => stands(other) - stands(one) || one.first - one.end - (other.first - other.end) || one.first - other.first);
  const parts = [];
  for (const { first, end, rule } of order) {
    const over = parts.filter((part) => part.first < end && first < part.end);
    if (over.some((part) => isFramed(part, breaks))) continue;
    if (over.length) Object.assign(over[0], { first: Math.min(over[0].first, first), end: Math.max(over[0].end, end) });
    else parts.push({ first, end, rule, certainty: "certain", size: end - first, rank: Number(end - first === breaks.length - 1 || isFramed({ first, end }, breaks)) });
  }
  return parts.sort((one, other) => one.first - other.first);
}

const isFramed = (part, breaks) => breaks[part.first] && breaks[part.end] && !breaks.slice(part.first + 1, part.end).some(Boolean);

/** The parts, over all words from first to end. */
function widened(parts, first, end, lengths) {
  const edges = [Math.min(first, parts[0].first), ...parts.slice(1).map((part) => part.first), Math.max(end, parts.at(-1).end)];
  return parts.map((part, place) => {
    const [low, high] = [edges[place], edges[place + 1]];
    return { ...part, first: low, end: high, size: lengths.includes(high - low) ? high - low : part.size };
  });
}

/** first and end of the row without what only leads up to a phrase ("my seed phrase: ...") or follows it ("... please help"). Without a true
    window, only as far as that gives it a right length. */
export function trimmed(row, parts) {
  const low = parts.length ? parts[0].first : row.length;
  const high = parts.reduce((most, part) => Math.max(most, part.end), 0);
  let first = 0;
  const end = row.length;
  const colons = row.words.map((_, nth) => nth).filter((nth) => nth && /[:：=]$/.test(row.before(nth).trimEnd()));
  if (colons.length && colons.length <= 2 && colons.at(-1) <= Math.min(4, low)) first = colons.at(-1);
  if (parts.length && end - first - parts.reduce((sum, part) => sum + part.end - part.first, 0) >= MUCH) return [first, end];
  const usual = parts.length ? null : row.usualGap() || null;
  let [leads, follows] = [first, end];
  while (leads < low && cues.leading.has(row.words[leads]) && row.gapKind(leads + 1) !== usual) leads += 1;
  while (follows > high && cues.common.has(row.words[follows - 1]) && row.gapKind(follows - 1) !== usual) follows -= 1;
  if (parts.length) return [leads, follows];
  for (let stop = end; stop >= follows; stop -= 1) {
    for (let begin = first; begin <= leads; begin += 1) if (lengthsOf(row.one).includes(stop - begin)) return [begin, stop];
  }
  return [first, end];
}

/** Whether a true window is half made of the commonest words, in a row of words that only spaces part. */
function readsAsProse(row, { first, end }) {
  const words = row.words.slice(first, end);
  if (2 * words.filter((word) => cues.common.has(word)).length < words.length) return false;
  return !row.breaks().slice(first + 1, end).some(Boolean);
}
