// Which groups of word lists a text needs, told without the lists: by how many words of a script and of a fitting length stand in a row. Most
// texts need none. English comes alone; the other Latin lists only where English does not explain a row. In: a text. Out: names of groups.
import { cues, hasCue, isEastern, surelyNamed } from "./cues.js";
import { fold } from "./folding.js";
import * as han from "./han.js";
import * as labels from "./labels.js";
import { maskOf } from "./lists.js";
import { hintFor, marks } from "./search.js";
import { mayBeAbbreviated, mayBeJoined } from "./shortened.js";
import { wordsOf } from "./tokens.js";

const FEWEST = 10; // words of a phrase, if single characters are glued to others at both ends
const SCRIPTS = { // words as short as the shortest of a list; in other scripts than Latin without regard to what stands between
  latin: /^[a-zß-öø-ÿĀ-ɏ][a-zß-öø-ÿĀ-ɏ'][a-zß-öø-ÿĀ-ɏ]/u,
  han: /^[\u3400-\u9fff]{1,3}$/u,
  kana: /^[\u3041-\u309f]{3}/u,
  hangul: /^[\uac00-\ud7a3]{2}/u,
  cyrillic: /^[а-яё]{4}/u,
};

/** Whether most of a row's words are English ones. Only to be asked once the English lists are there. */
function isEnglish(words) {
  return 3 * words.filter((word) => maskOf(word) || cues.common.has(word)).length >= 2 * words.length;
}

/** The rows of at least so many words that pass a test. */
const rowsOf = (words, test, least) => Array.from(marks(words, test).matchAll(new RegExp(`1{${least},}`, "g")), ({ 0: row, index }) => words.slice(index, index + row.length));

/** has: the groups that are there. */
export function groupsFor(given, has) {
  const { text } = fold(given);
  const words = wordsOf(text);
  const cued = hasCue(text, words);
  const announced = labels.possible(text, words);
  const least = cued && surelyNamed(text, words) ? 4 : 6;
  const short = cued && mayBeAbbreviated(words);
  const wanted = new Set();
  for (const [script, pattern] of Object.entries(SCRIPTS)) {
    const fits = (word) => pattern.test(word);
    const joined = words.some((word) => mayBeJoined(word) && fits(word));
    const enough = words.filter(fits).length >= FEWEST && (announced || hintFor(text, words, cued).test(marks(words, fits)));
    if (!enough && !joined && !(script === "latin" && short)) continue;
    if (script !== "latin") wanted.add(script);
    else {
      wanted.add("en");
      if (has.has("en") && (joined || short || announced || rowsOf(words, fits, least).some((row) => !isEnglish(row)))) wanted.add("latin");
    }
  }
  if (labels.counted(text) >= labels.REPEATED || (cued && isEastern(words) && han.clausesOf(text, surelyNamed(text, words)).length)) wanted.add("han");
  return [...wanted];
}
