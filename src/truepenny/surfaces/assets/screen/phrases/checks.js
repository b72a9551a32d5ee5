// The checksums of recovery phrases (phrases/checks.py of the server): a row of word numbers in, the places where a whole phrase begins out.
import { utf8 } from "../bytes.js";
import { hmacSha512, sha256, sha512to256 } from "../sha2.js";
import { crc32, rs1024 } from "../sums.js";

export const BIP39_LENGTHS = [12, 15, 18, 21, 24];
export const SLIP39_LENGTHS = [20, 33];
export const ELECTRUM_LENGTHS = [12, 13, 24, 25];
export const ELECTRUM1_LENGTHS = [12, 24];
export const MONERO_LENGTHS = [13, 25];
export const ALGORAND_LENGTH = 25;
export const POLYSEED_LENGTH = 16;

const KEY = utf8("Seed version");

/** The starts of all windows of a length for which test holds. */
function* where(row, length, test) {
  for (let start = 0; start + length <= row.length; start += 1) if (test(start)) yield start;
}

/** Numbers of 11 bits in a row, the highest bit first; the last byte is filled up with zeros. */
function packed(numbers) {
  const bytes = new Uint8Array(Math.ceil((numbers.length * 11) / 8));
  numbers.forEach((number, place) => {
    for (let bit = 0; bit < 11; bit += 1) if ((number >> (10 - bit)) & 1) bytes[(place * 11 + bit) >> 3] |= 128 >> ((place * 11 + bit) & 7);
  });
  return bytes;
}

/** BIP-39: the last length / 3 bits are the first of the SHA-256 of the others. */
export function bip39(row, length) {
  const spare = length / 3;
  const size = (length * 11 - spare) / 8;
  return where(row, length, (start) => {
    const bytes = packed(row.slice(start, start + length));
    return sha256(bytes.subarray(0, size))[0] >> (8 - spare) === bytes[size] >> (8 - spare);
  });
}

/** Algorand: 24 words are the 256 bits of the key, the lowest first; the 25th is the first 11 bits of their SHA-512/256. */
export function algorand(row) {
  return where(row, ALGORAND_LENGTH, (start) => {
    if (row[start + 23] >= 8) return false;
    const bytes = packed(row.slice(start, start + 24).reverse()).reverse(); // 264 bits: the highest byte is empty
    const digest = sha512to256(bytes.subarray(0, 32));
    return ((digest[0] | (digest[1] << 8)) & 0x7ff) === row[start + 24];
  });
}

/** Electrum 2 and later: the HMAC-SHA512 of the words (bare) begins, in hex, with the kind of wallet. space: what stands between them. */
export function electrum(words, length, space) {
  return where(words, length, (start) => {
    const digest = hmacSha512(KEY, utf8(words.slice(start, start + length).join(space)));
    return digest[0] === 0x01 || (digest[0] === 0x10 && digest[1] >> 4 <= 2);
  });
}

/** Monero (25 words) and MyMonero (13): the last word is one of the others, chosen by the CRC-32 of their prefixes. */
export function monero(starts, length) {
  return where(starts, length, (start) => {
    const phrase = starts.slice(start, start + length - 1);
    const last = starts[start + length - 1];
    return phrase.includes(last) && new Set(phrase).size > Math.floor(length / 2) && phrase[crc32(utf8(phrase.join(""))) % phrase.length] === last;
  });
}

/** Polyseed (Monero): the 16 words are a polynomial over GF(2^11), modulo x^11 + x^2 + 1, with 2 as a root. */
export function polyseed(row) {
  const step = (value, number) => (value << 1) ^ (value >> 10 ? 0x805 : 0) ^ number;
  return where(row, POLYSEED_LENGTH, (start) => row.slice(start, start + POLYSEED_LENGTH).reduceRight(step, 0) === 0);
}

/** SLIP-39: RS1024 over 10 bits a word, and the bits that fill up the secret's first word are 0. */
export function slip39(row, length) {
  const unused = 10 - (((length - 7) * 10) % 16);
  return where(row, length, (start) => {
    if (row[start + 4] >> unused) return false;
    return rs1024((row[start + 1] >> 4) & 1 ? "shamir_extendable" : "shamir", row.slice(start, start + length));
  });
}
