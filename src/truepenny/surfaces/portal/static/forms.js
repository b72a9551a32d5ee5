// Sending a form without leaving the page: progress while files go up, and what was typed stays when the network does not answer.
import { localTimes } from "./times.js";

/** Sends the form as the browser would. Gives {status, url, page}: page is the answer's document. Rejects when nothing came back. */
export function post(form, { submitter, onProgress } = {}) {
  return new Promise((resolve, reject) => {
    const body = new FormData(form, submitter ?? undefined);
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.responseType = "document";
    request.setRequestHeader("Accept", "text/html");
    if (onProgress) request.upload.addEventListener("progress", (event) => event.lengthComputable && onProgress(event.loaded / event.total));
    request.addEventListener("load", () => resolve({ status: request.status, url: request.responseURL, page: request.response }));
    for (const kind of ["error", "timeout", "abort"]) request.addEventListener(kind, () => reject(new Error(kind)));
    request.timeout = 120_000;
    const plain = ![...body.values()].some((value) => value instanceof File && value.size > 0) && form.enctype !== "multipart/form-data";
    request.send(plain ? new URLSearchParams(body) : body);
  });
}

/** Files that the server would refuse are told at once; the rest goes through. */
function tooLarge(form) {
  const input = form.querySelector("input[type=file]");
  const limit = Number(input?.dataset.maxBytes ?? 0);
  return input && limit ? [...input.files].find((file) => file.size > limit) : undefined;
}

export function enhanceForms(root) {
  for (const form of root.querySelectorAll("form[data-progress]")) {
    form.addEventListener("submit", (event) => {
      const input = form.querySelector("input[type=file]");
      if (!input?.files.length || tooLarge(form)) return;
      event.preventDefault();
      void send(form, event.submitter);
    });
  }
  // a double tap sends once; the browser enables the page again when it comes back by "back"
  for (const form of root.querySelectorAll("form:not([data-composer])")) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.busy) event.preventDefault();
      else if (!event.defaultPrevented) {
        form.dataset.busy = "1";
        setTimeout(() => { delete form.dataset.busy; }, 8000);
      }
    });
  }
  window.addEventListener("pageshow", () => { for (const form of document.forms) delete form.dataset.busy; });
}

async function send(form, submitter) {
  if (form.dataset.busy) return;
  form.dataset.busy = "1";
  const bar = document.createElement("progress");
  const box = document.createElement("div");
  box.className = "upload";
  box.setAttribute("role", "status");
  bar.max = 1;
  bar.setAttribute("aria-label", submitter?.textContent.trim() ?? "");
  box.append(bar);
  form.append(box);
  try {
    const answer = await post(form, { submitter, onProgress: (share) => { bar.value = share; } });
    if (new URL(answer.url).pathname !== new URL(form.action).pathname) location.assign(answer.url);
    else if (answer.page) replaceMain(answer.page);
  } catch {
    box.remove();
    delete form.dataset.busy;
    plainly(form, submitter);
  }
}

/** As the browser would without us: it tells about the network itself, and comes back with the form as it was. */
export function plainly(form, submitter) {
  if (submitter?.name) {
    const pressed = document.createElement("input");
    pressed.type = "hidden";
    pressed.name = submitter.name;
    pressed.value = submitter.value;
    form.append(pressed);
  }
  form.submit();
}

/** Puts the answer's main part in place of ours. The server escaped every word in it. */
export function replaceMain(page) {
  const main = document.getElementById("main");
  const fresh = page.getElementById("main");
  if (!fresh) return;
  document.title = page.title;
  main.replaceWith(document.adoptNode(fresh));
  localTimes(fresh);
  enhanceForms(fresh);
  (document.getElementById("summary") ?? fresh).focus();
}
