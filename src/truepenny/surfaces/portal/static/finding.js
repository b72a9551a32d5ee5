// Results while somebody types into a search box, as a list under it (the combobox pattern of WAI-ARIA). Without it, or while it fails, Enter
// leads to the page of results. Nothing is asked that the screen has something against.
import { askable } from "../shared/help/askable.js";
import { isClear } from "./screen.js";

const PAUSE_MS = 180;
const MOST = 6;
let boxes = 0;

export function findWhileTyping(root) {
  for (const form of root.querySelectorAll("form[data-find]")) enhance(form);
}

function enhance(form) {
  const box = form.querySelector("input[type=search]");
  const list = document.createElement("ul");
  list.id = `found-${boxes += 1}`;
  list.className = "found";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.dataset.results);
  form.append(list);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id]]) box.setAttribute(name, value);
  let timer = 0;
  let asking = null;
  let chosen = -1;

  const options = () => [...list.children];

  function shut() {
    list.hidden = true;
    chosen = -1;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  }

  function choose(place) {
    const all = options();
    chosen = all.length ? (place + all.length) % all.length : -1;
    all.forEach((one, n) => one.setAttribute("aria-selected", String(n === chosen)));
    if (chosen < 0) return;
    box.setAttribute("aria-activedescendant", all[chosen].id);
    all[chosen].scrollIntoView({ block: "nearest" });
  }

  function show(hits) {
    list.replaceChildren(...hits.map((hit, n) => option(hit, `${list.id}-${n}`)));
    chosen = -1;
    box.removeAttribute("aria-activedescendant");
    list.hidden = !hits.length;
    box.setAttribute("aria-expanded", String(hits.length > 0));
    const said = hits.length ? form.dataset.said.replace("{n}", hits.length) : "";
    document.getElementById("announce").textContent = said;
  }

  async function ask() {
    const words = isClear(box.value) ? askable(box.value) : null;
    asking?.abort();
    if (!words) return shut();
    asking = new AbortController();
    const query = new URLSearchParams({ q: words, language: form.dataset.find, limit: MOST, typing: "true" });
    try {
      const answer = await fetch(`/api/v1/search?${query}`, { signal: asking.signal, credentials: "omit" });
      if (!answer.ok) return shut();
      const { hits, others } = await answer.json();
      if (document.activeElement === box) show(hits.length ? hits : others);
    } catch {
      // newer words are on their way, or the network is gone: Enter still works
    }
  }

  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE_MS);
  });
  document.addEventListener("screened", () => { if (document.activeElement === box && box.value) void ask(); });
  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      shut();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !list.hidden) {
      event.preventDefault();
      choose(event.key === "ArrowDown" ? chosen + 1 : chosen < 0 ? -1 : chosen - 1);
    } else if (event.key === "Enter" && chosen >= 0 && !list.hidden) {
      event.preventDefault();
      location.assign(options()[chosen].dataset.url);
    }
  });
  box.addEventListener("blur", () => setTimeout(shut, 200));
  box.addEventListener("focus", () => { if (list.children.length && box.value) { list.hidden = false; box.setAttribute("aria-expanded", "true"); } });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const one = event.target.closest("[data-url]");
    if (one) location.assign(one.dataset.url);
  });
}

function option(hit, id) {
  const one = document.createElement("li");
  one.id = id;
  one.className = "found-one";
  one.dataset.url = hit.url;
  one.setAttribute("role", "option");
  one.setAttribute("aria-selected", "false");
  const title = document.createElement("strong");
  title.dir = "auto";
  title.append(...marked(hit.title));
  const words = document.createElement("span");
  words.dir = "auto";
  words.append(...marked(hit.extract));
  one.append(title, words);
  return one;
}

function marked(parts) {
  return parts.map(([text, hit]) => {
    if (!hit) return text;
    const mark = document.createElement("mark");
    mark.textContent = text;
    return mark;
  });
}
