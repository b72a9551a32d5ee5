// Phrases that a few other words cut: "first half: ... second half: ..." (phrases/search.py of the server). In: the rows of one list in a text. Out:
// findings.
import { cues } from "./cues.js";
import { Row } from "./row.js";
import { lengthsOf, windows } from "./rows.js";

const BETWEEN = 4; // other words between two pieces
const MOST_PIECES = 6;
const MOST_LEADS = 3;
const MOST_TRAILS = 2;
const MOST_WAYS = 144;

export const range = (first, end) => Array.from({ length: end - first }, (_, place) => first + place);

/** pieces: [first, end] of the rows. */
export function* inPieces(tokens, one, pieces, around, budget) {
  for (let place = 0; place + 1 < pieces.length; place += 1) {
    const group = pieces.slice(place, place + MOST_PIECES);
    for (let count = 2; count <= group.length && group[count - 1][0] - group[count - 2][1] <= BETWEEN; count += 1) {
      yield null;
      yield* asOne(tokens, one, group.slice(0, count), around, budget);
    }
  }
}

/** The pieces as one phrase, each with or without words at its ends that may only lead up to it. */
function* asOne(tokens, one, pieces, around, budget) {
  const choices = pieces.map(([first, end]) => ends(tokens.words, first, end));
  const most = Math.min(MOST_WAYS, choices.reduce((count, each) => count * each.length, 1));
  for (let nth = 0; nth < most; nth += 1) {
    if (!budget.take(1)) return;
    const places = choice(choices, nth).flatMap(([first, end]) => range(first, end));
    if (!lengthsOf(one).includes(places.length)) continue;
    const row = new Row(tokens, places, one);
    const part = { first: 0, end: row.length, size: row.length };
    const found = windows(row.words, one, budget, true)?.[0];
    if (found) yield row.found({ ...part, rule: found.rule, certainty: "certain", rank: 1 });
    else if (!cues.leading.has(row.words[0]) && around.name(row) && one.scheme !== "electrum1" && row.various()) yield row.found({ ...part, rule: one.scheme, certainty: "likely" });
  }
}

/** The nth way to take one of each choice, the last choice changing first. */
function choice(choices, nth) {
  let rest = nth;
  return [...choices].reverse().map((each) => {
    const taken = each[rest % each.length];
    rest = Math.floor(rest / each.length);
    return taken;
  }).reverse();
}

/** A piece with and without words of sentences at its ends. */
function ends(words, first, end) {
  const leads = (place) => cues.leading.has(words[place]);
  let [ahead, behind] = [0, 0];
  while (ahead < MOST_LEADS && ahead < words.length - first && leads(first + ahead)) ahead += 1;
  while (behind < MOST_TRAILS && end - 1 - behind > first && leads(end - 1 - behind)) behind += 1;
  return range(0, ahead + 1).flatMap((lead) => range(0, behind + 1).map((trail) => [first + lead, end - trail]));
}
