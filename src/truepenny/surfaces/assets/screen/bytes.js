// Bytes and their spellings. In: strings, numbers. Out: Uint8Array, strings. No network, no DOM, nothing kept.

const encoder = new TextEncoder();

export const utf8 = (text) => encoder.encode(text);

export const fromHex = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));

export const toHex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

export const same = (one, other) => one.length === other.length && one.every((byte, place) => byte === other[place]);

export function join(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let place = 0;
  for (const part of parts) {
    whole.set(part, place);
    place += part.length;
  }
  return whole;
}

/** The value of big-endian bytes. */
export const toBig = (bytes) => BigInt(`0x${toHex(bytes) || "0"}`);

/** value as size big-endian bytes. */
export const fromBig = (value, size) => fromHex(value.toString(16).padStart(size * 2, "0"));
