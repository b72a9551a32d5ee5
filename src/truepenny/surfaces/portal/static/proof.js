// Two words on a ticket's page: how long they hold, and that they are hidden when their time is over or the connection is lost. In doubt no.
const begun = new WeakMap();
let connected = true;

/** The connection came or went: without it we cannot tell whether the words still hold. */
export function provingConnection(up) {
  connected = up;
  tick();
}

function tick() {
  const card = document.querySelector("[data-running]");
  if (!card) return;
  if (!begun.has(card)) begun.set(card, performance.now());
  const left = Math.ceil((Number(card.dataset.left) - (performance.now() - begun.get(card))) / 1000);
  const dead = card.querySelector(".proof-dead");
  const words = left <= 0 ? dead.dataset.over : connected && navigator.onLine ? "" : dead.dataset.lost;
  card.querySelector(".proof-alive").hidden = Boolean(words);
  dead.hidden = !words;
  if (dead.textContent !== words) dead.textContent = words;
  const place = card.querySelector(".proof-left");
  place.textContent = left > 0 ? place.dataset.leftWords.replace("{time}", `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`) : "";
}

setInterval(tick, 500);
tick();
