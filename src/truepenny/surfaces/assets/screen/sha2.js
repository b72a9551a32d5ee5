// SHA-256, SHA-512, SHA-512/256 and HMAC-SHA512 (FIPS 180-4, RFC 2104), synchronous: a page without https has no WebCrypto, and a check in the
// middle of a text cannot wait. In: Uint8Array. Out: Uint8Array. The constants are computed from the primes, as the standard defines them.
import { utf8 } from "./bytes.js";

const PRIMES = [];
for (let n = 2; PRIMES.length < 80; n += 1) if (PRIMES.every((prime) => n % prime)) PRIMES.push(n);

/** The first 64 bits of the fraction of the degree-th root of n, as [high, low]. */
function fraction(n, degree) {
  const target = BigInt(n) << BigInt(64 * degree);
  let root = 0n;
  for (let bit = 1n << 68n; bit; bit >>= 1n) if ((root + bit) ** BigInt(degree) <= target) root += bit;
  return [Number((root >> 32n) & 0xffffffffn) | 0, Number(root & 0xffffffffn) | 0];
}

const K = Int32Array.from(PRIMES.flatMap((prime) => fraction(prime, 3)));
const START = Int32Array.from(PRIMES.slice(0, 8).flatMap((prime) => fraction(prime, 2)));
const K256 = K.filter((_, place) => place % 2 === 0).slice(0, 64);
const START256 = START.filter((_, place) => place % 2 === 0);

/** The message with its one bit, zeros and length, as big-endian 32-bit words. */
function padded(bytes, block) {
  const whole = new Uint8Array(Math.ceil((bytes.length + 1 + block / 8) / block) * block);
  whole.set(bytes);
  whole[bytes.length] = 0x80;
  const view = new DataView(whole.buffer);
  view.setUint32(whole.length - 8, Math.floor(bytes.length / 0x20000000));
  view.setUint32(whole.length - 4, bytes.length << 3);
  return Int32Array.from({ length: whole.length / 4 }, (_, place) => view.getInt32(place * 4));
}

function toBytes(words) {
  const view = new DataView(new ArrayBuffer(words.length * 4));
  words.forEach((word, place) => view.setInt32(place * 4, word));
  return new Uint8Array(view.buffer);
}

const turn = (x, n) => (x >>> n) | (x << (32 - n));

export function sha256(bytes) {
  const words = padded(bytes, 64);
  const state = START256.slice();
  const w = new Int32Array(64);
  for (let start = 0; start < words.length; start += 16) {
    for (let i = 0; i < 64; i += 1) {
      if (i < 16) w[i] = words[start + i];
      else {
        const [x, y] = [w[i - 15], w[i - 2]];
        w[i] = w[i - 16] + (turn(x, 7) ^ turn(x, 18) ^ (x >>> 3)) + w[i - 7] + (turn(y, 17) ^ turn(y, 19) ^ (y >>> 10));
      }
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i += 1) {
      const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K256[i] + w[i]) | 0;
      const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((word, place) => { state[place] += word; });
  }
  return toBytes(state);
}

// 64-bit numbers are two 32-bit halves in a row: [high, low].
const turnHigh = (h, l, n) => (n < 32 ? (h >>> n) | (l << (32 - n)) : (l >>> (n - 32)) | (h << (64 - n)));
const turnLow = (h, l, n) => (n < 32 ? (l >>> n) | (h << (32 - n)) : (h >>> (n - 32)) | (l << (64 - n)));

/** Adds the 64-bit number (high, low) to the one at place. */
function add(list, place, high, low) {
  const sum = (list[place + 1] >>> 0) + (low >>> 0);
  list[place + 1] = sum;
  list[place] += high + (sum > 0xffffffff ? 1 : 0);
}

function schedule(w) {
  for (let i = 32; i < 160; i += 2) {
    const [xh, xl, yh, yl] = [w[i - 30], w[i - 29], w[i - 4], w[i - 3]];
    w[i] = w[i - 32];
    w[i + 1] = w[i - 31];
    add(w, i, w[i - 14], w[i - 13]);
    add(w, i, turnHigh(xh, xl, 1) ^ turnHigh(xh, xl, 8) ^ (xh >>> 7), turnLow(xh, xl, 1) ^ turnLow(xh, xl, 8) ^ ((xl >>> 7) | (xh << 25)));
    add(w, i, turnHigh(yh, yl, 19) ^ turnHigh(yh, yl, 61) ^ (yh >>> 6), turnLow(yh, yl, 19) ^ turnLow(yh, yl, 61) ^ ((yl >>> 6) | (yh << 26)));
  }
}

/** One round over v (eight 64-bit numbers a to h); t is a place to reckon in. */
function round(v, t, w, i) {
  const [ah, al, bh, bl, ch, cl, , , eh, el, fh, fl, gh, gl, hh, hl] = v;
  t[0] = hh;
  t[1] = hl;
  add(t, 0, turnHigh(eh, el, 14) ^ turnHigh(eh, el, 18) ^ turnHigh(eh, el, 41), turnLow(eh, el, 14) ^ turnLow(eh, el, 18) ^ turnLow(eh, el, 41));
  add(t, 0, (eh & fh) ^ (~eh & gh), (el & fl) ^ (~el & gl));
  add(t, 0, K[i], K[i + 1]);
  add(t, 0, w[i], w[i + 1]);
  v.copyWithin(2, 0, 14);
  add(v, 8, t[0], t[1]);
  add(t, 0, turnHigh(ah, al, 28) ^ turnHigh(ah, al, 34) ^ turnHigh(ah, al, 39), turnLow(ah, al, 28) ^ turnLow(ah, al, 34) ^ turnLow(ah, al, 39));
  add(t, 0, (ah & bh) ^ (ah & ch) ^ (bh & ch), (al & bl) ^ (al & cl) ^ (bl & cl));
  v[0] = t[0];
  v[1] = t[1];
}

function sha512from(start, bytes) {
  const words = padded(bytes, 128);
  const state = start.slice();
  const [w, t] = [new Int32Array(160), new Int32Array(2)];
  for (let place = 0; place < words.length; place += 32) {
    w.set(words.subarray(place, place + 32));
    schedule(w);
    const v = state.slice();
    for (let i = 0; i < 160; i += 2) round(v, t, w, i);
    for (let i = 0; i < 16; i += 2) add(state, i, v[i], v[i + 1]);
  }
  return toBytes(state);
}

export const sha512 = (bytes) => sha512from(START, bytes);

let start512to256 = null;

/** SHA-512/256: SHA-512 with a start of its own (FIPS 180-4, 5.3.6), cut to 32 bytes. */
export function sha512to256(bytes) {
  if (!start512to256) {
    const made = new DataView(sha512from(START.map((word) => word ^ 0xa5a5a5a5), utf8("SHA-512/256")).buffer);
    start512to256 = Int32Array.from({ length: 16 }, (_, place) => made.getInt32(place * 4));
  }
  return sha512from(start512to256, bytes).subarray(0, 32);
}

export function hmacSha512(key, bytes) {
  const short = key.length > 128 ? sha512(key) : key;
  const pads = [0x36, 0x5c].map((value) => new Uint8Array(128).fill(value).map((byte, place) => byte ^ (short[place] ?? 0)));
  const joined = (pad, rest) => Uint8Array.from([...pad, ...rest]);
  return sha512(joined(pads[1], sha512(joined(pads[0], bytes))));
}
