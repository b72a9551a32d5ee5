// A text as the detectors see it, with the way back to its own places: what view.py of the server does, in UTF-16 units.
// In: what a customer wrote. Out: {text, lower, origin(start, end)}: compatibility characters folded (NFKC), zero-width characters dropped.

const HIDDEN_RANGES = "\\u{ad}\\u{34f}\\u{61c}\\u{115f}\\u{1160}\\u{17b4}\\u{17b5}\\u{180b}-\\u{180f}\\u{200b}-\\u{200f}\\u{202a}-\\u{202e}\\u{2060}-\\u{206f}"
  + "\\u{20e3}\\u{3164}\\u{fe00}-\\u{fe0f}\\u{feff}\\u{ffa0}\\u{e0000}-\\u{e0fff}";
const COMBINING = "\\u{300}-\\u{36f}\\u{483}-\\u{489}\\u{591}-\\u{5bd}\\u{64b}-\\u{65f}\\u{1ab0}-\\u{1aff}\\u{1dc0}-\\u{1dff}\\u{20d0}-\\u{20e2}\\u{20e4}-\\u{20ff}"
  + "\\u{3099}\\u{309a}\\u{fe20}-\\u{fe2f}";
const HIDDEN = new RegExp(`[${HIDDEN_RANGES}]`, "gu");
// A base with its marks, a Korean syllable from its parts, or what is hidden. ASCII, Han and Kana without marks stay as they are.
const CLUSTER = new RegExp(`[${HIDDEN_RANGES}]+|[\\u1100-\\u1112][\\u1161-\\u1175][\\u11a8-\\u11c2]?`
  + `|[^\\u{0}-\\u{7f}\\u3041-\\u3096\\u30a1-\\u30fa\\u4e00-\\u9fff][${COMBINING}]*|.[${COMBINING}]+`, "gsu");
const NOT_ASCII = /[^\0-\x7f]/;

let alone = null;

/** Characters of one unit whose folded form is one unit; the ellipsis is held to be one full stop. */
function aloneTable() {
  if (alone) return alone;
  alone = new Map([["\u2026", "."]]);
  for (const [first, last] of [[0xa0, 0xff], [0x2000, 0x206f], [0x2070, 0x214f], [0x2460, 0x24ff], [0x3000, 0x303f], [0xff01, 0xffef]]) {
    for (let code = first; code <= last; code += 1) {
      const old = String.fromCharCode(code);
      const made = old.normalize("NFKC");
      if (made !== old && made.length === 1 && made.search(HIDDEN) < 0 && !alone.has(old)) alone.set(old, made);
    }
  }
  return alone;
}

/** Lower-cased without a change of length. */
function lowered(text) {
  const lower = text.toLowerCase();
  return lower.length === text.length ? lower : text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

const longest = (text, pattern) => (text.match(pattern) ?? []).reduce((most, run) => Math.max(most, run.length), 0);

/** A view of text as it stands; steps: how it came about, the last step first, each {starts, ends} for every unit of the text it made. */
function viewOf(text, steps) {
  const astral = /[\ud800-\udbff]/.test(text);
  return {
    text,
    lower: lowered(text),
    longestRun: longest(text, /[0-9A-Za-z]+/g),
    mostDigits: longest(text, /[0-9]+/g),
    steps,
    cues: {},
    /** How many characters stand from start to end. */
    count: (start, end) => (astral ? end - start - (text.slice(start, end).match(/[\ud800-\udbff]/g)?.length ?? 0) : end - start),
    /** The span of the given text from which text.slice(start, end) was made; end is greater than start. */
    origin(start, end) {
      let span = [start, end];
      for (const { starts, ends } of steps) span = [starts[span[0]], ends[span[1] - 1]];
      return span;
    },
  };
}

/** The same text, of whose words in these spans none is a cue for what stands near them. */
export function withoutWords(view, spans) {
  if (!spans.length) return view;
  const pieces = [];
  let at = 0;
  for (const { start, end } of [...spans].sort((one, other) => one.start - other.start)) {
    pieces.push(view.lower.slice(at, Math.max(at, start)), view.lower.slice(Math.max(at, start), end).replace(/\S/g, " "));
    at = Math.max(at, end);
  }
  return { ...view, lower: pieces.join("") + view.lower.slice(at), cues: {} };
}

export function fold(text, steps = []) {
  if (!NOT_ASCII.test(text)) return viewOf(text, steps);
  const table = aloneTable();
  const folded = text.replace(/[^\0-\x7f]/g, (letter) => table.get(letter) ?? letter);
  if (folded.search(HIDDEN) < 0 && folded.normalize("NFKC") === folded) return viewOf(folded, steps);
  const [made, step] = rewrite(folded, CLUSTER, (found) => found.normalize("NFKC").replace(HIDDEN, ""));
  return viewOf(made, [step, ...steps]);
}

/** Puts make(found) for every match of pattern, and remembers where everything came from. Gives [text, step]. */
export function rewrite(text, pattern, make) {
  const [starts, ends] = [[], []];
  let [made, at] = ["", 0];
  const keep = (until) => {
    made += text.slice(at, until);
    for (; at < until; at += 1) {
      starts.push(at);
      ends.push(at + 1);
    }
  };
  for (const match of text.matchAll(pattern)) {
    const put = make(match[0]);
    if (put === match[0]) continue;
    keep(match.index);
    at = match.index + match[0].length;
    made += put;
    for (let unit = 0; unit < put.length; unit += 1) {
      starts.push(match.index);
      ends.push(at);
    }
  }
  keep(text.length);
  return [made, { starts, ends }];
}
