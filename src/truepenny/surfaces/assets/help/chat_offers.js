// In the chat: finds articles for the words of a new conversation when typing pauses, draws them above the field, where nothing moves that
// somebody writes in or presses, and counts what becomes of them. In: what widget/static/offers.js gives. Out: what draws them.
import { loadWords, t } from "../screen/words.js";
import { askable } from "./askable.js";

const PAUSE_MS = 700;
const MOST = 3;
const SHEET = `
.offers { margin-top: 8px; padding: 12px 16px; border-radius: var(--radius-l); background: var(--n-2); box-shadow: inset 0 0 0 1px var(--n-5); font-size: var(--text-s); }
.offers > p { color: var(--n-11); font-size: var(--text-xs); }
.offers b { display: block; font-weight: 600; font-size: var(--text-s); color: var(--n-12); }
.offers li + li { border-top: 1px solid var(--n-4); }
.offers a { display: flex; align-items: flex-start; gap: 8px; min-height: 44px; padding: 10px 0; color: var(--brand-text); font-weight: 550; line-height: 1.45; }
.offers a:hover { text-decoration: underline; text-underline-offset: 3px; }
.offers .icon { flex: none; margin-top: 1px; color: var(--n-10); }
.offers .textual { min-height: 36px; margin: -6px 0 6px 28px; }
@media (forced-colors: active) { .offers { border: 1px solid CanvasText; } }`;

export async function start({ shell, go, call, remove, icon, language, effect, html, nothing, repeat, signal, untracked, isClear, draftOf, drafts, outbox, say, setDraft }) {
  await loadWords(language);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(SHEET);
  shell.root.adoptedStyleSheets = [...shell.root.adoptedStyleSheets, sheet];
  const [counted, opened] = [new Set(), new Set()];
  let found = [];
  let words = "";
  let asked = null;
  let timer = 0;
  const turned = signal(0);
  const turn = () => { turned.value += 1; };

  const tell = (did, articles) => call("POST", "/api/v1/help/offers", { body: { did, surface: "widget", language, articles } }).catch(() => {});

  function forget() {
    opened.clear();
    counted.clear();
    found = [];
    asked = null;
    turn();
  }

  function watch(text) {
    if (text === words) return;
    const before = words.trim();
    words = text;
    clearTimeout(timer);
    if (words.trim()) timer = setTimeout(ask, PAUSE_MS);
    else if (before) {
      if (opened.size && outbox.value.some((item) => item.conv.startsWith("n-") && item.text === before)) tell("sent", [...opened].slice(-MOST));
      forget();
    }
  }

  async function ask() {
    const clear = isClear(words);
    if (clear === null) timer = setTimeout(ask, PAUSE_MS); // the screen is on its way
    const query = clear ? askable(words) : null;
    if (!query || query === asked) return;
    asked = query;
    try {
      const answer = await call("GET", `/api/v1/help/suggest?${new URLSearchParams({ q: query, language })}`);
      if (asked === query) show(answer.articles);
    } catch {
      asked = null; // away: asked again with the next pause
    }
  }

  /** What was opened stays: its reader comes back to it. */
  function show(articles) {
    const kept = found.filter((one) => opened.has(one.slug));
    const fresh = articles.filter((one) => !opened.has(one.slug)).slice(0, MOST - kept.length);
    if (!fresh.length) return;
    found = [...kept, ...fresh];
    const uncounted = fresh.map((one) => one.slug).filter((slug) => !counted.has(slug));
    for (const slug of uncounted) counted.add(slug);
    if (uncounted.length) tell("offered", uncounted);
    turn();
  }

  function open({ slug }) {
    if (opened.has(slug)) return;
    opened.add(slug);
    tell("opened", [slug]);
    turn();
  }

  function answered({ slug }) {
    tell("answered", [slug]);
    for (const file of draftOf("new").files) remove("new", file);
    setDraft("new", null);
    go("home");
    say(t("Glad that it helped. Nothing was sent."));
  }

  const entry = (one) => html`<li>
    <a class="plain" href=${shell.desk + one.url} target="_blank" rel="noopener" title=${one.summary} @click=${() => open(one)}>${icon("file", "small")}<span>${one.title}<span class="sr"> ${t("(opens in a new tab)")}</span></span></a>
    ${opened.has(one.slug) ? html`<button class="textual" type="button" @click=${() => answered(one)}>${icon("tick", "small")}${t("This answered it")}</button>` : nothing}</li>`;

  effect(() => {
    const { text = "" } = drafts.value.new ?? {};
    untracked(() => watch(text));
  });

  return () => (turned.value >= 0 && found.length ? html`<section class="offers" aria-label=${t("This may answer it")}>
    <p><b>${t("This may answer it")}</b>${t("You can send your message in any case.")}</p>
    <ul>${repeat(found, (one) => one.slug, entry)}</ul></section>` : null);
}
