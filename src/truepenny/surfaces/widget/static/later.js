// What the first view does not need (views/later.js: closing records, the sheets over a conversation, the official contacts) is fetched when a
// conversation is opened or something of it is asked for. In: the shell, and what fetches it. Out: `later`, a signal that holds it once it is here.
import { effect, signal, untracked } from "./lib.js";
import { conversation, route, shown } from "./state.js";

export const later = signal(null);
const AGAIN_MS = 3000;
let shell = null;
let fetchViews = null;
let loading = null;

export function begin(given, fetching) {
  shell = given;
  fetchViews = fetching;
  effect(() => { if (shown.value && (route.value.name === "contacts" || conversation(route.value.id)?.head)) untracked(need); });
}

/** Fetches it once; where that fails it is tried again until it is here. Resolves when it is. */
export function need() {
  loading ??= attempt();
  return loading;
}

const attempt = () => fetchViews().then(arrived, () => new Promise((done) => { setTimeout(done, AGAIN_MS); }).then(attempt));

function arrived(views) {
  shell.root.adoptedStyleSheets = [...shell.root.adoptedStyleSheets, views.style()];
  later.value = views;
}
