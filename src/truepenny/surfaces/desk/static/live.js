/* The live connection: one WebSocket to /live, or its event-stream twin where WebSockets do not pass. Says hello with the cursors
   that resume() gives, hands every frame on, beats every 25 s, and comes back by itself with full-jitter back-off. Keeps no events. */

import { language } from "./i18n.js";
import { openStream } from "./stream.js";

const BACKOFF_FIRST_MS = 500;
const BACKOFF_MOST_MS = 15_000;
const TWIN_AFTER = 2;

export class Live {
  #wire = null;
  #tries = 0;
  #neverOpened = 0;
  #timer = 0;
  #beat = 0;
  #heardAt = 0;
  #saidAt = 0;
  #heartbeatMs = 25_000;

  /** resume: () -> {tickets, inbox}; onFrame(frame); onState({state, retryAt, twin}) */
  constructor({ resume, onFrame, onState }) {
    Object.assign(this, { resume, onFrame, onState });
    this.stopped = true;
  }

  start() {
    this.stopped = false;
    addEventListener("online", () => this.kick());
    addEventListener("offline", () => this.#lost());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.kick());
    this.#open();
  }

  /** Come back at once instead of waiting for the back-off. */
  kick() {
    if (this.stopped) return;
    if (!this.#wire) this.#open();
    else if (Date.now() - this.#heardAt > 2 * this.#heartbeatMs) this.#lost();
  }

  /** True when the frame was handed to an open wire; a frame that was not is for the caller to forget or keep. */
  send(frame) {
    if (!this.#wire?.ready) return false;
    this.#wire.send(frame);
    this.#saidAt = Date.now();
    return true;
  }

  #open() {
    clearTimeout(this.#timer);
    this.#tell("connecting");
    const hello = () => ({ type: "hello", protocol: 1, side: "agent", language: language(), resume: this.resume() });
    const twin = this.#neverOpened >= TWIN_AFTER;
    const open = twin ? openStream : openSocket;
    const wire = open({
      hello,
      onFrame: (frame) => wire === this.#wire && this.#hear(frame),
      onClose: () => wire === this.#wire && this.#lost(),
    });
    this.#wire = wire;
    this.twin = twin;
    this.#heardAt = Date.now();
    clearInterval(this.#beat);
    this.#beat = setInterval(() => this.#check(), 5_000);
  }

  #hear(frame) {
    this.#heardAt = Date.now();
    if (frame.type === "welcome") {
      this.#tries = 0;
      this.#neverOpened = 0;
      if (frame.heartbeat_s) this.#heartbeatMs = frame.heartbeat_s * 1000;
      this.onFrame(frame);
      this.#tell("live");
      return;
    }
    if (frame.type === "refused" && frame.status === 401) return this.#lost(0, "signed_out");
    if (frame.type === "bye") return this.#lost(frame.resume_in_ms ?? 0, frame.reason);
    this.onFrame(frame);
  }

  #check() {
    if (Date.now() - this.#heardAt > 2 * this.#heartbeatMs) this.#lost();
    else if (Date.now() - this.#saidAt > this.#heartbeatMs) this.send({ type: "ping" });
  }

  #lost(inMs, reason) {
    const wire = this.#wire;
    this.#wire = null;
    clearInterval(this.#beat);
    if (wire && !wire.ready) this.#neverOpened += 1;
    wire?.close();
    if (this.stopped) return;
    if (reason === "signed_out") {
      this.stopped = true;
      location.assign(`/desk/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
      return;
    }
    const most = Math.min(BACKOFF_MOST_MS, BACKOFF_FIRST_MS * 2 ** this.#tries++);
    const wait = inMs || BACKOFF_FIRST_MS / 2 + Math.random() * most;
    this.#tell(navigator.onLine ? "waiting" : "offline", Date.now() + wait);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#open(), wait);
  }

  #tell(state, retryAt = 0) {
    this.onState({ state, retryAt, twin: Boolean(this.twin) });
  }
}

/** A wire: {ready, send(frame), close()}. hello is asked for when the wire is open, so that its cursors are the newest. */
function openSocket({ hello, onFrame, onClose }) {
  const socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/live`);
  const wire = {
    ready: false,
    send: (frame) => socket.send(JSON.stringify(frame)),
    close: () => socket.close(),
  };
  socket.addEventListener("open", () => {
    wire.ready = true;
    wire.send(hello());
  });
  socket.addEventListener("message", (message) => onFrame(JSON.parse(message.data)));
  socket.addEventListener("close", onClose);
  return wire;
}
