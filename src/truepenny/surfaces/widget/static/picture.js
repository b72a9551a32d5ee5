// A picture drawn on a canvas: works for local files and for files that need the session, and needs no blob: in the host page's policy.
class TruepennyPicture extends HTMLElement {
  #source = null;
  #most = 480;

  /** source: {key, load(): Promise<Blob>}; the same key is drawn once. */
  set source(given) {
    if (given?.key === this.#source?.key) return;
    this.#source = given;
    this.replaceChildren();
    if (given) this.#draw(given);
  }

  set most(pixels) {
    this.#most = pixels;
  }

  async #draw(given) {
    try {
      const bitmap = await createImageBitmap(await given.load());
      if (given !== this.#source) return bitmap.close();
      const scale = Math.min(1, this.#most / Math.max(bitmap.width, bitmap.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.max(1, Math.round(bitmap.width * scale));
      canvas.height = Math.max(1, Math.round(bitmap.height * scale));
      canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
      bitmap.close();
      this.replaceChildren(canvas);
      this.dataset.drawn = "yes";
    } catch {
      this.dataset.drawn = "no";
    }
  }
}
if (!customElements.get("truepenny-picture")) customElements.define("truepenny-picture", TruepennyPicture);
