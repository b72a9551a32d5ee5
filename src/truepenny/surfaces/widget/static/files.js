// Files on their way up: chosen, pasted or dropped; kept in blobs.js; sent with progress; cancelled; tried again. A draft or waiting message
// holds {key, name, size, type, id}: id is the desk's once it has taken the file. Progress is in `transfers`.
import { newId, Problem, upload } from "./api.js";
import * as blobs from "./blobs.js";
import { bytes } from "./format.js";
import { t } from "./i18n.js";
import * as outbox from "./outbox.js";
import * as session from "./session.js";
import { signal } from "./lib.js";
import { config, draftOf, drafts, setDraft } from "./state.js";

export const transfers = signal(new Map()); // key -> {state: "waiting" | "going" | "failed", progress, problem}
const handles = new Map();
const hashes = new Set(); // keys of files of which the customer has said that they hold transaction hashes
const NUMBER = /^[0-9A-Z]{8}$/; // a conversation that has none yet has a name of our own
const MOST = 10;
const AT_ONCE = 2;

function put(key, fields) {
  const next = new Map(transfers.value);
  if (fields) next.set(key, { progress: 0, problem: null, ...next.get(key), ...fields });
  else next.delete(key);
  transfers.value = next;
}

export const transferOf = (key) => transfers.value.get(key) ?? null;

function refusal(file) {
  const { max_file_bytes: most, accept } = config.value;
  if (file.size > most) return { title: t("Larger than {size}", { size: bytes(most) }) };
  if (!file.size) return { title: t("This file is empty") };
  const taken = !accept.length || !file.type || accept.some((one) => one === file.type || (one.endsWith("/*") && file.type.startsWith(one.slice(0, -1))));
  return taken ? null : { title: t("This kind of file is not taken") };
}

/** Adds files to a conversation's draft. Returns how many did not fit. */
export function add(where, list) {
  const room = MOST - draftOf(where).files.length;
  for (const file of [...list].slice(0, room)) {
    const one = { key: newId(), name: file.name || t("picture.png"), size: file.size, type: file.type, id: null, ticket: NUMBER.test(where) ? where : null };
    setDraft(where, { ...draftOf(where), files: [...draftOf(where).files, one] });
    const problem = refusal(file);
    if (problem) put(one.key, { state: "failed", problem, final: true });
    else {
      put(one.key, { state: "waiting" });
      blobs.keep(one.key, file).then(() => session.token() && start(one));
    }
  }
  return Math.max(0, list.length - room);
}

/** Starts sending a file if it is not on its way. Also called for waiting messages after a reload. */
export async function start(one) {
  const state = transferOf(one.key)?.state;
  if (one.id || state === "going" || transferOf(one.key)?.final) return;
  if (handles.size >= AT_ONCE) return void put(one.key, { state: "waiting" });
  handles.set(one.key, null);
  put(one.key, { state: "going", progress: 0, problem: null });
  try {
    const file = await blobs.find(one.key);
    if (!file) throw new Problem({ status: 410, title: t("This file is no longer here. Add it again.") });
    const view = await attempt(one, file);
    taken(one.key, view);
  } catch (problem) {
    if (problem.name !== "AbortError") missed(one, problem);
  } finally {
    handles.delete(one.key);
    goOn();
  }
}

async function attempt(one, file, again = true) {
  const token = await session.ensure();
  const more = { ...(one.ticket ? { ticket: one.ticket } : {}), ...(hashes.has(one.key) ? { hashes: "yes" } : {}) };
  const going = upload(file, one.name, token, more, (progress) => put(one.key, { progress }));
  handles.set(one.key, going);
  try {
    return await going.done;
  } catch (problem) {
    if (problem.status !== 401 || !again) throw problem;
    await session.renew(token);
    return attempt(one, file, false);
  }
}

function taken(key, view) {
  put(key, null);
  for (const [where, draft] of Object.entries(drafts.value))
    if (draft.files.some((file) => file.key === key)) setDraft(where, { ...draft, files: draft.files.map((file) => (file.key === key ? { ...file, id: view.id } : file)) });
  outbox.fileTaken(key, view);
}

function missed(one, problem) {
  const passing = problem.passing !== false;
  if (problem.code === "file_secret") blobs.drop(one.key); // it is not kept here either
  put(one.key, { state: "failed", problem: { title: problem.title, detail: problem.detail }, final: !passing, asks: problem.code === "file_hashes" });
  const item = outbox.holds(one.key);
  if (passing) setTimeout(() => outbox.holds(one.key) && start(one), (problem.retryAfter ?? 5) * 1000);
  else if (item) outbox.fail(item.id, { title: t("The file {name} was not taken.", { name: one.name }), detail: [problem.title, problem.detail].filter(Boolean).join(" ") });
}

/** Starts the next file that waits, once there is a session; messages that waited for their files go out. */
export function goOn() {
  const all = Object.values(drafts.value).flatMap((draft) => draft.files);
  const one = session.token() && all.find((file) => !file.id && transferOf(file.key)?.state === "waiting");
  if (one) start(one);
  outbox.flush();
}

export function retry(one) {
  put(one.key, { state: "waiting", final: false, asks: false });
  start(one);
}

/** The customer's word that what looks like a key is a transaction hash. */
export function areHashes(one) {
  hashes.add(one.key);
  retry(one);
}

export function remove(where, one) {
  handles.get(one.key)?.cancel();
  put(one.key, null);
  blobs.drop(one.key);
  const draft = draftOf(where);
  setDraft(where, { ...draft, files: draft.files.filter((file) => file.key !== one.key) });
}

/** After a reload: files of drafts that were not sent up go on. */
export function resume() {
  for (const draft of Object.values(drafts.value)) for (const one of draft.files) if (!one.id) put(one.key, { state: "waiting" });
  if (session.token()) goOn();
}
