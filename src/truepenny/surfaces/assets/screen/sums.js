// Small check sums: CRC-16/XMODEM, CRC-32, the RS1024 code of SLIP-39, Luhn; and Base32. In: bytes, numbers or text. Out: numbers, booleans, bytes.

/** CRC-16/XMODEM (polynomial 0x1021, start 0). */
export function crc16(bytes) {
  let sum = 0;
  for (const byte of bytes) {
    sum ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum & 0x8000 ? (sum << 1) ^ 0x1021 : sum << 1) & 0xffff;
  }
  return sum;
}

/** CRC-32 (IEEE 802.3), not negative. */
export function crc32(bytes) {
  let sum = -1;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return (sum ^ -1) >>> 0;
}

const RS1024 = [0xe0e040, 0x1c1c080, 0x3838100, 0x7070200, 0xe0e0009, 0x1c0c2412, 0x38086c24, 0x3090fc48, 0x21b1f890, 0x3f3f120];

/** Whether words (numbers of ten bits, the last three the check) hold under a customisation text (SLIP-39). */
export function rs1024(customisation, words) {
  let sum = 1;
  for (const value of [...Array.from(customisation, (letter) => letter.charCodeAt(0)), ...words]) {
    const top = sum >>> 20;
    sum = ((sum & 0xfffff) << 10) ^ value;
    RS1024.forEach((step, bit) => { if ((top >> bit) & 1) sum ^= step; });
  }
  return sum === 1;
}

/** Whether the digits of text hold under Luhn's check (ISO/IEC 7812-1, annex B). */
export function luhn(text) {
  let sum = 0;
  for (let place = 0; place < text.length; place += 1) {
    const digit = Number(text[text.length - 1 - place]) * (place % 2 ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return text.length > 0 && sum % 10 === 0;
}

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** RFC 4648 Base32, upper case, with or without padding. Null when a letter does not belong. */
export function decode32(text) {
  const bytes = [];
  let [held, bits] = [0, 0];
  for (const letter of text.replace(/=+$/, "")) {
    const value = BASE32.indexOf(letter);
    if (value < 0) return null;
    held = ((held << 5) | value) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >> bits) & 255);
    }
  }
  return Uint8Array.from(bytes);
}
