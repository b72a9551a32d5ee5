// Articles that may answer what is being written: asked for when typing pauses, shown in the place that the form has for them. Never in the way:
// nothing moves once the customer goes for a button, and whatever fails leaves the form as it is.
import { askable } from "../shared/help/askable.js";
import { isClear } from "./screen.js";

const PAUSE_MS = 700;
const MOST = 3;
const WRITTEN = "#subject, #text";

export function offerArticles(root) {
  const section = root.querySelector("[data-offers]");
  const form = section?.closest("form");
  if (!form) return;
  const list = section.querySelector("[data-offered]");
  const { offers: language, topic, said } = section.dataset;
  const [shown, opened] = [new Set(), new Set(form.elements.opened.value.split(" ").filter(Boolean))];
  let timer = 0;
  let asking = null;
  let before = null;
  let inSight = false;

  const articles = () => [...list.querySelectorAll("[data-slug]")];

  function tell(did, slugs) {
    const body = JSON.stringify({ did, surface: "portal", language, articles: slugs });
    fetch("/api/v1/help/offers", { method: "POST", keepalive: true, credentials: "omit", headers: { "Content-Type": "application/json" }, body }).catch(() => {});
  }

  /** Counted when somebody can see them, each once. */
  function countShown() {
    const fresh = inSight ? articles().map((one) => one.dataset.slug).filter((slug) => !shown.has(slug)) : [];
    for (const slug of fresh) shown.add(slug);
    if (fresh.length) tell("offered", fresh);
  }

  function made({ slug, title, summary, url }) {
    const one = section.querySelector("template[data-article]").content.cloneNode(true).firstElementChild;
    one.dataset.slug = slug;
    one.querySelector("a").href = url;
    one.querySelector("[data-title]").textContent = title;
    one.querySelector("[data-summary]").textContent = summary;
    one.querySelector("button").value = slug;
    return one;
  }

  /** What was opened stays where it is: its reader comes back to it. */
  function show(found) {
    const kept = articles().filter((one) => opened.has(one.dataset.slug));
    const known = kept.map((one) => one.dataset.slug);
    const fresh = found.filter(({ slug }) => !known.includes(slug)).slice(0, MOST - kept.length);
    if (!fresh.length) return;
    list.replaceChildren(...kept, ...fresh.map(made));
    if (section.hidden) document.getElementById("announce").textContent = said;
    section.hidden = false;
    countShown();
  }

  async function ask() {
    const written = [...form.querySelectorAll(WRITTEN)].map((field) => field.value);
    const words = written.every((text) => !text || isClear(text)) ? askable(written.join("\n")) : null;
    if (!words || words === before) return;
    before = words;
    asking?.abort();
    asking = new AbortController();
    const query = new URLSearchParams({ q: words, topic, language });
    try {
      const answer = await fetch(`/api/v1/help/suggest?${query}`, { credentials: "omit", signal: asking.signal });
      if (answer.ok) show((await answer.json()).articles);
    } catch {
      before = null; // away or given up: asked again with the next pause
    }
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE_MS);
  }

  function holdStill(event) {
    if (event.target.closest?.(WRITTEN)) return;
    clearTimeout(timer);
    asking?.abort();
  }

  form.addEventListener("input", (event) => event.target.matches(WRITTEN) && later());
  document.addEventListener("screened", later);
  document.addEventListener("pointerdown", holdStill, true);
  form.addEventListener("focusin", holdStill);
  list.addEventListener("click", (event) => {
    const one = event.target.closest("a")?.closest("[data-slug]");
    if (!one || opened.has(one.dataset.slug)) return;
    opened.add(one.dataset.slug);
    one.classList.add("offer--opened");
    form.elements.opened.value = [...opened].join(" ");
    tell("opened", [one.dataset.slug]);
  });
  for (const one of articles()) one.classList.toggle("offer--opened", opened.has(one.dataset.slug));
  new IntersectionObserver((seen) => {
    inSight = seen.at(-1).isIntersecting;
    countShown();
  }).observe(section);
  if ([...form.querySelectorAll(WRITTEN)].some((field) => field.value)) later();
}
