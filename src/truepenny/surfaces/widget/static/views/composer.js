// Where the customer writes: words, files by picker, paste and drop, and the never-ask line. Nothing typed here is ever lost.
import { go, sendDraft, typing } from "../actions.js";
import * as blobs from "../blobs.js";
import { bytes, fileName, number } from "../format.js";
import * as files from "../files.js";
import { icon } from "../icons.js";
import { t } from "../i18n.js";
import { html, live, nothing, repeat, signal } from "../lib.js";
import { blocked, passes, warning } from "../screen.js";
import { config, draftOf, route, say, setDraft } from "../state.js";
import { isPicture } from "./attached.js";
import { neverAsk } from "./pieces.js";

const LONGEST = 20_000;
const touch = matchMedia("(pointer: coarse)");
export const dropping = signal(false);

export function composer(shell, id, one) {
  const draft = draftOf(id);
  if (one.head?.status === "merged") return elsewhere(one.head);
  const ready = (draft.text.trim() || draft.files.length) && !blocked(id);
  return html`<div class="composer">
    ${warning(id)}
    ${draft.files.length ? html`<ul class="chips">${repeat(draft.files, (file) => file.key, (file) => html`<li>${chip(id, file)}</li>`)}</ul>` : nothing}
    <form class="write" @submit=${submit}>
      <button class="square" type="button" aria-label=${t("Add files")} @click=${(event) => event.target.closest("form").querySelector("input").click()}>${icon("clip")}</button>
      <input type="file" multiple hidden accept=${config.value.accept.join(",") || nothing} @change=${chosen} />
      <textarea class="user" dir="auto" rows="1" maxlength=${LONGEST} data-focus aria-label=${t("Write a message")} aria-describedby=${blocked(id) ?? nothing} placeholder=${t("Write a message")} enterkeyhint=${touch.matches ? "enter" : "send"}
        .value=${live(draft.text)} @input=${typed} @keydown=${key} @paste=${pasted}></textarea>
      <button class=${`square go ${ready ? "ready" : ""}`} type="submit" aria-label=${t("Send")} aria-describedby=${blocked(id) ?? nothing} aria-disabled=${ready ? "false" : "true"}>${icon("send")}</button>
    </form>
    ${neverAsk()}
  </div>`;
}

const elsewhere = (head) => html`<div class="composer"><div class="ask"><p>${t("This ticket goes on in {number}.", { number: number(head.merged_into) })}</p>
  <button class="action main" type="button" @click=${() => go("chat", head.merged_into)}>${t("Go there")}</button></div>${neverAsk()}</div>`;

export function grow(field) {
  field.style.setProperty("height", "auto");
  field.style.setProperty("height", `${Math.min(168, Math.max(44, field.scrollHeight))}px`);
}

/** The conversation in front at this moment: a new one may have got its name since the last drawing. */
const here = () => route.value.id;

function typed(event) {
  const id = here();
  setDraft(id, { ...draftOf(id), text: event.target.value });
  grow(event.target);
  typing(id);
}

async function submit(event) {
  event.preventDefault();
  const field = event.target.querySelector("textarea");
  if (!(await passes(here()))) return;
  if (sendDraft(here())) field.style.setProperty("height", "44px");
  if (!touch.matches || field.getRootNode().activeElement === field) field.focus({ preventScroll: true });
}

/** Enter sends where there is a real keyboard, never while a word is being composed (Chinese input). */
function key(event) {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229 || touch.matches) return;
  event.preventDefault();
  event.target.form.requestSubmit();
}

function give(list) {
  const over = files.add(here(), list);
  if (over) say(t("At most 10 files go with one message."));
}

function chosen(event) {
  give(event.target.files);
  event.target.value = "";
}

function pasted(event) {
  const list = [...event.clipboardData.files];
  if (!list.length) return;
  event.preventDefault();
  give(list);
}

export function dragged(event) {
  if (!event.dataTransfer?.types.includes("Files")) return;
  event.preventDefault();
  dropping.value = event.type === "dragover";
  if (event.type === "drop" && route.value.name === "chat") give(event.dataTransfer.files);
}

function chip(id, file) {
  const going = files.transferOf(file.key);
  const failed = going?.state === "failed";
  const words = failed ? going.problem.title : going?.state === "going" ? t("{n} % sent", { n: Math.round(going.progress * 100) }) : bytes(file.size);
  const name = fileName(file.name);
  return html`<div class=${`chip ${failed ? "failed" : ""}`}>
    ${isPicture(file) && !failed ? html`<truepenny-picture .most=${96} .source=${{ key: file.key, load: () => blobs.find(file.key) }}></truepenny-picture>` : icon(failed ? "alert" : "file")}
    <span><span class="label user" dir="auto">${name}</span><small role=${failed ? "alert" : nothing}>${words}${failed && going.problem.detail ? html` ${going.problem.detail}` : nothing}</small>
      ${going?.asks ? html`<button class="textual" type="button" @click=${() => files.areHashes(file)}>${t("It is a transaction hash: send it")}</button>` : nothing}</span>
    ${failed && !going.final ? html`<button class="square" type="button" aria-label=${t("Send {name} again", { name })} @click=${() => files.retry(file)}>${icon("retry", "small")}</button>` : nothing}
    <button class="square" type="button" aria-label=${t("Take out {name}", { name })} @click=${() => files.remove(id, file)}>${icon("close", "small")}</button>
    ${going?.state === "going" ? html`<progress max="1" .value=${going.progress} aria-label=${name}></progress>` : nothing}
  </div>`;
}
