// In the chat: search in help articles and announcements, with results while somebody types. In: what widget/static/finding.js gives. Out: what
// draws it. Nothing is asked that the screen has something against, and of words that are still being typed only what may travel.
import { loadWords, t } from "../screen/words.js";
import { askable } from "./askable.js";

const PAUSE_MS = 250;
const MOST = 8;
const SHEET = `
.find { padding: 12px 16px 8px; }
.find input { width: 100%; height: 48px; padding: 0 14px; border: 1px solid var(--n-8); border-radius: var(--radius); background: var(--n-1); color: var(--n-12); font: inherit; font-size: 16px; appearance: none; }
.find input:focus { outline: 2px solid var(--brand); outline-offset: -1px; }
.found { flex: 1; min-height: 0; overflow-y: auto; overscroll-behavior: contain; }
.found .row { align-items: flex-start; }
.found .row b, .found .row small { white-space: normal; overflow-wrap: anywhere; }
.found .row small { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; }
.found mark { background: var(--brand-bg); color: inherit; box-shadow: inset 0 -2px 0 var(--brand); }
.told { padding: 8px 24px 16px; color: var(--n-11); }
.told b { display: block; color: var(--n-12); font-weight: 600; }
@media (forced-colors: active) { .found mark { background: Mark; color: MarkText; } }`;

export async function start({ shell, go, call, icon, language, html, nothing, repeat, signal, isClear, loadScreen, closeButton, neverAsk }) {
  await Promise.all([loadWords(language), loadScreen()]);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(SHEET);
  shell.root.adoptedStyleSheets = [...shell.root.adoptedStyleSheets, sheet];
  const words = signal("");
  const told = signal(null); // {hits} or {secret} or {problem}; null while nothing was asked
  let asking = null;
  let timer = 0;

  async function ask(typing) {
    clearTimeout(timer);
    asking?.abort();
    const text = words.value.trim();
    if (!text) return void (told.value = null);
    const clear = isClear(text);
    const q = clear && !typing ? text : askable(text);
    if (clear === false || (!q && !typing)) return void (told.value = { secret: true });
    if (!q) return void (told.value = null);
    const mine = asking = new AbortController();
    const query = new URLSearchParams({ q, language, limit: MOST, ...(typing ? { typing: "true" } : {}) });
    try {
      const { hits, others } = await call("GET", `/api/v1/search?${query}`, { signal: mine.signal });
      if (asking !== mine) return;
      told.value = { hits: hits.length ? hits : others };
      shell.panel.querySelector(".found")?.scrollTo(0, 0);
    } catch (problem) {
      if (asking === mine && problem.name !== "AbortError") told.value = { problem };
    }
  }

  function typed(event) {
    words.value = event.target.value;
    clearTimeout(timer);
    timer = setTimeout(() => ask(true), PAUSE_MS);
  }

  function submit(event) {
    event.preventDefault();
    ask(false);
  }

  const parts = (all) => all.map(([text, hit]) => (hit ? html`<mark>${text}</mark>` : text));

  const row = (hit) => html`<li><a class="row plain" href=${shell.desk + hit.url} lang=${hit.language} target="_blank" rel="noopener">
    <span class="mark round soft" aria-hidden="true">${icon(hit.kind === "article" ? "file" : "alert")}</span>
    <span class="what"><b dir="auto">${parts(hit.title)}</b><small dir="auto">${parts(hit.extract)}</small><span class="sr">${t("(opens in a new tab)")}</span></span>${icon("forward")}</a></li>`;

  function answer() {
    const { hits, secret, problem } = told.value ?? {};
    if (secret) return html`<p class="told" role="alert"><b>${t("This was not searched for.")}</b>${t("It looks like a password, key or code. Search for what the problem is, and keep that to yourself.")}</p>`;
    if (problem) return html`<div class="told" role="alert"><b>${problem.title}</b><p>${t("Writing to us works all the same: your words are kept and sent later.")}</p><button class="textual" type="button" @click=${() => ask(false)}>${t("Try again")}</button></div>`;
    if (!hits) return html`<p class="told">${t("Type what it is about, such as a withdrawal or a locked account.")}</p>`;
    if (!hits.length) return html`<p class="told" role="status"><b>${t("Nothing was found.")}</b>${t("Try other words, or write to us: an agent answers.")}</p>`;
    return html`<p class="sr" role="status">${t("Results: {n}", { n: hits.length })}</p><ul class="list">${repeat(hits, (hit) => hit.url, row)}</ul>`;
  }

  return () => html`<div class="head">
      <button class="square" type="button" aria-label=${t("Back to the overview")} @click=${() => go("home")}>${icon("back")}</button>
      <div class="who"><div><h1 tabindex="-1" data-heading>${t("Search help")}</h1></div></div>${closeButton(shell)}
    </div>
    <form class="find" role="search" @submit=${submit}><input type="search" data-focus enterkeyhint="search" autocomplete="off" maxlength="200" aria-label=${t("Search help")} placeholder=${t("Search help")} .value=${words.value} @input=${typed}></form>
    <div class="found" tabindex="0" role="region" aria-label=${t("Results")}>${answer()}
      <div class="list"><button class="row" type="button" @click=${() => go("chat", "new")}><span class="mark round soft" aria-hidden="true">${icon("chat")}</span><span class="what"><b>${t("Write to us")}</b><small>${t("An agent answers, with name and agent ID")}</small></span>${icon("forward")}</button></div>
    </div>
    ${neverAsk() ?? nothing}`;
}
