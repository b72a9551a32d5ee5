// Search in help articles and announcements: shared/help/chat_search.js, fetched when the customer asks for it.
import { go } from "./actions.js";
import { call, unreachable } from "./api.js";
import { icon } from "./icons.js";
import { language } from "./i18n.js";
import { effect, html, nothing, repeat, signal } from "./lib.js";
import { isClear, load as loadScreen } from "./screen.js";
import { route, say, shown } from "./state.js";
import { closeButton, neverAsk } from "./views/pieces.js";

const made = signal(null);
let shell = null;
let loading = null;
let failures = 0;

export function begin(given) {
  shell = given;
  effect(() => { if (shown.value && route.value.name === "search") need(); });
}

function need() {
  loading ??= import(`${shell.base}shared/help/chat_search.js${failures ? `?again=${failures}` : ""}`) // browsers may remember what failed by its address
    .then((module) => module.start({ shell, go, call, icon, language, html, nothing, repeat, signal, isClear, loadScreen, closeButton, neverAsk }))
    .then((one) => { made.value = one; })
    .catch(() => {
      failures += 1;
      loading = null;
      say(unreachable().title);
    });
  return loading;
}

/** Opens the search once it is here; not when the customer has gone elsewhere meanwhile. */
export async function openSearch() {
  const from = route.value;
  await need();
  if (made.value && route.value === from) go("search");
}

export const search = () => made.value?.();
