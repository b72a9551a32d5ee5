// Two ways to the same frames: a WebSocket, or a stream of events with POSTs where the network breaks WebSockets.
// Each calls onFrame for every frame, onAlive for every sign of life, onEnd once. send gives false when nothing can go out.

export function overSocket(hello, { onFrame, onAlive, onEnd }) {
  const socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/live`);
  socket.addEventListener("open", () => { onAlive(); socket.send(JSON.stringify(hello)); });
  socket.addEventListener("message", (event) => { onAlive(); onFrame(JSON.parse(event.data)); });
  socket.addEventListener("close", onEnd, { once: true });
  return {
    send(frame) {
      if (socket.readyState !== WebSocket.OPEN) return false;
      socket.send(JSON.stringify(frame));
      return true;
    },
    close: () => socket.close(),
  };
}

const JSON_BODY = { method: "POST", credentials: "same-origin", headers: { "Content-Type": "application/json" } };

export function overStream(hello, { onFrame, onAlive, onEnd }) {
  const stop = new AbortController();
  void (async () => {
    try {
      const answer = await fetch("/live/stream", { ...JSON_BODY, body: JSON.stringify(hello), signal: stop.signal });
      if (!answer.ok) {
        onFrame({ type: "refused", status: answer.status });
        return;
      }
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let rest = ""; ;) {
        const { done, value } = await reader.read();
        if (done) return;
        onAlive();
        const lines = (rest + value).split("\n");
        rest = lines.pop();
        for (const line of lines) if (line.startsWith("data: ")) onFrame(JSON.parse(line.slice(6)));
      }
    } catch { /* aborted or cut: the end says so */ } finally {
      onEnd();
    }
  })();
  return {
    send(frame) {
      if (frame.type !== "ping") fetch("/live/frames", { ...JSON_BODY, body: JSON.stringify({ side: "customer", frames: [frame] }) }).catch(() => {});
      return true;
    },
    close: () => stop.abort(),
  };
}
