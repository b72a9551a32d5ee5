// The desk's HTTP API as the widget uses it. In: method, path, JSON. Out: JSON, or a Problem with words for a person.
import { language, t } from "./i18n.js";

let desk = "";
export const setDesk = (origin) => { desk = origin; };
export const getDesk = () => desk;

/** In place of a token: the session that the page's own cookie holds. Only on the desk's own pages. */
export const PAGE = "page";
export const proves = (token) => (token && token !== PAGE ? { Authorization: `Bearer ${token}` } : {});
export const cookies = (token) => (token === PAGE ? "same-origin" : "omit");
/** How a frame says who speaks. */
export const speaker = (token) => (token === PAGE ? { side: "customer" } : { token });

/** A refusal. status 0: the desk could not be reached. title and detail are in the reader's language. */
export class Problem extends Error {
  constructor({ status = 0, code = "unknown", title = "", detail = "", retry_after_s: retryAfter = null }) {
    super(title);
    Object.assign(this, { status, code, title, detail, retryAfter });
  }

  /** Whether the same request may succeed by itself a little later. */
  get passing() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

export const unreachable = () => new Problem({
  code: "unreachable",
  title: t("The desk cannot be reached at the moment."),
  detail: t("Your words are kept here. They are sent as soon as the connection is back."),
});

export async function problemOf(answer) {
  let body = {};
  try {
    body = await answer.json();
  } catch {
    // an answer of something between us and the desk
  }
  const title = body.title || t("The desk did not take this (answer {status}).", { status: answer.status });
  return new Problem({ ...body, status: answer.status, title });
}

export function address(path) {
  const url = new URL(path, desk);
  url.searchParams.set("lang", language);
  return url;
}

export async function call(method, path, { body, token, signal } = {}) {
  const headers = { Accept: "application/json", ...proves(token) };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  let answer;
  try {
    answer = await fetch(address(path), { method, headers, signal, credentials: cookies(token), body: body === undefined ? undefined : JSON.stringify(body) });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw unreachable();
  }
  if (!answer.ok) throw await problemOf(answer);
  return answer.status === 204 ? null : answer.json();
}

/** Fetches a file of the desk, with the session if there is one; only of the desk's own origin. */
export async function fetchFile(path, token) {
  const url = new URL(path, desk);
  if (url.origin !== desk) throw unreachable();
  let answer;
  try {
    answer = await fetch(url, { headers: proves(token), credentials: cookies(token) });
  } catch {
    throw unreachable();
  }
  if (!answer.ok) throw await problemOf(answer);
  return answer.blob();
}

/** Sends one file with progress (0 to 1). Returns {done: Promise<FileView>, cancel()}. */
/** more: further fields of the form, such as the ticket that the file is for. */
export function upload(file, name, token, more, onProgress) {
  const request = new XMLHttpRequest();
  const form = new FormData();
  for (const [field, value] of Object.entries(more)) form.append(field, value);
  form.append("file", file, name);
  const done = new Promise((resolve, reject) => {
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.onerror = () => reject(unreachable());
    request.onabort = () => reject(new DOMException("cancelled", "AbortError"));
    request.onload = async () => {
      const answer = new Response(request.response, { status: Math.max(request.status, 200) });
      if (request.status >= 200 && request.status < 300) resolve(await answer.json());
      else reject(await problemOf(answer));
    };
  });
  request.open("POST", address("/api/files"));
  for (const [name, value] of Object.entries({ Accept: "application/json", ...proves(token) })) request.setRequestHeader(name, value);
  request.send(form);
  return { done, cancel: () => request.abort() };
}

/** A name for a message, given by us: sending it again is free. */
export function newId() {
  const random = crypto.getRandomValues(new Uint8Array(16));
  return [...random].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
