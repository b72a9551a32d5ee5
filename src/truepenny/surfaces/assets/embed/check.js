// "Is this really us?" on a page of the exchange: <script type="module" src="https://desk/embed/check.js"></script>
// Draws one box where the script stands (or in each element with data-truepenny-check), inside a shadow root of its own.
const script = document.currentScript ?? document.querySelector('script[src*="/embed/check.js"]');
const desk = new URL(import.meta.url).origin;
const options = script?.dataset ?? {};
const language = options.language ?? document.documentElement.lang.slice(0, 2);

const STYLE = `
:host { display: block; font: inherit; color: inherit; color-scheme: inherit; line-height: 1.55; }
form, section { display: grid; gap: .5em; }
label { font-weight: 600; }
textarea { box-sizing: border-box; width: 100%; min-height: 4.5em; padding: .5em .75em; border: 1px solid; border-radius: 6px; font: inherit; color: inherit; background: transparent; resize: vertical; }
button { justify-self: start; min-height: 44px; padding: 0 1.25em; border: 1px solid; border-radius: 6px; font: inherit; font-weight: 600; color: inherit; background: transparent; cursor: pointer; }
textarea:focus-visible, button:focus-visible, a:focus-visible { outline: 3px solid Highlight; outline-offset: 2px; }
section { margin-top: 1em; padding: .75em 1em; border-inline-start: 4px solid; }
section.no { border-color: #b42318; }
h2 { margin: 0 0 .5em; font-size: 1.1em; }
h3 { margin: 0; font-size: 1em; }
p, ul { margin: 0; }
ul { padding-inline-start: 1.25em; }
bdi { font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
mark { font-weight: 700; text-decoration: underline 2px #b42318; background: transparent; color: inherit; }
small { font-size: .85em; }
a { color: inherit; text-underline-offset: .18em; }
`;
const NO = ["known_false", "looks_like", "never_used"];

/** An element with attributes and children; text only ever as text. */
function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

function point(one, words) {
  const seen = make("bdi", { dir: "ltr" }, ...one.parts.map((part) => (part.differs ? make("mark", {}, part.text) : part.text)));
  const ours = one.state === "looks_like" && one.ours ? [make("br"), `${words.ours} `, make("bdi", { dir: "ltr" }, one.ours)] : [];
  return make("li", {}, seen, ` · ${one.state_name}`, ...ours, ...(one.why ? [make("br"), make("small", {}, one.why)] : []));
}

function answer(told, words, page) {
  const against = told.warnings ?? [];
  return make("section", { class: NO.includes(told.state) ? "no" : "", tabindex: "-1" },
    make("h3", {}, told.title), make("p", {}, told.means),
    ...(told.points.length ? [make("ul", {}, ...told.points.slice(0, 8).map((one) => point(one, words)))] : []),
    ...(against.length ? [make("h3", {}, words.against), make("ul", {}, ...against.map((one) => make("li", {}, one)))] : []),
    make("h3", {}, words.next), make("p", {}, told.next),
    make("p", {}, make("a", { href: page, rel: "noopener" }, words.more)));
}

async function ask(text, spoken) {
  const headers = { "content-type": "application/json" };
  const response = await fetch(`${desk}/api/v1/check`, {
    method: "POST", headers, body: JSON.stringify({ text, language: spoken }), credentials: "omit", referrerPolicy: "no-referrer",
  });
  const told = await response.json();
  if (!response.ok) throw new Error(told.title ?? "");
  return told;
}

function draw(root, { words, page_url: page, language: spoken }) {
  const box = make("textarea", { id: "text", maxlength: "120000", spellcheck: "false", autocomplete: "off", dir: "auto", "aria-describedby": "hint", required: "" });
  const said = make("div", { role: "status" });
  const form = make("form", {}, make("label", { for: "text" }, words.label), box, make("small", { id: "hint" }, words.hint), make("button", { type: "submit" }, words.check));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      said.replaceChildren(answer(await ask(box.value, spoken), words, page));
    } catch (fault) {
      said.replaceChildren(make("p", {}, fault instanceof TypeError ? words.failed : fault.message || words.failed));
    }
  });
  root.replaceChildren(make("div", { lang: spoken === "zh" ? "zh-Hans" : spoken }, make("h2", {}, words.title), form, said));
}

async function show(place) {
  const root = place.shadowRoot ?? place.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];
  try {
    const query = new URLSearchParams(language ? { language } : {});
    const response = await fetch(`${desk}/api/v1/check?${query}`, { credentials: "omit", referrerPolicy: "no-referrer" });
    if (!response.ok) throw new Error(String(response.status));
    draw(root, await response.json());
  } catch {
    root.replaceChildren(make("a", { href: `${desk}/check`, rel: "noopener" }, language === "zh" ? "这真的是我们吗？" : "Is this really us?"));
  }
}

const places = document.querySelectorAll("[data-truepenny-check]");
if (places.length) places.forEach(show);
else {
  const place = document.createElement("truepenny-check");
  script.after(place);
  show(place);
}
