// The one script of the host page (served as /widget.js). Draws the round button at once, then fetches the panel's modules when the
// page is idle, or on the first hover, focus or tap. Puts one custom element into the page and touches nothing else of it.

const served = { base: "/assets/", entry: "widget/app.js", preload: [], brand: { name: "", languages: ["en"] }, light: {}, dark: {} }; // the desk fills this line in

const desk = new URL(import.meta.url).origin;
const tag = [...document.scripts].find((script) => script.src === import.meta.url);
const options = { language: "auto", theme: "auto", side: "right", launcher: "shown", ...window.TruepennyWidget, ...tag?.dataset };

const CSS = `
:host { all: initial !important; direction: ltr !important; position: fixed !important; z-index: 2147483000 !important; inset: auto !important;
  display: block !important; width: 0 !important; height: 0 !important; contain: style !important; }
@media print { :host { display: none !important; } }
.tp { --brand: #1a5fd0; --on-brand: #fff; color-scheme: light; -webkit-tap-highlight-color: transparent; }
.launch { all: unset; box-sizing: border-box; position: fixed; right: calc(20px + env(safe-area-inset-right)); bottom: calc(20px + env(safe-area-inset-bottom));
  width: 60px; height: 60px; border-radius: 50%; display: grid; place-items: center; cursor: pointer; color: var(--on-brand); background: var(--brand);
  box-shadow: 0 1px 3px rgb(19 24 34 / 20%), 0 10px 28px -6px rgb(19 24 34 / 32%); transition: transform 150ms cubic-bezier(0.2, 0, 0, 1), box-shadow 150ms; }
.left .launch { right: auto; left: calc(20px + env(safe-area-inset-left)); }
.launch:hover { transform: translateY(-2px); }
.launch:active { transform: scale(0.96); }
.launch:focus-visible { outline: 3px solid var(--brand); outline-offset: 3px; }
.launch svg { grid-area: 1 / 1; width: 28px; height: 28px; transition: opacity 150ms, transform 150ms cubic-bezier(0.2, 0, 0, 1); }
.launch svg + svg, .open .launch svg:first-child { opacity: 0; transform: rotate(-30deg) scale(0.7); }
.open .launch svg + svg { opacity: 1; transform: none; }
.count { position: absolute; top: -2px; right: -2px; min-width: 22px; height: 22px; box-sizing: border-box; padding: 0 6px; border-radius: 11px;
  font: 600 13px/22px system-ui, sans-serif; text-align: center; color: #fff; background: #c62a20; box-shadow: 0 0 0 2px #fff; }
.dark .count { box-shadow: 0 0 0 2px #0f1217; }
.count:empty { display: none; }
.panel { position: fixed; box-sizing: border-box; right: calc(20px + env(safe-area-inset-right)); bottom: calc(96px + env(safe-area-inset-bottom));
  width: 400px; height: min(704px, 100vh - 120px); height: min(704px, 100dvh - 120px); border-radius: 16px; overflow: hidden; background: #fff;
  box-shadow: 0 0 0 1px rgb(19 24 34 / 8%), 0 2px 6px rgb(19 24 34 / 6%), 0 24px 64px -12px rgb(19 24 34 / 28%);
  opacity: 0; transform: translateY(12px); visibility: hidden; pointer-events: none; transition: opacity 150ms, transform 150ms cubic-bezier(0.2, 0, 0, 1), visibility 150ms; }
.left .panel { right: auto; left: calc(20px + env(safe-area-inset-left)); }
.open .panel { opacity: 1; transform: none; visibility: visible; pointer-events: auto; transition-property: opacity, transform; }
.dark .panel { background: #0f1217; box-shadow: 0 0 0 1px rgb(255 255 255 / 12%), 0 24px 64px -12px rgb(0 0 0 / 70%); }
.dark { color-scheme: dark; }
.nolaunch .launch { display: none; }
.nolaunch .panel { bottom: calc(20px + env(safe-area-inset-bottom)); }
@media (max-width: 520px), (max-height: 480px) {
  .panel, .left .panel { inset: 0; width: auto; height: auto; border-radius: 0; box-shadow: none; }
  .open .launch { display: none; }
}
@media (prefers-reduced-motion: reduce) { .launch, .launch svg, .panel { transition-duration: 0.01ms; } }
@media (forced-colors: active) { .launch, .panel { border: 2px solid ButtonText; } .count { border: 1px solid; } }
`;

const ICONS = [
  "M12 3.75c-4.97 0-9 3.36-9 7.5 0 2.26 1.2 4.28 3.08 5.65-.08 1.1-.5 2.33-1.33 3.35 1.73-.1 3.33-.8 4.5-1.75.88.17 1.8.25 2.75.25 4.97 0 9-3.36 9-7.5s-4.03-7.5-9-7.5Z",
  "m6 9.5 6 6 6-6",
];

class TruepennyChat extends HTMLElement {}
if (!customElements.get("truepenny-chat")) customElements.define("truepenny-chat", TruepennyChat);

function draw(name, attributes, ...children) {
  const element = document.createElementNS(name === "svg" || name === "path" ? "http://www.w3.org/2000/svg" : "http://www.w3.org/1999/xhtml", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

function chinese() {
  const wish = options.language === "auto" ? document.documentElement.lang || navigator.language : options.language;
  return wish.toLowerCase().startsWith("zh") && served.brand.languages.includes("zh");
}

const host = draw("truepenny-chat", {});
const root = host.attachShadow({ mode: "open" });
const sheet = new CSSStyleSheet();
sheet.replaceSync(CSS);
root.adoptedStyleSheets = [sheet];
const icon = (path) => draw("svg", { viewBox: "0 0 24 24", fill: "none", stroke: "currentColor", "stroke-width": "1.9", "stroke-linecap": "round", "stroke-linejoin": "round", "aria-hidden": "true" }, draw("path", { d: path }));
const count = draw("span", { class: "count", "aria-hidden": "true" });
const button = draw("button", { class: "launch", type: "button", "aria-expanded": "false", "aria-haspopup": "dialog", "aria-label": chinese() ? "联系客服" : "Chat with support" }, ...ICONS.map(icon), count);
const panel = draw("div", { class: "panel" });
const frame = draw("div", { class: "tp" }, panel, button);
root.append(frame);

const dark = matchMedia("(prefers-color-scheme: dark)");
function dress() {
  const night = options.theme === "dark" || (options.theme === "auto" && dark.matches);
  frame.classList.toggle("dark", night);
  frame.classList.toggle("left", options.side === "left");
  frame.classList.toggle("nolaunch", options.launcher === "hidden");
  for (const [name, value] of Object.entries(night ? served.dark : served.light)) frame.style.setProperty(`--${name}`, value);
}
dark.addEventListener("change", dress);
dress();

/** What the host page may call. Events: open, close, unread (detail: number), signout. */
class Truepenny extends EventTarget {
  identity = null;
  app = null;
  open() { show(true); }
  close() { show(false); }
  /** token: an exchange token, or a function that returns a fresh one. account: any stable name of the account, to spare sign-ins. */
  identify(token, { account } = {}) {
    this.identity = token ? { token, account: account ?? null } : null;
    this.app?.then((app) => app.identify(this.identity));
  }
  signOut() {
    this.identity = null;
    return load().then((app) => app.signOut());
  }
  get unread() { return Number(count.textContent) || 0; }
}
const api = new Truepenny();

function show(open) {
  if (frame.classList.contains("open") === open) return;
  frame.classList.toggle("open", open);
  button.setAttribute("aria-expanded", String(open));
  load().then((app) => app.shown(open), () => frame.classList.remove("open"));
  api.dispatchEvent(new Event(open ? "open" : "close"));
}

function setUnread(number) {
  const words = number > 99 ? "99+" : number ? String(number) : "";
  if (words === count.textContent) return;
  count.textContent = words;
  api.dispatchEvent(new CustomEvent("unread", { detail: number }));
}

const shell = { desk, base: desk + served.base, options, api, host, root, frame, panel, button, show, setUnread, dress, chinese: chinese(), brand: served.brand };

/** Fetches the panel once, its modules side by side; a failed fetch may be tried again. */
function load() {
  if (!api.app) for (const path of served.preload) document.head.append(draw("link", { rel: "modulepreload", href: desk + served.base + path, crossorigin: "" }));
  api.app ??= import(desk + served.base + served.entry).then((module) => module.start(shell)).catch((error) => {
    api.app = null;
    throw error;
  });
  return api.app;
}

button.addEventListener("click", () => show(!frame.classList.contains("open")));
for (const kind of ["pointerenter", "focus", "touchstart"]) button.addEventListener(kind, () => load().catch(() => {}), { once: true, passive: true });
document.documentElement.append(host);
window.truepenny = api;
if (options.page) api.identity = { page: true, account: options.page }; // the desk's own pages: the cookie says who it is
if (options.identify) api.identify(options.identify, { account: options.account });
document.dispatchEvent(new CustomEvent("truepenny:ready", { detail: api }));
if (!navigator.connection?.saveData) (window.requestIdleCallback ?? setTimeout)(() => load().catch(() => {}), window.requestIdleCallback ? { timeout: 2500 } : 800);
