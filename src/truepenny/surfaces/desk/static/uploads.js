/* Files on their way into a draft. An upload belongs to a ticket and a mode, shows its progress, and when it is done becomes a file
   of that draft, whichever ticket is in front by then. */

import { problemOf } from "./api.js";
import { draftOf, saveDraft } from "./drafts.js";
import { language, t } from "./i18n.js";
import { emit } from "./store.js";

export const MOST_FILES = 10;
let uploads = [];
let counter = 0;

export function uploadsOf(number, mode) {
  return uploads.filter((upload) => upload.number === number && upload.mode === mode);
}

export function addFiles(number, mode, files) {
  const room = MOST_FILES - draftOf(number, mode).files.length - uploadsOf(number, mode).length;
  for (const file of [...files].slice(0, Math.max(0, room))) start({ key: ++counter, number, mode, file, done: 0, problem: null });
  if (files.length > room) emit("toast", { kind: "warning", text: t("A message takes at most {n} files.", { n: MOST_FILES }) });
}

function change(upload, to) {
  uploads = uploads.map((other) => (other.key === upload.key ? { ...other, ...to } : other));
  emit("draft", upload.number);
}

export function dropUpload(key) {
  const upload = uploads.find((other) => other.key === key);
  upload?.request?.abort();
  uploads = uploads.filter((other) => other.key !== key);
  if (upload) emit("draft", upload.number);
}

/** more: further fields of the form. */
export function retryUpload(key, more = {}) {
  const upload = uploads.find((other) => other.key === key);
  if (!upload) return;
  dropUpload(key);
  start({ ...upload, done: 0, problem: null, more });
}

/* XMLHttpRequest, because fetch cannot tell how far an upload is. */
function start(upload) {
  const request = new XMLHttpRequest();
  uploads = [...uploads, { ...upload, request }];
  const form = new FormData();
  for (const [field, value] of Object.entries({ ticket: upload.number, ...upload.more })) form.append(field, value);
  form.append("file", upload.file, upload.file.name || "pasted.png");
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) change(upload, { done: event.loaded / event.total });
  });
  request.addEventListener("load", () => finish(upload, request));
  request.addEventListener("error", () => change(upload, { problem: { title: t("The connection broke."), detail: "" } }));
  request.open("POST", "/api/files");
  request.setRequestHeader("accept", "application/json");
  request.setRequestHeader("accept-language", language());
  request.send(form);
  emit("draft", upload.number);
}

async function finish(upload, request) {
  if (request.status >= 300) {
    const type = request.getResponseHeader("content-type") ?? "";
    const problem = await problemOf(new Response(request.responseText || null, { status: Math.max(400, request.status), headers: { "content-type": type } }));
    const { status, code, title, detail = "" } = problem;
    change(upload, { problem: { title, detail, asks: code === "file_hashes", final: status >= 400 && status < 500 && status !== 429 } });
    return;
  }
  uploads = uploads.filter((other) => other.key !== upload.key);
  const draft = draftOf(upload.number, upload.mode);
  saveDraft(upload.number, upload.mode, { ...draft, files: [...draft.files, JSON.parse(request.responseText)] });
}
