// Files of keys that are pasted as text: PEM, OpenSSH, PGP and PuTTY blocks, also cut off or without their header (checks/key_files.py of the
// server). In: a text and the place of a header or footer. Out: the span of the whole, or null when no key is there.
const END = /[-\u2010-\u2015]{1,5} ?END [A-Z0-9 ]{0,40}KEY(?: BLOCK)? ?[-\u2010-\u2015]{1,5}/g;
const NEXT_BEGIN = /[-\u2010-\u2015]{1,5} ?BEGIN [A-Z0-9]/g;
const PUTTY_END = /Private-(?:MAC|Hash): ?[0-9a-fA-F]{40,64}/g;
// White space, quote marks and escapes between the lines of a block, then one line's letters.
const BETWEEN = /(?:[\s>|"',]|\\+[nrt])*/y;
const LETTERS = /(?:(?!\\+[nrt])[0-9A-Za-z+/=\\])+/y;
const HEADER_LINE = /(?:Proc-Type|DEK-Info|Version|Comment|Hash|Charset|MessageID) ?:[^\r\n\\]{0,200}/y;
const PUTTY_LINE = /(?:[A-Za-z][A-Za-z0-9-]{2,40}: ?[^\r\n]{1,200}|[0-9A-Za-z+/=]{4,80})(?=[ \t]*(?:[\r\n]|$))/y;
const PIECE = /(?<![^\s>|"',n])[0-9A-Za-z+/=]+/g;
const LONG_LINE = 16;
const REACH = 20_000;

/** Where pattern matches exactly at a place; null when it does not. */
function at(pattern, text, place) {
  pattern.lastIndex = place;
  return pattern.exec(text);
}

/** Where pattern first matches between two places. */
function within(pattern, text, from, to = text.length) {
  pattern.lastIndex = from;
  const match = pattern.exec(text);
  return match && match.index + match[0].length <= to ? match : null;
}

const stop = (match) => match.index + match[0].length;
const between = (text, place) => stop(at(BETWEEN, text, place));

/** start and end: of the BEGIN line. */
export function pemBlock(text, start, end) {
  const last = within(END, text, end, within(NEXT_BEGIN, text, end)?.index);
  const [body, longest] = bodyEnd(text, end);
  if (longest < LONG_LINE) return null;
  return [start, last ? stop(last) : body];
}

/** Where the lines of a block stop that may lack its END, and the length of the longest. A short word after the lines is prose. */
function bodyEnd(text, from) {
  let place = from;
  for (let header = at(HEADER_LINE, text, between(text, place)); header; header = at(HEADER_LINE, text, between(text, place))) place = stop(header);
  let longest = 0;
  for (let line = at(LETTERS, text, between(text, place)); line; line = at(LETTERS, text, between(text, place))) {
    const { length } = line[0];
    if (length < LONG_LINE && !(longest >= LONG_LINE && closes(line[0]))) break;
    longest = Math.max(longest, length);
    place = stop(line);
    if (length < LONG_LINE) break;
  }
  return [place, longest];
}

/** The short last line of a key: padded, or mixed as no word is. */
const closes = (letters) => letters.endsWith("=") || /[0-9]/.test(letters) || !(isLower(letters) || /^[^A-Za-z]*[A-Z][a-z]*(?:[^A-Za-z]+[A-Z][a-z]*)*[^A-Za-z]*$/.test(letters));
const isLower = (letters) => /[a-z]/.test(letters) && !/[A-Z]/.test(letters);

/** start and end: of the PuTTY header. To the MAC line, or as far as lines of such a file go. */
export function puttyBlock(text, start, end) {
  const following = text.indexOf("PuTTY-User-Key-File", end);
  const last = within(PUTTY_END, text, end, following >= 0 ? following : text.length);
  if (last) return [start, stop(last)];
  let place = end;
  const next = () => at(PUTTY_LINE, text, place + /^\s*/.exec(text.slice(place))[0].length);
  for (let line = next(); line; line = next()) place = stop(line);
  return text.slice(end, place).includes("Private-Lines") ? [start, place] : null;
}

/** start and end: of an END line. The lines before it, when the BEGIN line was sent before or lost. */
export function pemTail(text, start, end) {
  const from = Math.max(start < 5 ? 0 : text.lastIndexOf("-----", start - 5), start - REACH, 0);
  let [begin, longest] = [start, 0];
  for (const { 0: piece, index } of [...text.slice(from, start).matchAll(PIECE)].reverse()) {
    if (piece.length < LONG_LINE && begin < start) break;
    longest = Math.max(longest, piece.length);
    begin = from + index;
  }
  return longest >= LONG_LINE ? [begin, end] : null;
}

/** start and end: of base64 that may be a private key in DER without its header lines, white space between its lines. */
export function derKey(text, start, end) {
  const letters = text.slice(start, end).replace(/\s+/g, "");
  try {
    const bytes = Uint8Array.from(atob(letters.slice(0, Math.floor(letters.length / 4) * 4)), (letter) => letter.charCodeAt(0));
    return isPrivateDer(bytes) ? [start, end] : null;
  } catch {
    return null;
  }
}

/** PKCS#8 (RFC 5958), encrypted PKCS#8 (PBES2), PKCS#1 (RFC 8017), SEC 1 (RFC 5915), by the order of what stands in the sequence. */
function isPrivateDer(bytes) {
  const outer = element(bytes, 0);
  const first = outer?.tag === 0x30 ? element(bytes, outer.begin) : null;
  const second = first && element(bytes, first.end);
  if (!second) return false;
  const version = first.end - first.begin === 1 ? bytes[first.begin] : -1;
  const size = second.end - second.begin;
  switch ((first.tag << 8) | second.tag) {
    case 0x0230: return (version === 0 || version === 1) && bytes[second.begin] === 0x06;
    case 0x0202: return version === 0 && size >= 64;
    case 0x0204: return version === 1 && size >= 20;
    case 0x3004: return Array.from(bytes.subarray(first.begin, first.end)).join().includes("6,9,42,134,72,134,247,13,1,5,13");
    default: return false;
  }
}

/** {tag, begin, end} of what is in the element; the end may lie beyond what was pasted. */
function element(bytes, place) {
  if (place + 2 > bytes.length) return null;
  let [size, begin] = [bytes[place + 1], place + 2];
  if (size & 0x80) {
    const count = size & 0x7f;
    if (count < 1 || count > 3 || begin + count > bytes.length) return null;
    size = bytes.subarray(begin, begin + count).reduce((sum, byte) => sum * 256 + byte, 0);
    begin += count;
  }
  return { tag: bytes[place], begin, end: begin + size };
}
