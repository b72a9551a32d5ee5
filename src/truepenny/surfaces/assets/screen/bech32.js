// Bech32 and bech32m (BIP-173, BIP-350) of any length. In: text. Out: {prefix, bytes, variant}, or null when the checksum does not hold.
import { utf8 } from "./bytes.js";

const LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const STEPS = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
const VARIANTS = new Map([[1, "bech32"], [0x2bc830a3, "bech32m"]]);

function polymod(values) {
  let sum = 1;
  for (const value of values) {
    const top = sum >>> 25;
    sum = ((sum & 0x1ffffff) << 5) ^ value;
    STEPS.forEach((step, bit) => { if ((top >> bit) & 1) sum ^= step; });
  }
  return sum;
}

/** Groups of five bits to bytes; null when what is left over is not empty padding. */
function toBytes(groups) {
  const bytes = [];
  let [held, bits] = [0, 0];
  for (const group of groups) {
    held = ((held << 5) | group) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >> bits) & 255);
    }
  }
  return bits >= 5 || held & ((1 << bits) - 1) ? null : Uint8Array.from(bytes);
}

export function decodeBech32(text) {
  const lower = text.toLowerCase();
  if (text !== lower && text !== text.toUpperCase()) return null;
  const cut = lower.lastIndexOf("1");
  if (cut < 1 || lower.length - cut < 7) return null;
  const prefix = lower.slice(0, cut);
  const groups = Array.from(lower.slice(cut + 1), (letter) => LETTERS.indexOf(letter));
  if (groups.includes(-1)) return null;
  const codes = utf8(prefix);
  const variant = VARIANTS.get(polymod([...codes.map((code) => code >> 5), 0, ...codes.map((code) => code & 31), ...groups]));
  const bytes = variant && toBytes(groups.slice(0, -6));
  return bytes ? { prefix, bytes, variant } : null;
}
