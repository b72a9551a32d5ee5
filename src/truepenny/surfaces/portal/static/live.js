// The portal's end of the live protocol: says when something about this ticket has changed, and who is writing.
// The cookie says who we are. After a loss it comes back with full-jitter pauses and says what it has seen; nothing is inferred from time.
import { overSocket, overStream } from "./transport.js";

const FIRST_MS = 500;
const MOST_MS = 15_000;
const PING_MS = 24_000;
const DEAD_MS = 50_000;
const TRIES_BEFORE_STREAM = 2;

export function connect({ number, after, onChange, onTyping, onConnection }) {
  let link = null;
  let seen = after;
  let failures = 0;
  let welcomed = false;
  let settled = false;
  let signedOut = false;
  let timer = 0;
  let said = 0;
  let heard = 0;
  let typingSaid = 0;
  let typingTimer = 0;
  let lostTimer = 0;

  function open() {
    clearTimeout(timer);
    settled = false;
    heard = said = Date.now();
    const hello = { type: "hello", protocol: 1, side: "customer", language: document.documentElement.dataset.language, resume: { tickets: { [number]: seen } } };
    const transport = !welcomed && failures >= TRIES_BEFORE_STREAM ? overStream : overSocket;
    const mine = transport(hello, {
      onAlive: () => { heard = Date.now(); },
      onFrame: take,
      onEnd: () => { if (link === mine) later(); },
    });
    link = mine;
  }

  function send(frame) {
    if (link?.send(frame)) said = Date.now();
  }

  function take(frame) {
    if (frame.type === "welcome") welcomed = true;
    else if (frame.type === "event") { seen = Math.max(seen, frame.event.seq); onTyping(""); onChange(); }
    else if (frame.type === "caught_up") { failures = 0; settled = true; clearTimeout(lostTimer); onConnection(true); }
    else if (frame.type === "ticket" || frame.type === "marks") { if (settled) onChange(); }
    else if (frame.type === "typing" && frame.ticket === number) typing(frame);
    else if (frame.type === "bye") later(frame.resume_in_ms ?? 0);
    else if (frame.type === "refused" && frame.status === 401) signedOut = true;
  }

  function typing(frame) {
    clearTimeout(typingTimer);
    onTyping(frame.mode && frame.actor.kind === "agent" ? frame.actor.name ?? frame.actor.id : "");
    typingTimer = setTimeout(() => onTyping(""), 8000);
  }

  function later(pause) {
    const gone = link;
    link = null;
    gone?.close();
    if (signedOut) return;
    if (failures === 0) lostTimer = setTimeout(() => onConnection(false), 3000);
    failures += 1;
    clearTimeout(timer);
    timer = setTimeout(open, pause ?? Math.random() * Math.min(MOST_MS, FIRST_MS * 2 ** failures));
  }

  setInterval(() => {
    if (!link) return;
    if (Date.now() - heard > DEAD_MS) later(0);
    else if (Date.now() - said >= PING_MS) send({ type: "ping" });
  }, 1000);

  const hurry = () => { if (!link && !document.hidden && !signedOut) open(); };
  window.addEventListener("online", hurry);
  document.addEventListener("visibilitychange", hurry);
  window.addEventListener("pagehide", () => link?.close());
  window.addEventListener("pageshow", (event) => { if (event.persisted) hurry(); });
  open();

  return {
    /** Tells the desk that the customer writes, at most every three seconds. */
    typing(on) {
      if (on && Date.now() - typingSaid < 3000) return;
      typingSaid = on ? Date.now() : 0;
      send({ type: "typing", ticket: number, mode: on ? "reply" : "" });
    },
  };
}
