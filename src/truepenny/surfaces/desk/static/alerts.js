/* Telling an agent who looks elsewhere: the count in the title, a desktop notice and a short sound when a customer writes. */

import { t } from "./i18n.js";
import { prefs } from "./prefs.js";
import { go } from "./router.js";
import { emit, on, store } from "./store.js";
import { isUnread } from "./seen.js";

let waiting = new Set();
let audio = null;

export function drawTitle() {
  const name = store.brand.name ?? "Truepenny";
  const n = waiting.size;
  document.title = n ? `(${n}) ${name}` : `${t("Desk")} · ${name}`;
}

function away() {
  return document.visibilityState !== "visible" || !document.hasFocus();
}

/** Two soft notes, made here: no file to fetch. */
export function chime() {
  try {
    audio ??= new AudioContext();
    const at = audio.currentTime;
    [660, 880].forEach((pitch, i) => {
      const tone = audio.createOscillator();
      const loud = audio.createGain();
      tone.frequency.value = pitch;
      loud.gain.setValueAtTime(0, at + i * 0.12);
      loud.gain.linearRampToValueAtTime(0.06, at + i * 0.12 + 0.02);
      loud.gain.exponentialRampToValueAtTime(0.0001, at + i * 0.12 + 0.3);
      tone.connect(loud).connect(audio.destination);
      tone.start(at + i * 0.12);
      tone.stop(at + i * 0.12 + 0.32);
    });
  } catch {
    /* no sound device: nothing to hear */
  }
}

function notify(row) {
  if (!prefs.notify || typeof Notification === "undefined" || Notification.permission !== "granted") return;
  const notice = new Notification(row.contact_name || t("Customer"), { body: row.subject, tag: row.ticket });
  notice.addEventListener("click", () => {
    window.focus();
    go({ ticket: row.ticket });
    notice.close();
  });
}

/** Rows that concern this agent: theirs, or nobody's in their teams. */
function concerns(row) {
  return row.assignee === store.me?.id || (!row.assignee && store.me?.teams.includes(row.team));
}

export function startAlerts() {
  on("row", (row) => {
    if (row.preview_by !== "customer" || row.status === "solved" || !concerns(row) || !away() || !isUnread(row)) return;
    waiting.add(row.ticket);
    if (prefs.sound) chime();
    notify(row);
    drawTitle();
  });
  const clear = () => {
    if (away()) return;
    waiting = new Set();
    drawTitle();
  };
  addEventListener("focus", clear);
  document.addEventListener("visibilitychange", clear);
  on(["language", "me"], drawTitle);
}

/** Ask the browser for permission; only ever called by a click. */
export async function askToNotify() {
  if (typeof Notification === "undefined") return "denied";
  const answer = Notification.permission === "default" ? await Notification.requestPermission() : Notification.permission;
  emit("prefs", "notify");
  return answer;
}
