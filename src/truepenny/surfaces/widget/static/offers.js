// Articles for somebody who writes the first words of a new conversation: shared/help, fetched then. Where it cannot be had, nothing is missing.
import { go } from "./actions.js";
import { call } from "./api.js";
import { remove } from "./files.js";
import { icon } from "./icons.js";
import { language } from "./i18n.js";
import { effect, html, nothing, repeat, signal, untracked } from "./lib.js";
import { isClear } from "./screen.js";
import { draftOf, drafts, outbox, say, setDraft, shown } from "./state.js";

const made = signal(null);
let loading = null;

export function begin(shell) {
  effect(() => {
    if (!shown.value || !drafts.value.new) return;
    loading ??= import(`${shell.base}shared/help/chat_offers.js`)
      .then((module) => module.start({ shell, go, call, remove, icon, language, effect, html, nothing, repeat, signal, untracked, isClear, draftOf, drafts, outbox, say, setDraft }))
      .then((one) => { made.value = one; })
      .catch(() => {});
  });
}

export const offers = (id) => (id === "new" && made.value?.()) || null;
