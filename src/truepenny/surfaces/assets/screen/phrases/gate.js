// Which groups of word lists a text needs, told without the lists: by how many words of a script and of a fitting length stand in a row. Most
// texts need none. English comes alone; the other Latin lists only where English does not explain a row. In: a text. Out: names of groups.
import { cues, hasCue } from "./cues.js";
import { fold } from "./folding.js";
import * as han from "./han.js";
import { SHORTEST } from "./judge.js";
import * as labels from "./labels.js";
import { maskOf } from "./lists.js";
import { hasRun, shortestOf } from "./search.js";
import { FEWEST, LETTERS, mayBeJoined } from "./shortened.js";
import { wordsOf } from "./tokens.js";

const SCRIPTS = { // words as short as the shortest of a list
  latin: /^[a-zß-öø-ÿĀ-ɏ][a-zß-öø-ÿĀ-ɏ'][a-zß-öø-ÿĀ-ɏ]/u,
  han: /^[\u3400-\u9fff]{1,3}$/u,
  kana: /^[\u3041-\u309f]{3}/u,
  hangul: /^[\uac00-\ud7a3]{2}/u,
  cyrillic: /^[а-яё]{4}/u,
};

/** The longest rows of words that pattern fits, and how many it fits in all. */
function rowsOf(words, pattern, shortest) {
  const rows = [];
  let [row, all] = [[], 0];
  for (const word of [...words, ""]) {
    if (pattern.test(word)) {
      row.push(word);
      all += 1;
    } else {
      if (row.length >= shortest) rows.push(row);
      row = [];
    }
  }
  return [rows, all];
}

/** Whether most of a row's words are English ones. Only to be asked once the English lists are there. */
const isEnglish = (row) => 3 * row.filter((word) => maskOf(word) || cues.common.has(word)).length >= 2 * row.length;

/** has: the groups that are there. */
export function groupsFor(given, has) {
  const { text } = fold(given);
  const words = wordsOf(text);
  const cued = hasCue(text, words);
  const announced = labels.possible(text, words);
  const short = cued && hasRun(words, (word) => word.length <= LETTERS, FEWEST);
  const shortest = Math.min(shortestOf(text, cued), SHORTEST - 2);
  const wanted = new Set();
  for (const [script, pattern] of Object.entries(SCRIPTS)) {
    const [rows, all] = rowsOf(words, pattern, script === "latin" ? shortestOf(text, cued) : shortest);
    const joined = words.some((word) => mayBeJoined(word) && pattern.test(word));
    if (!joined && !(script === "latin" && short) && (all < SHORTEST - 1 || (!rows.length && !announced))) continue;
    if (script !== "latin") wanted.add(script);
    else {
      wanted.add("en");
      if (has.has("en") && (joined || short || announced || rows.some((row) => !isEnglish(row)))) wanted.add("latin");
    }
  }
  if (labels.counted(text) >= labels.REPEATED || (cued && han.named(text, words) && han.clausesOf(text).length)) wanted.add("han");
  return [...wanted];
}
