// The official contacts on a page of the exchange: <script type="module" src="https://desk/embed/directory.js"></script>
// Draws one element where the script stands (or in each element with data-truepenny-contacts), inside a shadow root of its own.
const script = document.currentScript ?? document.querySelector('script[src*="/embed/directory.js"]');
const desk = new URL(import.meta.url).origin;
const options = script?.dataset ?? {};
const language = options.language ?? document.documentElement.lang.slice(0, 2);

const STYLE = `
:host { display: block; font: inherit; color: inherit; color-scheme: inherit; line-height: 1.55; }
h2 { margin: 0 0 .5em; font-size: 1.1em; }
ul { margin: 0; padding: 0; list-style: none; display: grid; gap: .75em; grid-template-columns: repeat(auto-fill, minmax(min(16em, 100%), 1fr)); }
li { display: grid; gap: .1em; align-content: start; }
strong { font-weight: 600; }
a { color: inherit; text-underline-offset: .18em; overflow-wrap: anywhere; }
bdi { overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
small { font-size: .85em; }
p { margin: .75em 0 0; display: flex; flex-wrap: wrap; gap: .25em 1.25em; }
`;

/** An element with attributes and children; text only ever as text. */
function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

const link = (href, words) => make("a", { href, rel: "noopener" }, words);
const safe = (url) => (/^(https:|tel:|mailto:)/.test(url) ? url : "");

function moment(us, spoken) {
  const date = new Date(us / 1000);
  const soon = us / 1000 - Date.now() < 86_400_000;
  const form = soon ? { hour: "2-digit", minute: "2-digit" } : { weekday: "short", hour: "2-digit", minute: "2-digit" };
  return new Intl.DateTimeFormat(spoken === "zh" ? "zh-CN" : "en-GB", { ...form, hour12: false }).format(date);
}

function standing(one, words, spoken) {
  if (one.open === null) return [];
  const when = one.open ? one.closes_at && words.until.replace("{time}", moment(one.closes_at, spoken))
    : one.opens_at && words.opens.replace("{time}", moment(one.opens_at, spoken));
  return [make("small", {}, [one.open ? words.open : words.closed, when].filter(Boolean).join(" · "))];
}

function row(one, words, spoken) {
  const value = make("bdi", { dir: "ltr" }, one.value);
  const shown = safe(one.url) ? make("a", { href: one.url, rel: "noopener" }, value) : value;
  const more = [one.cost, ...one.languages].filter(Boolean).join(" · ");
  return make("li", {}, make("strong", {}, one.label), shown, ...standing(one, words, spoken), ...(more ? [make("small", {}, more)] : []));
}

function draw(root, told) {
  const { words } = told;
  const kinds = options.kinds?.split(/[\s,]+/).filter(Boolean);
  const contacts = told.contacts.filter((one) => !kinds?.length || kinds.includes(one.kind));
  root.replaceChildren(
    make("section", { "aria-label": words.title, lang: told.language === "zh" ? "zh-Hans" : told.language },
      make("h2", {}, words.title),
      make("ul", {}, ...contacts.map((one) => row(one, words, told.language))),
      make("p", {}, link(told.page_url, words.all), link(told.check_url, words.check))),
  );
}

async function show(place) {
  const root = place.shadowRoot ?? place.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];
  const query = new URLSearchParams({ ...(language && { language }), ...(options.region && { region: options.region }) });
  try {
    const answer = await fetch(`${desk}/api/v1/directory?${query}`, { credentials: "omit", referrerPolicy: "no-referrer" });
    if (!answer.ok) throw new Error(String(answer.status));
    draw(root, await answer.json());
  } catch {
    root.replaceChildren(link(`${desk}/contact`, language === "zh" ? "官方渠道" : "Official contacts"));
  }
}

const places = document.querySelectorAll("[data-truepenny-contacts]");
if (places.length) places.forEach(show);
else {
  const place = document.createElement("truepenny-contacts");
  script.after(place);
  show(place);
}
