// A text as the search for phrases reads it: small letters, full-width and split accents folded, with the way back to its positions
// (phrases/folding.py of the server, in UTF-16 units).

const MARKS = "\\u0300-\\u036f\\u3099\\u309a\\uff9e\\uff9f";
// An escape of JSON; plain ASCII; the parts of one Korean syllable; a character and the marks that belong to it: what NFKC may make one
// character of.
const CLUSTER = new RegExp(`\\\\[uU][0-9a-fA-F]{4}|[\\u{0}-\\u{5b}\\u{5d}-\\u{7f}]+(?![${MARKS}])|[\\u1100-\\u115f][\\u1160-\\u11a7]?[\\u11a8-\\u11ff]?|.[${MARKS}]{0,8}`, "gsu");
const FOLDS = new RegExp(`[${MARKS}\\u1100-\\u11ff\\u249c-\\u24e9\\u2f00-\\u2fdf\\u3130-\\u318f\\uf900-\\ufaff\\ufb00-\\ufb06\\uff21-\\uff5a\\uff66-\\uffdc\\u{1d400}-\\u{1d7ff}]`, "u");

const BLANK = /\\[nrtbf"/]/g; // escapes of JSON that part words

export const isAscii = (text) => !/[^\0-\x7f]/.test(text);

/** Small letters, as many as there were. */
function small(text) {
  const low = text.toLowerCase();
  return low.length === text.length ? low : Array.from(text, (char) => (char.toLowerCase().length === char.length ? char.toLowerCase() : char)).join("");
}

/** {text, span(start, end)}: what is searched, and the place in the text that was given. */
export function fold(given) {
  const text = given.replaceAll("’", "'").replace(BLANK, "  "); // the apostrophe is in words of Lojban
  if (!text.includes("\\u") && (isAscii(text) || !FOLDS.test(text))) return { text: small(text), span: (start, end) => [start, end] };
  let made = "";
  const back = [];
  for (const { 0: cluster, index } of text.matchAll(CLUSTER)) {
    const escaped = /^\\u/i.test(cluster);
    const plain = isAscii(cluster) && !escaped;
    const folded = small((escaped ? String.fromCharCode(parseInt(cluster.slice(2), 16)) : cluster).normalize("NFKC"));
    made += folded;
    for (let unit = 0; unit < folded.length; unit += 1) back.push(plain ? index + unit : index);
  }
  back.push(text.length);
  const span = (start, end) => {
    let after = end;
    while (back[after] === back[end - 1]) after += 1;
    return [back[start], back[after]];
  };
  return { text: made, span };
}
