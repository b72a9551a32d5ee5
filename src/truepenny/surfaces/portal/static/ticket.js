// One ticket, alive: new messages appear by themselves, sending does not leave the page, and a lost network loses no word.
// What is shown is always made by the server (the same page as without script); the live connection only says when to look again.
import { connect } from "./live.js";
import { enhanceForms, plainly, post } from "./forms.js";
import { announce } from "./page.js";
import { provingConnection } from "./proof.js";
import { localTimes } from "./times.js";
import { addPending } from "./pending.js";

const ticket = document.querySelector("[data-ticket]");
const number = ticket.dataset.ticket;
const title = document.title;
const shown = new Map();
let looking = null;
let again = false;
let missed = 0;

const nearEnd = () => window.innerHeight + window.scrollY > document.body.scrollHeight - 240;

/** Takes the parts marked data-live from a fresh page, unless the customer is typing in one. */
export function show(page) {
  const atEnd = nearEnd();
  for (const part of document.querySelectorAll("[data-live]")) {
    const fresh = page.getElementById(part.id);
    if (!fresh || busy(part)) continue;
    const bare = withoutIds(fresh);
    if (shown.get(part.id)?.isEqualNode(bare)) continue;
    shown.set(part.id, bare);
    for (const fold of part.querySelectorAll(".tp-fold[open], .quoted[open], .proof-ask[open]")) page.getElementById(fold.id)?.setAttribute("open", "");
    document.adoptNode(fresh);
    localTimes(fresh);
    const held = placesOf(part, document.activeElement);
    const news = [...fresh.querySelectorAll("[data-say]")].filter((card) => document.getElementById(card.id)?.dataset.say !== card.dataset.say);
    part.replaceWith(fresh);
    enhanceForms(fresh);
    held.map((id) => document.getElementById(id)).find(Boolean)?.focus({ preventScroll: true });
    if (news.length) announce(news.at(-1).dataset.say);
  }
  const composer = document.getElementById("composer");
  if (composer && !page.getElementById("composer") && !busy(composer)) composer.remove();
  else if (!composer && page.getElementById("composer")) location.reload();
  const seq = page.querySelector("[data-ticket]")?.dataset.seq;
  if (seq && seq !== ticket.dataset.seq) {
    ticket.dataset.seq = seq;
    if (atEnd) toLatest();
  }
}

/** A last notice that is taller than the window begins at its top. */
function toLatest() {
  const latest = document.getElementById("latest");
  const tall = latest.previousElementSibling?.matches(".notice") && latest.previousElementSibling.offsetHeight > window.innerHeight * 0.8;
  if (tall) latest.previousElementSibling.scrollIntoView({ block: "start" });
  else latest.scrollIntoView({ block: "end" });
}

/** The ids around what has the focus in this part, the nearest first: what is redrawn gives it back to the nearest that is still there. */
function placesOf(part, focused) {
  const ids = [];
  if (part.contains(focused)) for (let at = focused; at !== part; at = at.parentElement) if (at.id) ids.push(at.id);
  return ids;
}

/** A copy to compare with: the hidden ids of forms differ every time. */
function withoutIds(part) {
  const bare = part.cloneNode(true);
  for (const field of bare.querySelectorAll("input[name=id]")) field.remove();
  return bare;
}

function busy(part) {
  if (part.contains(document.activeElement) && document.activeElement.matches("textarea, input")) return true;
  return [...part.querySelectorAll("textarea")].some((field) => field.value && field.value !== field.defaultValue) || !!part.querySelector("input:checked");
}

async function look() {
  if (document.hidden) { missed += 1; document.title = `(${missed}) ${title}`; return; }
  if (looking) { again = true; return; }
  looking = fetch(`/tickets/${number}`, { headers: { Accept: "text/html" }, credentials: "same-origin" });
  try {
    const answer = await looking;
    if (answer.ok) show(new DOMParser().parseFromString(await answer.text(), "text/html"));
  } catch { /* the connection tells when to try again */ } finally {
    looking = null;
    if (again) { again = false; void look(); }
  }
}

/** Says which of two a card of the conversation is, without leaving the page. */
async function answer(form, submitter) {
  form.querySelector(".tp-field-error")?.remove();
  const card = form.closest("[id]").id;
  try {
    const { page } = await post(form, { submitter });
    if (!page?.getElementById("conversation")) return plainly(form, submitter);
    show(page);
    const same = document.getElementById(card);
    const words = document.getElementById("proof-words");
    if (same) same.focus({ preventScroll: true });
    else if (words) words.focus();
    else toLatest(); // what came of it stands in the conversation
  } catch {
    const failed = document.createElement("p");
    failed.className = "tp-field-error";
    failed.setAttribute("role", "alert");
    failed.textContent = form.dataset.failed;
    form.prepend(failed);
  }
  delete form.dataset.busy;
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-answer]") || event.defaultPrevented) return;
  event.preventDefault();
  void answer(event.target, event.submitter);
});

document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  if (missed) void look();
  missed = 0;
  document.title = title;
});

const live = connect({
  number,
  after: Number(ticket.dataset.seq),
  onChange: () => { void look(); },
  onTyping: (name) => {
    const place = document.querySelector("[data-typing]");
    if (!place) return;
    place.hidden = !name;
    place.textContent = name ? place.dataset.words.replace("{name}", name) : "";
  },
  onConnection: (up) => {
    provingConnection(up);
    const place = document.querySelector("[data-connection]");
    if (!place) return;
    place.hidden = up;
    place.textContent = up ? "" : place.dataset.lost;
  },
});

const composer = document.getElementById("composer");
if (composer) {
  const words = composer.elements.namedItem("text");
  words.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) { event.preventDefault(); composer.requestSubmit(); }
  });
  words.addEventListener("input", () => live.typing(words.value !== ""));
  composer.addEventListener("submit", (event) => {
    event.preventDefault();
    const files = composer.querySelector("input[type=file]");
    if (!words.value.trim() && !files.files.length && !composer.querySelector("[name=kept]")) { words.focus(); return; }
    addPending(composer, { send: (form, options) => post(form, options), show, number });
    live.typing(false);
  });
}
