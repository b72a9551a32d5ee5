// Every page of the portal works without this. With it: local times, copy buttons, drafts that survive, uploads with progress.
import { offerChat } from "./chat.js";
import { keepDrafts } from "./drafts.js";
import { enhanceForms } from "./forms.js";
import { screenForms } from "./screen.js";
import { matchNotices } from "./matching.js";
import { localTimes, rememberZone } from "./times.js";
import { oneAtATime } from "./steps.js";

const root = document.documentElement;
root.classList.add("has-script");
rememberZone();
localTimes(document);
screenForms();
keepDrafts(document);
oneAtATime(document);
enhanceForms(document);
if (document.querySelector("[data-offers]")) import("./offers.js").then((module) => module.offerArticles(document));
if (document.querySelector("form[data-find]")) import("./finding.js").then((module) => module.findWhileTyping(document));
offerChat();
matchNotices(document);

document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copy], [data-print]");
  if (!button) return;
  if ("print" in button.dataset) return window.print();
  const label = button.querySelector("[data-copied]");
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
  } catch {
    const range = document.createRange();
    const shown = button.parentElement.querySelector("code, .number, .tp-mono");
    if (!shown) return;
    range.selectNodeContents(shown);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    return;
  }
  const before = label.textContent;
  label.textContent = label.dataset.copied;
  announce(label.dataset.copied);
  setTimeout(() => { label.textContent = before; }, 2000);
});

/** Says something to those who listen instead of looking. */
export function announce(words) {
  const place = document.getElementById("announce");
  if (place) place.textContent = words;
}

// Firefox and Safari come back by "back" with a page as it was left: its id may have been used. The server tells two texts apart.
const summary = document.getElementById("summary");
if (summary) summary.focus();
