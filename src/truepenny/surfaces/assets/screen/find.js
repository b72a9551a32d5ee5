// The screen in the browser: finds what the server's engine finds, with the same rules. In: a text. Out: findings {start, end, kind, rule,
// certainty, size, unit}, in order, apart, in UTF-16 units of the text as it was given. Remembers the last text only; fetches word lists when a
// text needs them.
import { findHexKeys } from "./hex.js";
import { withoutMarkup } from "./markup.js";
import { setCues } from "./phrases/cues.js";
import { groupsFor } from "./phrases/gate.js";
import { addLists, setIndex } from "./phrases/lists.js";
import { findPhrases } from "./phrases/search.js";
import { compiled, matchPatterns, matchRuns, runsOf } from "./rules.js";
import { fold, withoutWords } from "./view.js";

const SURER = { ask: 0, likely: 1, certain: 2 };
const AGAIN_MS = 10_000;
const PIECE_MS = 8;

async function fetchJson(name) {
  const answer = await fetch(new URL(name, import.meta.url), { credentials: "omit" });
  if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
  return answer.json();
}

/** Findings, and null where there is time for something else. */
function* findIn(rules, view) {
  const given = (one, size, unit) => {
    const [start, end] = view.origin(one.start, one.end);
    return { ...one, start, end, size, unit };
  };
  const phrases = [];
  for (const one of findPhrases(view.text)) {
    if (one) phrases.push(one);
    yield one && given(one, one.size, "words");
  }
  view = withoutWords(view, phrases); // "topic" in a phrase says nothing of what follows it
  const runs = runsOf(view);
  for (const hits of [matchPatterns(rules, view), matchRuns(rules, view, runs), findHexKeys(view, runs, rules.lists)]) {
    for (const one of hits) yield one && given(one, view.count(one.start, one.end), "characters");
    yield null;
  }
}

/** Yields now and then, so that a long text can be looked at in pieces. */
function* findings(rules, text) {
  const view = fold(text);
  const found = [];
  for (const each of [view, ...withoutMarkup(view)]) {
    yield;
    for (const one of findIn(rules, each)) {
      if (one) found.push(one);
      else yield;
    }
  }
  return merged(found, text);
}

/** In order, none over another: of findings that overlap, the surer one, then the longer one, names the whole. */
function merged(found, text) {
  const whole = [];
  for (const one of found.sort((a, b) => a.start - b.start || b.end - a.end)) {
    const before = whole.at(-1);
    if (before && one.start < before.end) whole[whole.length - 1] = joined(before, one, text);
    else whole.push(one);
  }
  return whole;
}

function joined(one, other, text) {
  const surer = SURER[other.certainty] - SURER[one.certainty] || other.end - other.start - (one.end - one.start);
  const name = surer > 0 ? other : one;
  const [start, end] = [Math.min(one.start, other.start), Math.max(one.end, other.end)];
  const same = (start === name.start && end === name.end) || name.unit === "words";
  return { ...name, start, end, size: same ? name.size : [...text.slice(start, end)].length };
}

/** more: called when word lists have come that an earlier answer lacked. */
export async function loadScreen(more = () => {}) {
  const [file, phrases] = await Promise.all([fetchJson("rules.json"), fetchJson("phrases.json")]);
  const rules = compiled(file);
  setIndex(phrases.lists);
  setCues(phrases.cues);
  const [has, coming] = [new Set(), new Map()];
  let last = { text: null };

  function load(group) {
    const fetched = fetchJson(`lists/${group}.json`).then((lists) => {
      addLists(lists);
      has.add(group);
      last = { text: null };
      more();
    });
    coming.set(group, fetched.catch(() => {
      coming.set(group, null);
      setTimeout(() => coming.delete(group), AGAIN_MS);
    }));
  }

  function seen(text, found) {
    last = { text, found, lacks: groupsFor(text, has).filter((group) => !has.has(group)) };
    for (const group of last.lacks) if (!coming.has(group)) load(group);
    return last;
  }

  function look(text) {
    if (text === last.text) return last;
    const work = findings(rules, text);
    let step = work.next();
    while (!step.done) step = work.next();
    return seen(text, step.value);
  }

  /** The same for a long text, with pauses for the page; what then is asked of it is answered at once. */
  async function lookInPieces(text) {
    const work = findings(rules, text);
    for (let [step, since] = [work.next(), performance.now()]; ; step = work.next()) {
      if (step.done) return seen(text, step.value);
      if (performance.now() - since > PIECE_MS) {
        await new Promise((go) => { setTimeout(go); });
        since = performance.now();
      }
    }
  }

  return {
    find: (text) => look(text).found,
    lookInPieces,
    /** Whether all lists are there that the text needs. */
    knows: (text) => look(text).lacks.length === 0,
    /** A promise of the lists that are on their way; null when there is nothing to wait for. It is kept also when they cannot be had. */
    missing(text) {
      const awaited = look(text).lacks.map((group) => coming.get(group)).filter(Boolean);
      return awaited.length ? Promise.all(awaited) : null;
    },
  };
}
