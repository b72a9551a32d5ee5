// Watches one field: finds secrets in its text, shows the warning, says whether it may be sent. Everything is reckoned from the text that stands
// in the field now: an empty field has nothing left of the message before.
// In: the field's text at each change. Out: a card, `blocked`, and changes to the text that the customer asked for.
import { Card } from "./card.js";
import { without } from "./mask.js";
import { t } from "./words.js";

const AT_ONCE = 4000; // a longer text is looked at when typing pauses
const LONG_PAUSE_MS = 250;
const CALM_MS = 700; // what only looks like a secret is not shown in the middle of a word
const PATIENCE_MS = 1500;

const pause = (ms) => new Promise((done) => { setTimeout(done, ms); });

export class Guard {
  #text = "";
  #looked = null; // the text that the findings are of
  #found = [];
  #harmless = new Set(); // what the customer said is no secret
  #lists = null;
  #later = 0;
  #calm = 0;
  #insisted = false;

  /** screen: as loadScreen gives it. field: {replace(text), select(start, end), focus()}. changed: called when `blocked` may be another. */
  constructor(screen, field, changed = () => {}) {
    this.screen = screen;
    this.field = field;
    this.changed = changed;
    this.card = new Card({ take: (list) => this.#take(list), keep: (one) => this.#keep(one), show: (one) => this.#show(one) });
  }

  get element() { return this.card.element; }

  /** What stands in the way of sending, as far as it is known. */
  get open() {
    if (this.#looked !== this.#text) return [];
    return this.#found.filter((one) => one.certainty !== "ask" && (one.certainty === "certain" || !this.#harmless.has(this.#text.slice(one.start, one.end))));
  }

  get blocked() { return this.open.length > 0; }

  /** The id of the warning while it stands in the way. */
  get reason() { return this.blocked ? this.card.id : null; }

  /** Whether the text has been looked at with all that is needed. */
  get sure() { return this.#looked === this.#text && !this.#lists; }

  /** Whether this is the text that was looked at. */
  saw(text) { return this.sure && this.#looked === text; }

  /** The field holds this text now. */
  look(text) {
    if (text === this.#text && this.#looked === text) return;
    this.#text = text;
    clearTimeout(this.#later);
    if (!text.trim()) this.#forget();
    else if (text.length > AT_ONCE) this.#later = setTimeout(() => this.#readInPieces(text), LONG_PAUSE_MS);
    else this.#read();
  }

  /** The same, to be known now: waits a little for lists that are on their way. Gives whether nothing stands in the way. */
  async settle(text) {
    this.look(text);
    if (this.#looked !== text) this.#read();
    const late = pause(PATIENCE_MS).then(() => true);
    while (this.#lists && (await Promise.race([this.#lists, late])) !== true);
    return !this.blocked;
  }

  /** The customer wants to send: show what is in the way, and lead there. */
  insist() {
    this.#insisted = true;
    this.#draw();
    this.card.title.focus();
  }

  #forget() {
    this.#looked = this.#text;
    this.#found = [];
    this.#harmless.clear();
    this.#lists = null;
    this.#insisted = false;
    this.#draw();
  }

  async #readInPieces(text) {
    await this.screen.lookInPieces(text);
    if (this.#text === text) this.#read();
  }

  #read() {
    clearTimeout(this.#later);
    const text = this.#text;
    this.#found = this.screen.find(text);
    this.#looked = text;
    const lists = this.screen.missing(text);
    this.#lists = lists;
    lists?.then(() => {
      if (this.#lists !== lists) return;
      this.#lists = null;
      this.#read();
    });
    this.#draw();
  }

  #draw() {
    clearTimeout(this.#calm);
    const open = this.open;
    const shown = this.card.shown;
    if (!open.length) {
      this.#insisted = false;
      this.card.hide(shown && this.#text ? t("Nothing stands in the way of sending now.") : "");
    } else if (shown || this.#insisted || open.some((one) => one.certainty === "certain")) this.card.draw(this.#text, open, this.#found);
    else {
      this.#calm = setTimeout(() => {
        if (!this.open.length) return;
        this.card.draw(this.#text, this.open, this.#found);
        this.changed();
      }, CALM_MS);
    }
    this.changed();
  }

  #take(list) {
    this.field.replace(without(this.#text, list));
    this.field.focus();
  }

  #keep(one) {
    this.#harmless.add(this.#text.slice(one.start, one.end));
    this.#draw();
    if (this.blocked) this.card.title.focus();
    else this.field.focus();
  }

  #show(one) {
    this.field.select(one.start, one.end);
  }
}
