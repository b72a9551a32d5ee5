// A row of words of one list as it stands in a text: what parts the words, whether they are numbered, whether they stand by themselves
// (phrases/row.py of the server).
import { cues } from "./cues.js";
import { differing, lengthsOf, LONGEST } from "./rows.js";

const KINDS = 4; // of separators in one phrase
const NOT_KIND = /[\p{Nd}\s]+/gu;
const GLUE = "_-./'’@\\";
const COUNTED = 11; // words, to be a count of the words of a phrase
const NEAR = 40; // characters between a number and its word
const NUMBER = /(?<!\p{Nd})(\p{Nd}{1,3})\P{Nd}*$/u;

export class Row {
  /** places: the numbers of its tokens; they need not follow one another (labels between them). */
  constructor(tokens, places, one) {
    Object.assign(this, { tokens, places, one });
    this.words = places.map((place) => tokens.words[place]);
    this.start = tokens.spans[places[0]][0];
    this.end = tokens.spans[places.at(-1)][1];
  }

  get length() { return this.places.length; }

  /** {start, end, rule, certainty, size, rank} in the folded text, of a part {first, end, ...} of the row. */
  found({ first, end, ...said }) {
    return { rank: 0, ...said, start: this.tokens.spans[this.places[first]][0], end: this.tokens.spans[this.places[end - 1]][1] };
  }

  /** What stands before the nth word of the row, up to the word before it; for the number of words, what stands after the last. */
  before(nth) {
    const { text, spans } = this.tokens;
    const place = nth < this.length ? this.places[nth] : this.places.at(-1) + 1;
    return text.slice(place ? spans[place - 1][1] : 0, place < spans.length ? spans[place][0] : text.length);
  }

  gaps() { return this.words.slice(1).map((_, place) => this.before(place + 1)); }

  /** Before each word and after the last one: does more than plain space part it from its neighbour. */
  breaks() { return [true, ...this.gaps().map((gap) => gap.includes("\n") || !/^\s+$/.test(gap)), true]; }

  /** What parts a word from the one before it, but for numbers and space. */
  gapKind(nth) {
    const gap = this.before(nth);
    return gap.replace(NOT_KIND, "") || (gap.includes("\n") ? "\n" : "");
  }

  /** What parts most of its words; empty for plain space. */
  usualGap() {
    const counts = new Map();
    for (let nth = 1; nth < this.length; nth += 1) counts.set(this.gapKind(nth), (counts.get(this.gapKind(nth)) ?? 0) + 1);
    return [...counts].reduce((most, one) => (one[1] > most[1] ? one : most), ["", 0])[0];
  }

  /** [first, end] of the parts of the row within which the usual gap parts the words. */
  segments() {
    const usual = this.usualGap();
    const edges = [0, ...this.words.map((_, nth) => nth).filter((nth) => nth && this.gapKind(nth) !== usual), this.length];
    return edges.slice(1).map((edge, nth) => [edges[nth], edge]);
  }

  /** Whether few words are there more than once. */
  various() { return 4 * new Set(this.words).size >= 3 * this.length; }

  /** Of a long row of the same few words: where they are not; null for any other row. */
  partsThatDiffer() { return this.length > LONGEST && this.ofFewWords() ? differing(this.words) : null; }

  ofFewWords() { return 2 * new Set(this.words).size < this.length; }

  /** Whether few kinds of separators part the words; in program text some are glued with _ or - and others stand apart. */
  regular() {
    const gaps = this.gaps();
    const kinds = gaps.map((gap) => gap.replace(NOT_KIND, ""));
    const glued = kinds.filter((kind, nth) => kind === gaps[nth] && kind !== "" && GLUE.includes(kind)).length;
    return new Set(kinds).size <= KINDS && (glued === 0 || glued * 10 >= kinds.length * 8);
  }

  part(first, end) { return new Row(this.tokens, this.places.slice(first, end), this.one); }

  /** [row, numbers]: the words that have a number before them, or after, if these are a count from anywhere on, in any order; the likelier first. */
  numbered() {
    if (!/\p{Nd}/u.test(this.tokens.text.slice(this.start, this.end))) return [];
    const found = Array.from({ length: this.length + 1 }, (_, nth) => NUMBER.exec(this.before(nth).slice(-NEAR))?.[1] ?? null);
    const counts = [count(found.slice(0, -1)), count(found.slice(1))].filter(Boolean).sort((one, other) => other[1].length - one[1].length);
    return counts.map(([first, counted]) => [this.part(first, first + counted.length), counted]);
  }

  /** Whether the row is a block of its own, of a right length and of words that do not read as a sentence. Single Chinese characters are too
      common for that. */
  byItself() {
    const [first, last] = [this.places[0], this.places.at(-1)];
    if (last - first !== this.length - 1 || this.one.name.includes("-zh")) return false;
    const before = this.before(0);
    const opened = first === 0 || before.includes("\n") || /[:：]$/.test(before.replace(/[ "'“”「]+$/, ""));
    const closed = last === this.tokens.words.length - 1 || this.before(this.length).includes("\n");
    return opened && closed && lengthsOf(this.one).includes(this.length) && 3 * this.words.filter((word) => cues.common.has(word)).length <= this.length;
  }
}

/** [from which word on each has a number, the numbers], if they count: one after the other, or all together in any order. */
function count(numbers) {
  const counted = numbers.map((one) => (one === null ? null : Number(one)));
  const edges = [0, ...counted.map((_, place) => place).filter((place) => place && (counted[place - 1] === null || counted[place] !== counted[place - 1] + 1)), counted.length];
  let [first, end] = [0, 0];
  edges.slice(1).forEach((edge, nth) => { if (edge - edges[nth] > end - first) [first, end] = [edges[nth], edge]; });
  if (end - first < COUNTED) {
    const having = counted.map((_, place) => place).filter((place) => counted[place] !== null);
    [first, end] = having.length ? [having[0], having.at(-1) + 1] : [0, 0];
  }
  const found = counted.slice(first, end).filter((one) => one !== null);
  const whole = found.length === end - first && new Set(found).size === found.length && Math.max(...found) - Math.min(...found) + 1 === found.length;
  return found.length >= COUNTED && whole ? [first, found] : null;
}
