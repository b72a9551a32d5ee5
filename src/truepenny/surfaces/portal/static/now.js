// Are you talking to us now: the page looks again by itself. What it cannot learn it does not show: the old answer goes, and a no stands there.
import { localTimes } from "./times.js";

const EVERY_MS = 5000;
const LATE_MS = 12_000;
const DOUBT_MS = 4000; // an answer that takes longer leaves the old one in doubt

async function look() {
  const place = document.getElementById("now");
  const doubt = setTimeout(lost, DOUBT_MS, place);
  try {
    const answer = await fetch("/now", { headers: { Accept: "text/html" }, credentials: "same-origin", cache: "no-store", signal: AbortSignal.timeout(LATE_MS) });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("now");
    if (!fresh) return location.reload(); // signed out
    const held = place.contains(document.activeElement) && document.activeElement.getAttribute("href");
    localTimes(fresh);
    ready(fresh);
    if (told(place) === told(fresh)) place.querySelector("time[data-when=seconds]")?.replaceWith(fresh.querySelector("time[data-when=seconds]"));
    else place.replaceWith(document.adoptNode(fresh));
    if (held) document.querySelector(`#now a[href="${held}"]`)?.focus();
  } catch {
    lost(document.getElementById("now"));
  } finally {
    clearTimeout(doubt);
  }
}

/** What is said, without the time of looking. */
function told(place) {
  const bare = place.cloneNode(true);
  bare.querySelector("time[data-when=seconds]")?.remove();
  return bare.textContent;
}

function ready(place) {
  const again = place.querySelector("[data-again]");
  if (again) again.hidden = false;
}

function lost(place) {
  if (place.querySelector("[data-no-answer]")) return;
  const card = document.createElement("section");
  const words = document.createElement("h2");
  card.className = "tp-card section answer answer--unknown";
  card.dataset.noAnswer = "";
  words.textContent = place.dataset.lost;
  card.append(words);
  place.replaceChildren(card);
}

ready(document.getElementById("now"));
localTimes(document);
addEventListener("offline", () => lost(document.getElementById("now")));
addEventListener("online", () => { void look(); });
document.addEventListener("visibilitychange", () => { if (!document.hidden) void look(); });
setInterval(() => { if (!document.hidden) void look(); }, EVERY_MS);
