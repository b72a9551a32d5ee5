/* The event-stream twin of the WebSocket: POST /live/stream answers with frames, POST /live/frames takes ours. What we follow is part
   of the hello, so following one more ticket opens the stream again from the cursors we have. */

const REOPEN_MS = 60;

/** Same shape as openSocket's wire. */
export function openStream({ hello, onFrame, onClose }) {
  let current = null;
  let reopen = 0;
  const first = hello();
  const resume = structuredClone(first.resume);
  const wire = { ready: false, send, close };

  function listen() {
    current?.abort();
    const control = new AbortController();
    current = control;
    read(control, { ...first, resume }, (frame) => {
      wire.ready = true;
      remember(frame);
      onFrame(frame);
    }).then(
      () => control === current && onClose(),
      () => control === current && onClose(),
    );
  }

  function remember(frame) {
    if (frame.type === "event") resume.tickets[frame.event.ticket] = frame.event.seq;
    if (frame.type === "inbox") resume.inbox = frame.position;
  }

  function send(frame) {
    if (frame.type === "follow" || frame.type === "unfollow") {
      if (frame.type === "follow") resume.tickets[frame.ticket] = frame.after ?? 0;
      else delete resume.tickets[frame.ticket];
      clearTimeout(reopen);
      reopen = setTimeout(listen, REOPEN_MS);
      return;
    }
    if (frame.type === "ping") return;
    fetch("/live/frames", {
      method: "POST", credentials: "same-origin",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ frames: [frame] }),
    }).then(async (answer) => {
      if (answer.ok) for (const reply of (await answer.json()).frames ?? []) onFrame(reply);
    }).catch(() => {});
  }

  function close() {
    clearTimeout(reopen);
    const control = current;
    current = null;
    control?.abort();
  }

  resume.tickets ??= {};
  listen();
  return wire;
}

async function read(control, hello, onFrame) {
  const answer = await fetch("/live/stream", {
    method: "POST", credentials: "same-origin", signal: control.signal,
    headers: { "content-type": "application/json", accept: "text/event-stream" },
    body: JSON.stringify(hello),
  });
  if (!answer.ok) throw new Error(String(answer.status));
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const lines = (rest + value).split("\n");
    rest = lines.pop();
    for (const line of lines) {
      if (line.startsWith("data:")) onFrame(JSON.parse(line.slice(5)));
      else if (line.startsWith(":")) onFrame({ type: "pong" });
    }
  }
}
