// A text with secrets in it, shown or kept without them. In: text and findings (sorted, apart). Out: text, or parts of a line to show.
import { placeholder } from "./words.js";

const AROUND = 28;
const HIDDEN = "••••";

/** The text without these findings; each leaves a word in its place that says what was there. */
export function without(text, findings) {
  let [made, from] = ["", 0];
  for (const one of findings) {
    made += text.slice(from, one.start) + placeholder(one);
    from = one.end;
  }
  return made + text.slice(from);
}

/** As much of a secret as its owner needs to know it again. */
function hint({ kind, unit, certainty }, secret) {
  if (kind === "key_file") return `${/^-*[A-Z ]*/.exec(secret)[0].slice(0, 14)}${HIDDEN}`;
  if (unit === "words") return `${/^\P{L}*(\p{Script=Han}|\p{L}+)/u.exec(secret)?.[1] ?? ""} ${HIDDEN}`;
  return certainty === "certain" && secret.length >= 20 ? `${secret.slice(0, 4)}${HIDDEN}` : HIDDEN;
}

const oneLine = (text) => text.replace(/\s+/g, " ");

/** {before, secret, after}: the place of one finding in its text, on one line, with every secret hidden. */
export function excerpt(text, findings, one) {
  const veiled = (from, to) => {
    let [made, at] = ["", from];
    for (const other of findings) {
      if (other.end <= from || other.start >= to) continue;
      made += text.slice(at, Math.max(at, other.start)) + HIDDEN;
      at = other.end;
    }
    return oneLine(made + text.slice(at, Math.max(at, to)));
  };
  const before = [...veiled(0, one.start)];
  const after = [...veiled(one.end, text.length)];
  return {
    before: before.length > AROUND ? `…${before.slice(-AROUND).join("").replace(/^[\p{Script=Latin}\d]*(?=\P{L})/u, "")}` : before.join(""),
    secret: hint(one, text.slice(one.start, one.end)),
    after: after.length > AROUND ? `${after.slice(0, AROUND).join("").replace(/(?<=\P{L})[\p{Script=Latin}\d]*$/u, "")}…` : after.join(""),
  };
}
