/* Words that the desk refused to send, sentence by sentence, by ticket and mode: what is wrong with them stays in sight until they are
   changed. The words themselves are back in the draft. */

import { emit } from "./store.js";

const refused = new Map();

/** The stretch of a text that a mark of the server means; the server counts code points. */
export function quoteOf(text, mark) {
  return [...text].slice(mark.start, mark.end).join("");
}

/** Remember why these words were refused, and tell whoever shows them. hint: they were not sent yet. */
export function rememberRefusal(number, mode, text, problem, { hint = false } = {}) {
  const before = refused.get(`${number}:${mode}`);
  if (hint && before && !before.hint && refusalOf(number, mode, text)) return;
  const quotes = problem.marks.map((mark) => ({ words: quoteOf(text, mark), title: mark.title }));
  refused.set(`${number}:${mode}`, { title: problem.title, detail: problem.detail, code: problem.code, hint, quotes });
  emit("refused", { number, mode, hint });
}

/** Nothing is wrong with the words that are written now. */
export function forgetHint(number, mode) {
  if (!refused.get(`${number}:${mode}`)?.hint) return;
  forgetRefusal(number, mode);
  emit("refused", { number, mode, hint: true });
}

export function forgetRefusal(number, mode) {
  refused.delete(`${number}:${mode}`);
}

/** The refusal as far as its sentences still stand in the text, or null. Each quote says where, in UTF-16 units. */
export function refusalOf(number, mode, text) {
  const kept = refused.get(`${number}:${mode}`);
  const quotes = (kept?.quotes ?? []).map((quote) => ({ ...quote, start: text.indexOf(quote.words) })).filter((quote) => quote.start >= 0);
  return quotes.length ? { ...kept, quotes } : null;
}
