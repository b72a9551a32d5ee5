/* Files of a message: pictures as thumbs, everything else as a line; held, rejected and erased files say so, and what was not checked. */

import { html, nothing } from "../lit.js";
import { size } from "../format.js";
import { icon } from "../icons.js";
import { t } from "../i18n.js";
import { removedWords } from "../labels.js";
import { show } from "../overlays.js";
import { leads } from "../store.js";

/** Why the words of a file could not be checked for secrets. */
export function unreadWords(why) {
  return {
    ocr: t("No program that reads pictures is installed."),
    locked: t("It is encrypted."),
    broken: t("It is broken, or has no words that can be read."),
    part: t("Something in it is of a kind that we do not read."),
    too_much: t("It is too large, or too deeply packed."),
    failed: t("Reading it failed; it is tried again for two hours."),
    hash: t("It holds 64 characters that can be a key or a transaction hash."),
    sound: t("Sound and film are not read."),
  }[why] ?? "";
}

function stateWords(file) {
  if (file.state === "held" && file.unread) return t("Held: it could not be checked for secrets. {why}", { why: unreadWords(file.unread) });
  if (file.state === "rejected" && file.removed?.length) return t("Deleted unseen. It held: {what}", { what: removedWords(file.removed) });
  return {
    held: t("Being checked for viruses; it can be opened when the check is done."),
    rejected: t("Rejected by the virus check; it cannot be opened."),
    erased: t("Erased."),
  }[file.state];
}

function markTemplate(file) {
  const words = file.removed?.length ? t("Removed from it: {what}", { what: removedWords(file.removed) })
    : file.unread ? t("Not checked for secrets. {why}", { why: unreadWords(file.unread) }) : "";
  return words ? html`<small class="file-note">${icon("shieldCut")}${words}</small>` : nothing;
}

function fileTemplate(file, number) {
  if (file.state !== "clean") {
    const mayPass = number && file.state === "held" && file.unread && leads();
    return html`<li class="file ${file.state}">${icon(file.state === "held" ? "clock" : "warning")}
      <span><b dir="auto">${file.name || t("File")}</b><small>${stateWords(file)}</small>
        ${mayPass ? html`<button class="link" @click=${() => show("tp-let-through", { number, file })}>${t("Let through…")}</button>` : nothing}</span></li>`;
  }
  const url = file.url ?? `/files/${file.id}`;
  if (file.thumb_url) {
    return html`<li class="thumb"><a href=${url} target="_blank" rel="noopener" title="${file.name} (${size(file.size)})">
      <img src=${file.thumb_url} width=${file.width ?? nothing} height=${file.height ?? nothing} alt=${t("Picture: {name}", { name: file.name })} loading="lazy" decoding="async"></a>${markTemplate(file)}</li>`;
  }
  return html`<li class="file"><a href=${url} target="_blank" rel="noopener" download>${icon("file")}
    <span><b dir="auto">${file.name}</b><small>${size(file.size)}</small>${markTemplate(file)}</span></a></li>`;
}

/** number: of the ticket, where its files can be let through. */
export function filesTemplate(files, number) {
  return files.length ? html`<ul class="files" aria-label=${t("Files")}>${files.map((file) => fileTemplate(file, number))}</ul>` : nothing;
}
