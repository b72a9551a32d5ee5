// The portal's end of the live protocol: says when something about this ticket has changed, and who is writing.
// The cookie says who we are. After a loss it comes back with full-jitter pauses and says what it has seen; nothing is inferred from time.
const FIRST_MS = 500;
const MOST_MS = 15_000;
const PING_MS = 25_000;
const DEAD_MS = 50_000;

export function connect({ number, after, onChange, onTyping, onConnection }) {
  let socket = null;
  let seen = after;
  let failures = 0;
  let timer = 0;
  let quiet = 0;
  let heard = Date.now();
  let typingSent = 0;
  let typingTimer = 0;
  let lostTimer = 0;
  let settled = false;

  function send(frame) {
    if (socket?.readyState !== WebSocket.OPEN) return;
    socket.send(JSON.stringify(frame));
    quiet = Date.now();
  }

  function open() {
    clearTimeout(timer);
    settled = false;
    socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/live`);
    socket.addEventListener("open", () => {
      heard = Date.now();
      send({ type: "hello", protocol: 1, language: document.documentElement.dataset.language, resume: { tickets: { [number]: seen } } });
    });
    socket.addEventListener("message", (event) => { heard = Date.now(); take(JSON.parse(event.data)); });
    socket.addEventListener("close", () => later());
  }

  function take(frame) {
    if (frame.type === "event") { seen = Math.max(seen, frame.event.seq); onTyping(""); onChange(); }
    else if (frame.type === "caught_up") { failures = 0; settled = true; clearTimeout(lostTimer); onConnection(true); }
    else if (frame.type === "ticket" || frame.type === "marks") { if (settled) onChange(); }
    else if (frame.type === "typing" && frame.ticket === number) typing(frame);
    else if (frame.type === "bye") later(frame.resume_in_ms ?? 0);
    else if (frame.type === "refused" && frame.status === 401) { failures = 1000; onConnection(true); }
  }

  function typing(frame) {
    clearTimeout(typingTimer);
    onTyping(frame.mode && frame.actor.kind === "agent" ? frame.actor.name ?? frame.actor.id : "");
    typingTimer = setTimeout(() => onTyping(""), 8000);
  }

  function later(pause) {
    if (!socket) return;
    const gone = socket;
    socket = null;
    gone.close();
    if (failures >= 1000) return;
    failures += 1;
    if (!lostTimer || failures === 1) lostTimer = setTimeout(() => onConnection(false), 3000);
    const most = Math.min(MOST_MS, FIRST_MS * 2 ** failures);
    clearTimeout(timer);
    timer = setTimeout(open, pause ?? FIRST_MS / 2 + Math.random() * most);
  }

  setInterval(() => {
    if (!socket) return;
    if (Date.now() - heard > DEAD_MS) later(0);
    else if (Date.now() - quiet >= PING_MS - 1000) send({ type: "ping" });
  }, 5000);

  const hurry = () => { if (!socket && !document.hidden && failures < 1000) { failures = 0; open(); } };
  window.addEventListener("online", hurry);
  document.addEventListener("visibilitychange", hurry);
  window.addEventListener("pagehide", () => socket?.close());
  open();

  return {
    /** Tells the desk that the customer writes, at most every three seconds. */
    typing(on) {
      if (on && Date.now() - typingSent < 3000) return;
      typingSent = on ? Date.now() : 0;
      send({ type: "typing", ticket: number, mode: on ? "reply" : "" });
    },
  };
}
