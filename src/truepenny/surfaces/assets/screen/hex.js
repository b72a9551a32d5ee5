// 64 hex digits: a private key, or a transaction's hash, which look alike and have no checksum (hex_keys.py of the server). Here only the words
// around decide; whether an address in the text is the key's own is for the server. What nothing decides is "ask", and no reason to warn.
import { nearest } from "./cues.js";

const KEY = /^(?:0[xX])?([0-9a-fA-F]{64})$/;
const PAIR = /^(?:0[xX])?[0-9a-fA-F]{128}$/;
const ORDER = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"; // of secp256k1
const IN_ADDRESS = /:\/\/|[0-9A-Za-z-]\.[A-Za-z]{2,10}\/|\/(?:tx|transaction|block|extrinsic|hash)s?\//;
const OF_DIGEST = /(?:sha-?(?:2|256|3|512)?|digest|commit|blake2b?|blake3|keccak)[^\s0-9a-z]{1,3}$|交易[: ]{0,2}$|(?<![0-9a-z])(?:0|-1):$/;
const OF_FILE = /^(?: {2}| \*)[^\s]{1,80}\.[0-9A-Za-z]{1,6}(?!\S)/;
const LISTED = /^[\s,;|"'`()[\]0-9.x#*>、-]*$/;
const ROW = /^(?:[,;\t|][^\n,;\t|]{0,40}){0,8}\n(?:[^\n,;\t|]{0,40}[,;\t|]){0,8}$/; // the rest of a row in a table, and the beginning of the next
const near = (...cues) => ({ cues, before: 80, after: 40 });
const SAYING = [[near("hash_of_something"), "hash"], [near("private_key", "key"), "private_key"], [near("api_secret", "api"), "api_secret"]];

/** runs: of letters and digits, [start, end]. */
export function* findHexKeys(view, runs, lists) {
  let [before, said] = [-1, null];
  for (const [start, end] of runs) {
    const written = view.text.slice(start, end);
    const digits = KEY.exec(written)?.[1].toLowerCase();
    if (!digits) {
      const words = PAIR.test(written) ? saidOf(view, start, end, lists) : null;
      if (words && words !== "hash") yield hit(start, end, words);
    } else if (!/^0{12}/.test(digits) && digits < ORDER) {
      const between = before >= 0 ? view.text.slice(before, start) : null;
      const follows = between !== null && (LISTED.test(between) || ROW.test(between));
      said = saidOf(view, start, end, lists) ?? (follows ? said : null);
      before = end;
      if (said !== "hash") yield hit(start, end, said);
    }
  }
}

function hit(start, end, said) {
  if (!said) return { start, end, kind: "private_key", rule: "hex_unknown", certainty: "ask" };
  return { start, end, kind: said, rule: "hex_key_by_words", certainty: "likely" };
}

/** What the words around say it is; null: nothing. */
function saidOf(view, start, end, lists) {
  const joined = view.text.slice(Math.max(0, start - 300), start).split(/\s/).at(-1);
  if (IN_ADDRESS.test(joined) || OF_DIGEST.test(view.lower.slice(Math.max(0, start - 16), start)) || OF_FILE.test(view.text.slice(end, end + 100))) return "hash";
  const around = (cues) => nearest(view, start, end, cues, lists);
  if (around(near("private_key")) === null && around(near("public_key")) !== null) return "hash";
  let best = null;
  for (const [cues, said] of SAYING) {
    const distance = around(cues);
    if (distance !== null && (!best || distance < best[0])) best = [distance, said];
  }
  return best?.[1] ?? null;
}
