// Texts with markup, read as their reader would see them: without tags, with entities and escapes decoded (markup.py of the server). In: a folded
// view. Out: further views of the same text, none when there is no markup. What stands inside tags is found in the first view.
import { fold, rewrite } from "./view.js";

const MARKUP = /<\/?[a-zA-Z][^<>]*>|<!--|-->|&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][0-9a-zA-Z]{1,31});|\\+(?:u[0-9a-fA-F]{4}|[nrt"'/])/gu;
const ESCAPED = { n: "\n", r: "\r", t: "\t" };
const WITHIN_WORD = /(?<=[\p{L}\p{N}_])<[/a-zA-Z][^<>]*>(?=[\p{L}\p{N}_<])/u;
const NAMED = {
  amp: "&", lt: "<", gt: ">", quot: "\"", AMP: "&", LT: "<", GT: ">", QUOT: "\"", apos: "'", nbsp: "\u00a0", ensp: "\u2002", emsp: "\u2003", thinsp: "\u2009", zwnj: "\u200c", zwj: "\u200d", shy: "\u00ad",
  colon: ":", semi: ";", comma: ",", period: ".", sol: "/", bsol: "\\", equals: "=", plus: "+", lowbar: "_", num: "#", percnt: "%", commat: "@", excl: "!", quest: "?",
  lpar: "(", rpar: ")", lsqb: "[", rsqb: "]", lcub: "{", rcub: "}", ast: "*", dollar: "$", hyphen: "\u2010", dash: "\u2010", ndash: "\u2013", mdash: "\u2014", Tab: "\t",
  NewLine: "\n", lrm: "\u200e", rlm: "\u200f", laquo: "«", raquo: "»", lsquo: "‘", rsquo: "’", ldquo: "“", rdquo: "”", hellip: "…", middot: "·", bull: "•",
};

function letter(code) {
  return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : "\ufffd";
}

function decoded(written) {
  const name = written.slice(1, -1);
  if (written[0] === "&" && name[0] !== "#") return NAMED[name] ?? written;
  if (written[0] === "&") return letter(/^#x/i.test(name) ? parseInt(name.slice(2), 16) : Number(name.slice(1)));
  const escaped = written.replace(/^\\+/, "");
  return escaped.length > 1 ? String.fromCharCode(parseInt(escaped.slice(1), 16)) : ESCAPED[escaped] ?? escaped;
}

/** One view with a space for each tag; where a tag stands within a word, another with nothing for it. */
export function withoutMarkup(view) {
  const { text } = view;
  if (!/[<&\\]/.test(text) || text.search(MARKUP) < 0) return [];
  const read = (tagged) => {
    const [made, step] = rewrite(text, MARKUP, (found) => (found[0] === "<" || found[0] === "-" ? tagged(found) : decoded(found)));
    return fold(made, [step, ...view.steps]);
  };
  const spaced = read((tag) => (/^<br/i.test(tag) ? "\n" : " "));
  return WITHIN_WORD.test(text) ? [spaced, read(() => "")] : [spaced];
}
