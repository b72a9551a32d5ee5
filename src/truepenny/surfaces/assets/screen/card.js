// The warning beside a field: what was found, with its place in the words quoted, and what to do about it. Plain elements without a shadow
// root, so that a field can name it. In: findings and what the buttons do. Out: one element that is always there, empty when all is well.
import { excerpt } from "./mask.js";
import { keepIt, t, what, why } from "./words.js";

const SHOWN = 3;
const LONG = 240; // characters of a text in which a place is not seen at once
let count = 0;

function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(key, value);
    else element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

function shield() {
  const [icon, path] = ["svg", "path"].map((name) => document.createElementNS("http://www.w3.org/2000/svg", name));
  for (const [key, value] of Object.entries({ viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" })) icon.setAttribute(key, value);
  path.setAttribute("d", "M12 3.2 5 5.7v5.4c0 4.3 2.9 8.1 7 9.7 4.1-1.6 7-5.4 7-9.7V5.7L12 3.2ZM12 8v4.6M12 16v.1");
  icon.append(path);
  return icon;
}

const button = (words, click, kind = "") => make("button", { type: "button", class: `tpw-button ${kind}`, click }, words);

export class Card {
  /** on: {take(findings), keep(finding), show(finding)} */
  constructor(on) {
    count += 1;
    this.id = `tpw-${count}`;
    this.on = on;
    this.title = make("h2", { class: "tpw-title", id: this.id, tabindex: "-1" });
    this.body = make("div", { class: "tpw-body" });
    this.spoken = make("p", { class: "tpw-spoken", role: "status" });
    this.box = make("section", { class: "tpw-box", role: "group", "aria-labelledby": this.id }, make("div", { class: "tpw-head" }, shield(), this.title), this.body);
    this.element = make("div", { class: "tpw" }, this.spoken);
    this.drawn = "";
  }

  get shown() { return this.box.parentNode === this.element; }

  hide(words = "") {
    this.box.remove();
    this.element.removeAttribute("data-shown");
    this.drawn = "";
    this.say(words);
  }

  say(words) {
    if (this.spoken.textContent !== words) this.spoken.textContent = words;
  }

  /** Draws the findings; the same ones are not drawn twice, so that the focus stays where it is. */
  draw(text, findings, all) {
    const certain = findings.some((one) => one.certainty === "certain");
    const quotes = findings.slice(0, SHOWN).map((one) => excerpt(text, all, one));
    const drawn = JSON.stringify([quotes, findings.map((one) => [one.kind, one.certainty])]);
    this.findings = findings;
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    this.title.textContent = certain ? t("Please take this out before you send") : t("Please look at this before you send");
    const items = quotes.map((quote, place) => this.#item(quote, place, text.length > LONG));
    const rest = findings.length - quotes.length;
    this.body.replaceChildren(
      ...(findings.length > 1 ? [make("div", { class: "tpw-do" }, button(t("Take all {n} out", { n: findings.length }), () => this.on.take(this.findings), "tpw-main"))] : []),
      make("ul", { class: "tpw-list" }, ...items),
      ...(rest > 0 ? [make("p", {}, t("And {n} more.", { n: rest }))] : []),
      make("p", { class: "tpw-never" }, t("We never need it to help you, and we never ask for it.")),
    );
    if (!this.shown) this.element.prepend(this.box);
    this.element.setAttribute("data-shown", "");
    this.say(`${this.title.textContent}. ${what(findings[0])}`);
  }

  #item({ before, secret, after }, place, long) {
    const one = this.findings[place];
    const main = this.findings.length === 1 ? "tpw-main" : "";
    return make("li", {},
      make("p", { class: "tpw-quote", dir: "auto" }, before, make("mark", {}, secret), after),
      make("p", {}, make("b", {}, what(one)), what(one).endsWith(".") ? " " : "", why(one)),
      ...(one.certainty === "certain" ? [] : [make("p", { class: "tpw-small" }, t("If it is something else, keep it. It is checked again on arrival, and may still be removed then."))]),
      make("div", { class: "tpw-do" },
        button(t("Take it out"), () => this.on.take([this.findings[place]]), main),
        ...(one.certainty === "certain" ? [] : [button(keepIt(one), () => this.on.keep(this.findings[place]))]),
        ...(long ? [button(t("Show it in my words"), () => this.on.show(this.findings[place]), "tpw-quiet")] : [])));
  }
}
