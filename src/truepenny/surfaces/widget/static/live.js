// One standing connection to the desk that heals by itself: says where we stand, replays what is missing, beats, notices silence and
// sleep, tries again with growing, random pauses. Knows frames only as objects with a type; what they mean is in frames.js.
import { getDesk, speaker } from "./api.js";
import { language } from "./i18n.js";
import { openSocket, openStream } from "./sockets.js";
import { gaps, link, online } from "./state.js";

const BEAT_MS = 25_000;
const SILENCE_MS = 50_000;
const GAP_MS = 3000;

let hooks = null; // {token(): Promise<string>, cursors(): {ticket: seq}, onFrame(frame), onLive(), onRefused(frame)}
let wire = null;
let wanted = false;
let opening = false;
let turn = 0; // counts disconnects: what an earlier turn began is dropped
let welcomed = false;
let early = 0; // connections that ended before the welcome, in a row
let pause = 0;
let timer = 0;
let heard = 0;
let said = 0;
let lostAt = 0;

export function setHooks(given) { hooks = given; }
export const isLive = () => welcomed && wire !== null;
export const mode = () => wire?.mode ?? null;

export function connect() {
  wanted = true;
  if (!wire && !opening && !timer) open();
}

export function disconnect() {
  wanted = false;
  opening = false;
  turn += 1;
  clearTimeout(timer);
  timer = 0;
  wire?.close();
  wire = null;
  welcomed = false;
  lostAt = 0;
  link.value = "off";
}

/** Ends the connection and comes back at once with fresh cursors (after sign-in, or to follow a ticket over the stream). */
export function restart() {
  if (!wanted) return connect();
  wire?.close();
  wire = null;
  welcomed = false;
  again(0);
}

/** Sends a frame now; false when there is no connection. Nothing is queued here: the outbox keeps what must not be lost. */
export function send(frame) {
  if (!isLive()) return false;
  said = Date.now();
  return wire.send(frame);
}

async function open() {
  clearTimeout(timer);
  timer = 0;
  opening = true;
  const mine = turn;
  if (link.value === "off") link.value = "connecting";
  try {
    const token = await hooks.token();
    if (mine !== turn) return;
    opening = false;
    if (!wanted || wire) return;
    heard = said = Date.now();
    const hello = { type: "hello", protocol: 1, ...speaker(token), language, resume: { tickets: hooks.cursors() } };
    const start = early >= 2 ? openStream : openSocket;
    const made = start({ desk: getDesk(), hello, onHeard: () => { heard = Date.now(); }, onFrame: (frame) => wire === made && take(frame), onClose: () => wire === made && lost() });
    wire = made;
  } catch (problem) {
    if (mine !== turn) return;
    opening = false;
    if (problem.passing === false) {
      wanted = false;
      link.value = "off";
      hooks.onProblem(problem);
    } else lost();
  }
}

function take(frame) {
  if (frame.type === "welcome") {
    welcomed = true;
    early = wire.mode === "stream" ? 2 : 0;
    pause = 0;
    link.value = "live";
    if (lostAt && Date.now() - lostAt > GAP_MS) gaps.value = [...gaps.value, { from: lostAt * 1000, to: Date.now() * 1000 }];
    lostAt = 0;
    hooks.onLive();
  } else if (frame.type === "bye") {
    wire.close();
    lost(frame.resume_in_ms);
    if (frame.reason === "signed_out") hooks.onSignedOut();
  } else if (frame.type === "refused" && !frame.id && !welcomed) {
    wire.close();
    wire = null;
    hooks.onRefused(frame);
  } else hooks.onFrame(frame);
}

function lost(afterMs) {
  if (!welcomed) early = wire?.mode === "stream" ? 0 : early + 1;
  wire = null;
  welcomed = false;
  lostAt ||= link.value === "live" ? Date.now() : 0;
  if (!wanted) return;
  link.value = "lost";
  pause = Math.min(15_000, Math.max(500, pause * 2));
  again(afterMs ?? Math.random() * pause);
}

export function again(ms) {
  clearTimeout(timer);
  timer = setTimeout(open, ms);
}

function wake() {
  online.value = navigator.onLine;
  if (!wanted || document.visibilityState === "hidden") return;
  if (!wire && !opening) {
    pause = 0;
    again(0);
  } else if (welcomed && Date.now() - heard > 5000) probe();
}

/** After sleep a dead connection still looks open: ask, and do not wait long for the answer. */
function probe() {
  const asked = Date.now();
  const mine = wire;
  if (mine.mode === "stream") return;
  send({ type: "ping" });
  setTimeout(() => wire === mine && heard < asked && drop(), 4000);
}

function drop() {
  wire?.close();
  lost();
}

function beat() {
  if (!wire) return;
  const nowMs = Date.now();
  if (nowMs - heard > SILENCE_MS) drop();
  else if (welcomed && nowMs - said >= BEAT_MS - 1000) send({ type: "ping" });
}

export function startHeart() {
  setInterval(beat, 5000);
  addEventListener("online", wake);
  addEventListener("offline", () => { online.value = false; if (wire) probe(); });
  document.addEventListener("visibilitychange", wake);
  addEventListener("pageshow", (event) => event.persisted && wake());
  addEventListener("pagehide", (event) => { if (event.persisted && wire) drop(); });
}
