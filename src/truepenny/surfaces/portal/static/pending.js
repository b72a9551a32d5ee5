// A message on its way: it shows at once, is tried until it is accepted, and goes away when the server's own bubble stands.
// Its form is a copy with an id of its own: sending the same one again is free.
const RETRY_MS = [1000, 2000, 4000, 8000, 15000];

const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(24)), (byte) => byte.toString(16).padStart(2, "0")).join("").slice(0, 43);

function element(name, classes, words) {
  const made = document.createElement(name);
  made.className = classes;
  if (words) made.textContent = words;
  return made;
}

/** Moves what the composer holds into a pending bubble and sends it. send: forms.js post; show: takes the fresh page. */
export function addPending(composer, { send, show }) {
  const copy = composer.cloneNode(true);
  const words = composer.elements.namedItem("text");
  copy.elements.namedItem("text").value = words.value;
  const files = composer.querySelector("input[type=file]");
  // a list of its own: the composer's is emptied below
  const chosen = new DataTransfer();
  for (const file of files.files) chosen.items.add(file);
  copy.querySelector("input[type=file]").files = chosen.files;

  const turn = element("article", "turn turn--mine turn--first turn--pending");
  const bubble = element("div", "tp-bubble tp-bubble--mine");
  const text = element("p", "tp-words", words.value);
  text.dir = "auto";
  bubble.append(text);
  const foot = element("p", "turn-foot", composer.dataset.pending);
  foot.setAttribute("role", "status");
  turn.append(element("p", "turn-head", composer.dataset.you), bubble, foot);
  document.getElementById("conversation").after(turn);
  turn.scrollIntoView({ block: "nearest" });

  words.value = "";
  words.defaultValue = "";
  files.value = "";
  for (const kept of composer.querySelectorAll("[name=kept]")) kept.closest("li").remove();
  composer.querySelector("[data-hashes]")?.remove();
  composer.elements.namedItem("id").value = newId();
  words.focus();

  let attempt = 0;
  let timer = 0;
  async function go() {
    clearTimeout(timer);
    foot.textContent = composer.dataset.pending;
    try {
      const answer = await send(copy, { onProgress: (share) => { if (share < 1) foot.textContent = `${composer.dataset.pending} ${Math.round(share * 100)} %`; } });
      if (answer.status < 300 && answer.page) { done(); show(answer.page); return; }
      if (answer.status >= 500 || answer.status === 429) { later(); return; }
      refused(answer.page);
    } catch { later(); }
  }
  function done() {
    window.removeEventListener("online", go);
    turn.remove();
    composer.dispatchEvent(new Event("sent"));
  }
  function later() {
    const wait = RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)];
    attempt += 1;
    timer = setTimeout(go, wait * (0.5 + Math.random() / 2));
    const now = element("button", "link-button", composer.dataset.retry);
    now.type = "button";
    now.addEventListener("click", go);
    foot.replaceChildren(`${composer.dataset.failed} `, now);
  }
  /** The server will not take it as it is: the words go back into the composer, its reason beside them. */
  function refused(page) {
    window.removeEventListener("online", go);
    turn.remove();
    const reason = page?.querySelector("#composer .tp-field-error") ?? page?.querySelector("#main h1");
    files.files = copy.querySelector("input[type=file]").files;
    const asked = page?.querySelector("#composer [data-hashes]");
    composer.querySelector("[data-hashes]")?.remove();
    if (asked) composer.querySelector(".composer-files").append(document.adoptNode(asked));
    words.value = [copy.elements.namedItem("text").value, words.value].filter(Boolean).join("\n");
    composer.querySelector(".tp-field-error")?.remove();
    if (reason) {
      for (const hidden of reason.querySelectorAll(".tp-hidden-visually")) hidden.append(" ");
      const shown = element("p", "tp-field-error", reason.textContent);
      shown.setAttribute("role", "alert");
      words.before(shown);
    }
    words.focus();
  }
  window.addEventListener("online", go);
  void go();
}
