// What of a text may be kept in the browser's storage. Small, and there before the screen itself is: until that has been fetched, what might hold
// a key or a recovery phrase is not written down at all. In: text. Out: text, or null when it must not be kept yet.

const RUN = /[A-Za-z0-9_-]{24}/; // the shortest key has more
const WORDS = /(?:^|\P{L})(?:\p{L}{3,}\P{L}+){11}\p{L}{3}/u; // a phrase has twelve words or more, of three letters or more
const SIGNS = /(?:^|\P{L})(?:[\u3041-\ud7a3]+\P{L}+){6}|[\u3400-\u9fff]{12}/u; // or of East Asian ones, with spaces or in one run
const MARKS = /-----|otpauth|["']?crypto["']?\s*:|<\/?[a-z]|&[#a-z]|\\[nrtu]/i; // files of keys, and what may stand between the letters of a secret
const COUNTED = /(?:\d{1,3}\D+){11}\d/; // numbered words, and keys as lists of numbers

/** Whether a text is of such a shape that an exact check could find something in it. */
export function mayHold(text) {
  const folded = text.normalize("NFKD").replace(/[\p{Cf}\p{M}]/gu, "");
  return [RUN, WORDS, SIGNS, MARKS, COUNTED].some((shape) => shape.test(folded) || shape.test(text));
}

let exact = null;

/** From now on the screen itself decides. clean: text to what may be kept of it, or null while it cannot say. */
export function decideBy(clean) {
  exact = clean;
}

export const keepable = (text) => (exact ? exact(text) : mayHold(text) ? null : text);
