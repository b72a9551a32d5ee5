// Private keys that carry their own checksum, in the encodings of their chains (checks/keys.py of the server, which names the sources).
// Each check: a text and the span of a value in, the span to remove or null out. What is public never passes.
import { decode58check, RIPPLE } from "../base58.js";
import { decodeBech32 } from "../bech32.js";
import { fromHex, same, toBig } from "../bytes.js";
import { crc16, decode32 } from "../sums.js";

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n; // of secp256k1
const TEZOS = [["0d0f3a07", 32], ["2bf64e07", 64], ["075a3cb329", 56], ["11a2e0c9", 32], ["09edf1ae96", 56], ["1051eebd", 32], ["09303973ab", 56]]
  .map(([prefix, size]) => [fromHex(prefix), size]);

const begins = (bytes, prefix) => same(bytes.subarray(0, prefix.length), prefix);

function inOrder(key) {
  const value = toBig(key);
  return value > 0n && value < ORDER;
}

/** A check of the bytes of a base58check text. */
const ofBytes = (holds, alphabet) => (text, start, end) => {
  const bytes = decode58check(text.slice(start, end), alphabet);
  return bytes && holds(bytes) ? [start, end] : null;
};

export const wif = ofBytes((bytes) => bytes[0] >= 0x80 && (bytes.length === 33 || (bytes.length === 34 && bytes[33] === 1)) && inOrder(bytes.subarray(1, 33)));
export const bip38 = ofBytes((bytes) => bytes.length === 39 && bytes[0] === 1 && (bytes[1] === 0x42 || bytes[1] === 0x43));
export const extendedKey = ofBytes((bytes) => bytes.length === 78 && bytes[45] === 0 && inOrder(bytes.subarray(46)));
export const xrpSeed = ofBytes((bytes) => (bytes.length === 17 && bytes[0] === 0x21) || (bytes.length === 19 && begins(bytes, fromHex("01e14b"))), RIPPLE);
export const tezosKey = ofBytes((bytes) => TEZOS.some(([prefix, size]) => bytes.length === prefix.length + size && begins(bytes, prefix)));

export function stellarSeed(text, start, end) {
  const bytes = decode32(text.slice(start, end));
  return bytes?.length === 35 && bytes[0] === 0x90 && crc16(bytes.subarray(0, 33)) === (bytes[33] | (bytes[34] << 8)) ? [start, end] : null;
}

/** At least 32 bytes, over as many lines as it needs; the rule's pattern names the prefixes of private keys. */
export function bech32Key(text, start, end) {
  const lines = [...text.slice(start, end).matchAll(/[^=\s>]+/g)];
  for (let count = lines.length; count > 0; count -= 1) {
    const read = decodeBech32(lines.slice(0, count).map((line) => line[0]).join(""));
    if ((read?.bytes.length ?? 0) >= 32) return [start, start + lines[count - 1].index + lines[count - 1][0].length];
  }
  return null;
}
