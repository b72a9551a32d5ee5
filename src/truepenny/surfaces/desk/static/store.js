/* What the whole desk knows, and the bus that tells its parts what changed. Holds no rules: models and components act on it. */

const listeners = new Map();

/** Call fn whenever one of the topics is told. Returns the way to stop. */
export function on(topics, fn) {
  const list = [].concat(topics);
  for (const topic of list) {
    if (!listeners.has(topic)) listeners.set(topic, new Set());
    listeners.get(topic).add(fn);
  }
  return () => {
    for (const topic of list) {
      const set = listeners.get(topic);
      set?.delete(fn);
      if (set?.size === 0) listeners.delete(topic);
    }
  };
}

export function emit(topic, detail) {
  for (const fn of [...(listeners.get(topic) ?? [])]) fn(detail, topic);
}

export const store = {
  me: null,
  teams: [],
  agents: [],
  brand: {},
  topics: [],
  undoS: 10,
  counts: {},
  seenTags: new Set(),
  /** connecting | live | waiting | offline ; retryAt is a Date.now() time */
  connection: { state: "connecting", retryAt: 0, twin: false },
  clockOffset: 0,
  /** which pane a narrow screen shows: list | ticket | panel */
  pane: "list",
  active: null,
  /** the message that somebody was led to: {number, seq, found}; null when it has been seen */
  sought: null,
};

/** Now on the server's clock, in microseconds. */
export function now() {
  return Date.now() * 1000 + store.clockOffset;
}

export function setClock(serverNow) {
  store.clockOffset = serverNow - Date.now() * 1000;
}

export function teamName(id) {
  return store.teams.find((team) => team.id === id)?.name ?? id ?? "";
}

export function agentName(id) {
  return store.agents.find((agent) => agent.id === id)?.name ?? id ?? "";
}

export function leads() {
  return store.me?.role === "lead" || store.me?.role === "admin";
}

setInterval(() => emit("tick"), 15_000);
