// Where cue words stand, and how far the nearest is from a value (cues.py of the server). Distances count characters; a clause that ends in
// between adds 20, a line that ends 40.
const CLAUSE = 20;
const LINE = 40;
const CLAUSE_END = /[,;!?。]|\. /u;
const SENTENCE_END = /[!?。]|\. /u;
const ALNUM = /[0-9A-Za-z]/;
const ALPHA = /[A-Za-z]/;

/** 'order*' may go on; '*hash*' may stand within a word. Gives [letters, left, right]: whether a letter may not touch it there. */
export function word(written) {
  const letters = written.replace(/^\*+|\*+$/g, "");
  return [letters, !written.startsWith("*") && ALNUM.test(letters[0]), !written.endsWith("*") && ALNUM.test(letters.at(-1))];
}

/** All places [start, end], by their end. */
function findCues(lower, words) {
  const found = [];
  for (const [letters, left, right] of words) {
    for (let at = lower.indexOf(letters); at >= 0;) {
      const end = at + letters.length;
      if (!(left && at && ALNUM.test(lower[at - 1])) && !(right && end < lower.length && ALPHA.test(lower[end]))) found.push([at, end]);
      at = lower.indexOf(letters, end);
    }
  }
  return found.sort((one, other) => one[1] - other[1]);
}

/** All cues of a list in the text; found once for a view. */
export const cuesOf = (view, name, lists) => (view.cues[name] ??= findCues(view.lower, lists[name]));

/** The distance of the nearest cue of these lists within the windows; null: there is none. near.sentence: not over the end of one. */
export function nearest(view, start, end, near, lists) {
  let best = null;
  for (const name of near.cues) {
    const distance = nearestOf(view, start, end, near, cuesOf(view, name, lists));
    if (distance !== null && (best === null || distance < best)) best = distance;
  }
  return best;
}

/** The first place in a sorted list for which test holds. */
function firstWhere(list, test, low = 0) {
  let [from, to] = [low, list.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (test(list[middle])) to = middle;
    else from = middle + 1;
  }
  return from;
}

function nearestOf(view, start, end, near, cues) {
  const gaps = [];
  const last = firstWhere(cues, (cue) => cue[1] > start) - 1;
  if (last >= 0 && view.count(cues[last][1], start) <= near.before) gaps.push([cues[last][1], start]);
  const after = firstWhere(cues, (cue) => cue[0] >= end, last + 1);
  if (after < cues.length && view.count(end, cues[after][0]) <= near.after) gaps.push([end, cues[after][0]]);
  const distances = gaps.filter((gap) => !near.sentence || !SENTENCE_END.test(view.text.slice(...gap))).map((gap) => distance(view, ...gap));
  return distances.length ? Math.min(...distances) : null;
}

function distance(view, begin, end) {
  const between = view.text.slice(begin, end);
  return view.count(begin, end) + (between.includes("\n") ? LINE : CLAUSE_END.test(between) ? CLAUSE : 0);
}
