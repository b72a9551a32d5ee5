// The two ways to the desk's live protocol: a WebSocket, and its twin of an event stream and POST for networks that break WebSockets.
// Both take {desk, hello, onFrame, onHeard, onClose} and give {send(frame), close()}; onClose comes exactly once unless we closed.
import { address, cookies, PAGE, problemOf, speaker } from "./api.js";

export function openSocket({ desk, hello, onFrame, onHeard, onClose }) {
  const socket = new WebSocket(desk.replace(/^http/, "ws") + "/live");
  let ours = false;
  socket.onopen = () => socket.send(JSON.stringify(hello));
  socket.onmessage = (event) => {
    onHeard();
    onFrame(JSON.parse(event.data));
  };
  socket.onclose = () => ours || onClose();
  return {
    mode: "socket",
    send: (frame) => socket.readyState === WebSocket.OPEN && (socket.send(JSON.stringify(frame)), true),
    close: () => {
      ours = true;
      socket.close();
    },
  };
}

export function openStream({ hello, onFrame, onHeard, onClose }) {
  const token = hello.token ?? PAGE;
  const credentials = cookies(token);
  const stop = new AbortController();
  let ours = false;

  async function listen() {
    const answer = await fetch(address("/live/stream"), {
      method: "POST", credentials, signal: stop.signal, headers: { "Content-Type": "application/json" }, body: JSON.stringify(hello),
    });
    if (!answer.ok) {
      const problem = await problemOf(answer);
      onFrame({ type: "refused", status: problem.status, code: problem.code, title: problem.title, detail: problem.detail });
      return;
    }
    let rest = "";
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      onHeard();
      const lines = (rest + value).split("\n");
      rest = lines.pop();
      for (const line of lines) if (line.startsWith("data:")) onFrame(JSON.parse(line.slice(5)));
    }
  }

  async function post(frame) {
    const answer = await fetch(address("/live/frames"), {
      method: "POST", credentials, signal: stop.signal, headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ ...speaker(token), frames: [frame] }),
    });
    if (answer.ok) for (const one of (await answer.json()).frames) onFrame(one);
    else if (frame.id) {
      const problem = await problemOf(answer);
      onFrame({ type: "refused", id: frame.id, status: problem.status, code: problem.code, title: problem.title, detail: problem.detail, retry_after_s: problem.retryAfter });
    }
  }

  const end = () => {
    if (ours) return;
    ours = true;
    stop.abort();
    onClose();
  };
  listen().then(end, end);
  return {
    mode: "stream",
    send: (frame) => {
      if (frame.type !== "ping") post(frame).catch(() => frame.id && end());
      return true;
    },
    close: () => {
      ours = true;
      stop.abort();
    },
  };
}
