// Base58 and Base58Check. In: text and alphabet. Out: bytes, or null when it is no such text.
import { same } from "./bytes.js";
import { sha256 } from "./sha2.js";

export const BITCOIN = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
export const RIPPLE = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz";

export function decode58(text, alphabet = BITCOIN) {
  const digits = []; // little-endian, base 256
  for (const letter of text) {
    let carry = alphabet.indexOf(letter);
    if (carry < 0) return null;
    for (let place = 0; place < digits.length; place += 1) {
      carry += digits[place] * 58;
      digits[place] = carry & 255;
      carry >>= 8;
    }
    for (; carry; carry >>= 8) digits.push(carry & 255);
  }
  for (const letter of text) {
    if (letter !== alphabet[0]) break;
    digits.push(0);
  }
  return Uint8Array.from(digits.reverse());
}

/** The bytes without their four bytes of checksum, or null when those do not fit. */
export function decode58check(text, alphabet = BITCOIN) {
  const whole = decode58(text, alphabet);
  if (!whole || whole.length < 5) return null;
  const body = whole.subarray(0, -4);
  return same(sha256(sha256(body)).subarray(0, 4), whole.subarray(-4)) ? body : null;
}
