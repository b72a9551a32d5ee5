// Tries the rules of rules.json on a view, as matching.py of the server does. In: a view, rules that `compiled` made ready. Out: hits
// {start, end, kind, rule, certainty} in the view's text. Every rule first asks something cheap; work grows with the text, never faster.
import { CHECKS, FINDERS } from "./checks/registry.js";
import { cuesOf, nearest, word } from "./cues.js";

const RUN = 26; // runs shorter than this hold no key
const LONG = 2_000; // from this length on, rules that need a cue are tried around the cues only
const VALUE = 160; // values that need a cue are shorter than this
const PIECE = new RegExp(`[0-9A-Za-z]{${RUN},}`, "g");
const LINES = /(?<![0-9A-Za-z])[0-9A-Za-z]{8,}(?:=?[ ]{0,2}(?:\r?\n){1,2}[> ]{0,4}[0-9A-Za-z]{8,})+/gu;
const WORDS = /[0-9A-Za-z]{8,}/g;
const MOST_PIECES = 5; // lines that a broken key may stand on

/** file: rules.json as it was read. */
export function compiled(file) {
  const lists = Object.fromEntries(Object.entries(file.cues).map(([name, words]) => [name, words.map(word)]));
  // a cue tells the kind better than a pattern does; else the order of the file counts: of two findings of one span the first names it
  const ranked = [...file.rules].sort((one, other) => Number(!one.near) - Number(!other.near));
  const rules = ranked.map((rule, rank) => ({
    ...rule,
    rank,
    hints: rule.hints ?? [],
    groups: new RegExp(`${rule.pattern}|`, "u").exec("").length - 1,
    search: new RegExp(rule.pattern, "gdu"),
    here: new RegExp(rule.pattern, "duy"),
    whole: new RegExp(`^(?:${rule.pattern})$`, "u"),
    not: rule.unless ? new RegExp(rule.unless, "uy") : null,
    exact: CHECKS[rule.check] ?? null,
    finder: FINDERS[rule.check] ?? null,
  }));
  return {
    wholeRuns: rules.filter((rule) => rule.run),
    groups: grouped(rules.filter((rule) => !rule.run), lists),
    lists,
  };
}

/** Rules by the run of letters and digits that they need, the shortest first; in each group those that need no word, and the others by such a
    word. */
function grouped(rules, lists) {
  // one of these is in every text that the rule finds something in: its hints, or else the cues that it needs
  const wordsFor = (rule) => (rule.hints.length || !rule.near ? rule.hints : rule.near.cues.flatMap((name) => lists[name].map(([letters]) => letters)));
  const needs = [...new Set(rules.map((rule) => rule.needs_run ?? 0))].sort((one, other) => one - other);
  return needs.map((need) => {
    const own = rules.filter((rule) => (rule.needs_run ?? 0) === need);
    const all = [...new Set(own.flatMap(wordsFor))].sort((one, other) => one.length - other.length || (one < other ? -1 : 1));
    const shortest = (hint) => all.find((other) => hint.includes(other));
    const hinted = new Map();
    for (const rule of own) for (const hint of new Set(wordsFor(rule).map(shortest))) hinted.set(hint, [...(hinted.get(hint) ?? []), rule]);
    return { need, always: own.filter((rule) => !wordsFor(rule).length), hinted };
  });
}

/** Unbroken runs of ASCII letters and digits that are long enough to be a key. */
export const runsOf = (view) => (view.longestRun < RUN ? [] : [...view.text.matchAll(PIECE)].map((match) => [match.index, match.index + match[0].length]));

/** Keys that are a whole run, or a run that lines break; null between them. */
export function* matchRuns(rules, view, runs) {
  for (const [start, end] of runs) {
    yield null;
    for (const rule of rules.wholeRuns) {
      const [least, most] = rule.run;
      const written = (rule.on === "lower" ? view.lower : view.text).slice(start, end);
      if (end - start >= least && end - start <= most && rule.whole.test(written)) yield* judged(rules, rule, view, start, end);
    }
  }
  if (runs.length && view.text.includes("\n")) yield* matchBroken(rules, view);
}

/** A key of which lines made several pieces. Only what an exact check proves. */
function* matchBroken(rules, view) {
  const exact = rules.wholeRuns.filter((rule) => rule.certainty === "certain" && rule.exact);
  const longest = Math.max(...rules.wholeRuns.map((rule) => rule.run[1]));
  for (const match of view.text.matchAll(LINES)) {
    const pieces = [...match[0].matchAll(WORDS)].map((piece) => [match.index + piece.index, match.index + piece.index + piece[0].length]);
    for (let first = 0; first < pieces.length; first += 1) {
      let whole = view.text.slice(...pieces[first]);
      for (let last = first + 1; last < Math.min(first + MOST_PIECES, pieces.length); last += 1) {
        if (whole.length + pieces[last][1] - pieces[last][0] > longest) break;
        whole += view.text.slice(...pieces[last]);
        for (const rule of exact) {
          const fits = whole.length >= rule.run[0] && whole.length <= rule.run[1] && rule.whole.test(whole);
          if (fits && rule.exact(whole, 0, whole.length)) yield hit(rule, pieces[first][0], pieces[last][1]);
        }
      }
    }
  }
}

const hit = ({ kind, name, certainty }, start, end) => ({ start, end, kind, rule: name, certainty });

/** All rules that have a pattern within the text; null between them. */
export function* matchPatterns(rules, view) {
  for (const { need, always, hinted } of rules.groups) {
    if (view.longestRun < need) return;
    const tried = new Set(always);
    for (const [hint, own] of hinted) if (view.lower.includes(hint)) for (const rule of own) tried.add(rule);
    for (const rule of [...tried].sort((one, other) => one.rank - other.rank)) {
      yield null;
      if (view.mostDigits < (rule.needs_digits ?? 0)) continue;
      if (rule.finder) for (const [start, end] of rule.finder(view.text)) yield hit(rule, start, end);
      else yield* matchPattern(rules, rule, view);
    }
  }
}

function* matchPattern(rules, rule, view) {
  const text = rule.on === "lower" ? view.lower : view.text;
  for (const match of matches(rules, rule, text, view)) {
    const span = match.indices[rule.groups ? 1 : 0];
    if (!span || span[1] <= span[0]) continue;
    if (rule.not) {
      rule.not.lastIndex = span[0];
      if (rule.not.test(text)) continue;
    }
    yield* judged(rules, rule, view, ...span);
  }
}

function matches(rules, rule, text, view) {
  if (rule.starts) return fromHintToHint(rule, text, view.lower);
  return rule.near && view.count(0, text.length) >= LONG ? aroundCues(rules, rule, text, view) : text.matchAll(rule.search);
}

/** Of a long text, what is near enough to a cue. Two windows that touch are one. */
function* aroundCues(rules, rule, text, view) {
  const cues = rule.near.cues.flatMap((name) => cuesOf(view, name, rules.lists)).sort((one, other) => one[0] - other[0] || one[1] - other[1]);
  let [begin, end] = [0, 0];
  for (const [start, stop] of cues) {
    if (start - rule.near.after - VALUE > end) {
      yield* between(rule, text, begin, end);
      begin = start - rule.near.after - VALUE;
    }
    end = Math.max(end, stop + rule.near.before + VALUE);
  }
  yield* between(rule, text, begin, end);
}

/** Matches that stand between two places; the text ends at the second one. */
function* between(rule, text, begin, end) {
  const part = text.slice(0, end);
  const search = new RegExp(rule.search);
  search.lastIndex = begin;
  for (let match = search.exec(part); match; match = search.exec(part)) yield match;
}

function* fromHintToHint(rule, text, lower) {
  for (const hint of rule.hints) {
    for (let at = lower.indexOf(hint); at >= 0;) {
      rule.here.lastIndex = at;
      const match = rule.here.exec(text);
      if (match) yield match;
      at = lower.indexOf(hint, match ? Math.max(at + match[0].length, at + 1) : at + 1);
    }
  }
}

/** What the context and the exact check say of a match. */
function* judged(rules, rule, view, start, end) {
  const far = (near) => nearest(view, start, end, near, rules.lists);
  if (rule.near) {
    const distance = far(rule.near);
    if (distance === null) return;
    const against = rule.not_near ? far(rule.not_near) : null;
    if (against !== null && against <= distance) return;
  } else if (rule.not_near && far(rule.not_near) !== null) return;
  if (rule.not_with && far(rule.not_with) !== null) return;
  const edges = rule.exact ? rule.exact(view.text, start, end) : [start, end];
  if (edges) yield hit(rule, ...edges);
}
