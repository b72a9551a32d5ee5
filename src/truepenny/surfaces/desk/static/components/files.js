/* Files of a message: pictures as thumbs, everything else as a line; held, rejected and erased files say so. */

import { html, nothing } from "../lit.js";
import { size } from "../format.js";
import { icon } from "../icons.js";
import { t } from "../i18n.js";

function stateWords(state) {
  return {
    held: t("Being checked for viruses; it can be opened when the check is done."),
    rejected: t("Rejected by the virus check; it cannot be opened."),
    erased: t("Erased."),
  }[state];
}

function fileTemplate(file) {
  if (file.state !== "clean") {
    return html`<li class="file ${file.state}">${icon(file.state === "held" ? "clock" : "warning")}
      <span><b dir="auto">${file.name || t("File")}</b><small>${stateWords(file.state)}</small></span></li>`;
  }
  const url = file.url ?? `/files/${file.id}`;
  if (file.thumb_url) {
    return html`<li class="thumb"><a href=${url} target="_blank" rel="noopener" title="${file.name} (${size(file.size)})">
      <img src=${file.thumb_url} width=${file.width ?? nothing} height=${file.height ?? nothing} alt=${t("Picture: {name}", { name: file.name })} loading="lazy" decoding="async"></a></li>`;
  }
  return html`<li class="file"><a href=${url} target="_blank" rel="noopener" download>${icon("file")}
    <span><b dir="auto">${file.name}</b><small>${size(file.size)}</small></span></a></li>`;
}

export function filesTemplate(files) {
  return files.length ? html`<ul class="files" aria-label=${t("Files")}>${files.map(fileTemplate)}</ul>` : nothing;
}
