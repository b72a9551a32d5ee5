/* The desk's HTTP API. JSON in and out; a refusal becomes a Problem with words for the agent; no network becomes Problem offline. */

import { language, t } from "./i18n.js";

export class Problem extends Error {
  constructor({ status = 0, code = "", title = "", detail = "", field = null, errors = [], retry_after_s = null, marks = [] } = {}) {
    super(title);
    Object.assign(this, { status, code, title, detail, field, errors, retryAfterS: retry_after_s, marks });
  }

  get offline() {
    return this.status === 0;
  }

  /** Worth trying again as it is: the network or the server was away. */
  get passing() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

export function offlineProblem() {
  return new Problem({
    code: "offline",
    title: t("There is no connection to the desk."),
    detail: t("What you write is kept on this device and goes out when the connection returns."),
  });
}

/** Turn any answer that is not 2xx into a Problem. */
export async function problemOf(answer) {
  let body = {};
  if ((answer.headers.get("content-type") ?? "").includes("json")) body = await answer.json().catch(() => ({}));
  const title = body.title || t("The desk could not do this ({status}).", { status: answer.status });
  return new Problem({ ...body, status: answer.status, title });
}

async function call(method, path, body, { signal, keepalive } = {}) {
  const headers = { accept: "application/json", "accept-language": language() };
  if (body !== undefined) headers["content-type"] = "application/json";
  let answer;
  try {
    answer = await fetch(path, {
      method, headers, signal, keepalive, credentials: "same-origin",
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw offlineProblem();
  }
  if (answer.status === 401) {
    location.assign(`/desk/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
    throw new Problem({ status: 401, title: t("You are signed out.") });
  }
  if (!answer.ok) throw await problemOf(answer);
  return answer.status === 204 ? null : answer.json();
}

/** A name of our own for each change, so that sending it again is free. */
export function newId() {
  return crypto.randomUUID().replaceAll("-", "");
}

function ticketPath(number, rest = "") {
  return `/api/desk/tickets/${encodeURIComponent(number)}${rest}`;
}

/** A query of what has a value. */
function asked(values) {
  return new URLSearchParams(Object.entries(values).filter(([, value]) => value).map(([name, value]) => [name, String(value)]));
}

export const api = {
  me: () => call("GET", "/api/desk/me"),
  inbox: (query, { signal, ...page } = {}) => call("GET", `/api/desk/inbox?${asked({ ...query, ...page })}`, undefined, { signal }),
  search: (wanted, { signal, ...page } = {}) => call("GET", `/api/desk/search?${asked({ ...wanted, ...page })}`, undefined, { signal }),
  articles: (q, language) => call("GET", `/api/v1/search?${asked({ q, language, limit: 8, typing: true })}`),
  ticket: (number, { before, signal } = {}) =>
    call("GET", ticketPath(number, before ? `?before=${before}` : ""), undefined, { signal }),
  words: (number) => call("GET", ticketPath(number, "/countersign")),
  act: (number, verb, body = {}) => call("POST", ticketPath(number, `/${verb}`), { id: newId(), ...body }),
  draft: (number, body, options) => call("PUT", ticketPath(number, "/draft"), body, options),
  look: (number, text) => call("POST", ticketPath(number, "/contacts"), { text }),
  directory: (language) => call("GET", `/api/v1/directory?language=${encodeURIComponent(language ?? "")}`),
  incidents: () => call("GET", "/api/desk/notices"),
  impostorsOf: (number) => call("GET", ticketPath(number, "/impostors")),
  incidentsOf: (number) => call("GET", ticketPath(number, "/incidents")),
  canned: () => call("GET", "/api/desk/canned"),
  sessions: () => call("GET", "/api/desk/sessions"),
  endSession: (id) => call("DELETE", `/api/desk/sessions/${encodeURIComponent(id)}`),
};
