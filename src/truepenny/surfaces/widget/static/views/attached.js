// A file in a message: a picture to look at, or a paper to download; and what may stand in the way of either.
import { cover } from "../actions.js";
import { fetchFile } from "../api.js";
import * as blobs from "../blobs.js";
import { bytes, fileName } from "../format.js";
import { icon } from "../icons.js";
import { t } from "../i18n.js";
import { html, nothing } from "../lib.js";
import * as session from "../session.js";
import { say } from "../state.js";

const DRAWN = /^image\/(png|jpeg|webp|gif|avif)$/;

export const isPicture = (file) => DRAWN.test(file.media_type ?? file.type ?? "");

/** file: a FileView of the desk, or a file of ours that waits ({key, name, size, type}). */
export function attached(shell, file) {
  if (!file.media_type) return isPicture(file) ? shot(file.name, { key: file.key, load: () => blobs.find(file.key) }) : paper(file, bytes(file.size));
  if (file.state === "held") return paper(file, file.unread ? t("Not shown yet: it could not be checked for secrets") : t("Being checked for viruses"), "clock");
  if (file.state === "rejected") return paper(file, file.removed ? t("Deleted: it held a secret") : t("Not passed on: found unsafe"), "alert");
  if (file.state === "erased") return paper(file, t("Erased"), "bin");
  if (file.thumb_url) return html`${shot(file.name, { key: file.id, load: () => load(file.thumb_url) }, () => cover({ name: "picture", file }))}${marked(file)}`;
  return html`<button class="paper" type="button" @click=${() => download(file)}>${icon("file")}<span><span class="user" dir="auto">${fileName(file.name)}</span><small>${t("Download")}, ${bytes(file.size)}</small>${marked(file)}</span></button>`;
}

const marked = (file) => {
  const words = file.removed ? t("Secrets were removed from it") : file.unread ? t("Not checked for secrets") : "";
  return words ? html`<small class="file-note">${words}</small>` : nothing;
};

export const load = async (url) => fetchFile(url, await session.ensure());

const paper = (file, words, sign = "file") => html`<div class="paper">${icon(sign)}<span><span class="user" dir="auto">${fileName(file.name)}</span><small>${words}</small></span></div>`;

function shot(name, source, open) {
  const picture = html`<truepenny-picture .most=${560} .source=${source}></truepenny-picture>`;
  if (!open) return html`<div class="shot" role="img" aria-label=${fileName(name)}>${picture}</div>`;
  return html`<button class="shot" type="button" aria-label=${t("Show {name}", { name: fileName(name) })} @click=${open}>${picture}</button>`;
}

/** Files are always saved, never shown as a page. */
export async function download(file) {
  try {
    const url = URL.createObjectURL(await load(file.url));
    const anchor = document.createElement("a");
    anchor.href = url;
    anchor.download = fileName(file.name);
    anchor.click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  } catch (problem) {
    say(problem.title);
  }
}
