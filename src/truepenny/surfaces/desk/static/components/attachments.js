/* <tp-attachments>: the files of a draft, and those still on their way with progress and a way out when they fail. */

import { html, nothing } from "../lit.js";
import { Part } from "../part.js";
import { draftOf, saveDraft } from "../drafts.js";
import { size } from "../format.js";
import { icon } from "../icons.js";
import { t } from "../i18n.js";
import { dropUpload, retryUpload, uploadsOf } from "../uploads.js";

class Attachments extends Part {
  static properties = { number: {}, mode: {} };

  connectedCallback() {
    super.connectedCallback();
    this.watch("draft", (number) => number === this.number && this.requestUpdate());
  }

  #remove(file) {
    const draft = draftOf(this.number, this.mode);
    saveDraft(this.number, this.mode, { ...draft, files: draft.files.filter((other) => other.id !== file.id) });
  }

  #file(file) {
    const name = file.name || t("File");
    const about = {
      held: file.unread ? t("held: not checked for secrets") : t("being checked"), rejected: t("Rejected by the virus check; it cannot be opened."), erased: t("Erased."),
      clean: file.removed?.length ? t("secrets removed") : null,
    };
    return html`<li class="attachment ${file.state}">
      ${file.thumb_url ? html`<img src=${file.thumb_url} alt="">` : icon("file")}
      <span class="attachment-name" dir="auto" title=${name}>${name}</span><small>${about[file.state] ?? size(file.size)}</small>
      <button class="icon-button tiny" aria-label=${t("Remove {name}", { name })} @click=${() => this.#remove(file)}>${icon("close")}</button></li>`;
  }

  #failed({ title, detail, asks, final }, key) {
    return html`<small role="alert">${title} ${detail}</small>
      ${asks ? html`<button class="link" @click=${() => retryUpload(key, { hashes: "yes" })}>${t("It is a transaction hash: send it")}</button>`
        : final ? nothing : html`<button class="link" @click=${() => retryUpload(key)}>${t("Try again")}</button>`}`;
  }

  #upload(upload) {
    const { name } = upload.file;
    return html`<li class="attachment ${upload.problem ? "failed" : "busy"}">${icon(upload.problem ? "warning" : "clip")}
      <span class="attachment-words"><span class="attachment-name" dir="auto">${name}</span>
      ${upload.problem ? this.#failed(upload.problem, upload.key)
        : html`<progress max="1" value=${upload.done} aria-label=${t("Uploading {name}", { name })}></progress>`}</span>
      <button class="icon-button tiny" aria-label=${t("Remove {name}", { name })} @click=${() => dropUpload(upload.key)}>${icon("close")}</button></li>`;
  }

  render() {
    const files = draftOf(this.number, this.mode).files;
    const uploads = uploadsOf(this.number, this.mode);
    if (!files.length && !uploads.length) return nothing;
    return html`<ul class="attachments" aria-label=${t("Attached files")}>${files.map((file) => this.#file(file))}${uploads.map((upload) => this.#upload(upload))}</ul>`;
  }
}

customElements.define("tp-attachments", Attachments);
