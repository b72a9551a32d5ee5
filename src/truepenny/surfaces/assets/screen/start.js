// Where a face takes up the screen: fetches rules and words, dresses the warning, and gives what the face needs. In: language, the document or
// shadow root that the fields are in, and what to call when more word lists have come. Out: {find, clean, guard, guardDrafts}.
import { guardDrafts } from "./drafts.js";
import { loadScreen } from "./find.js";
import { Guard } from "./guard.js";
import { without } from "./mask.js";
import { dress } from "./sheet.js";
import { loadWords } from "./words.js";

export async function start({ language, root, more }) {
  const [screen] = await Promise.all([loadScreen(more), loadWords(language)]);
  dress(root);
  const made = {
    find: screen.find,

    /** What may be kept of a text: without what is certain, and without a phrase of which a word is missing yet. Null while lists are missing. */
    clean(text) {
      const gone = screen.find(text).filter((one) => one.certainty === "certain" || one.kind === "recovery_phrase");
      return screen.knows(text) ? without(text, gone) : null;
    },

    guard: (field, changed) => new Guard(screen, field, changed),
    guardDrafts: (state) => guardDrafts(made, state),
  };
  return made;
}
