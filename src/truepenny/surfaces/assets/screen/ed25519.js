// The public key of an ed25519 seed (RFC 8032, 5.1.5). In: 32 bytes. Out: 32 bytes. Not in constant time: the secret is the customer's own and
// on their own machine, and the answer is only "is this a key pair". About a millisecond.
import { fromBig, toBig } from "./bytes.js";
import { sha512 } from "./sha2.js";

const P = 2n ** 255n - 19n;
const mod = (n) => ((n % P) + P) % P;

function power(n, exponent) {
  let [made, square] = [1n, mod(n)];
  for (let rest = exponent; rest; rest >>= 1n) {
    if (rest & 1n) made = (made * square) % P;
    square = (square * square) % P;
  }
  return made;
}

const inverse = (n) => power(n, P - 2n);
const D = mod(-121665n * inverse(121666n));

/** (x, y) as extended coordinates [X, Y, Z, T] with x = X/Z, y = Y/Z, T = XY/Z (RFC 8032, 5.1.4). */
function add([x1, y1, z1, t1], [x2, y2, z2, t2]) {
  const a = ((y1 - x1) * (y2 - x2)) % P;
  const b = ((y1 + x1) * (y2 + x2)) % P;
  const c = (((2n * t1 * t2) % P) * D) % P;
  const d = (2n * z1 * z2) % P;
  const [e, f, g, h] = [b - a, d - c, d + c, b + a];
  return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
}

/** The generator: y = 4/5, x even. */
function generator() {
  const y = (4n * inverse(5n)) % P;
  const square = mod((y * y - 1n) * inverse(D * y * y + 1n));
  let x = power(square, (P + 3n) / 8n);
  if ((x * x) % P !== square) x = (x * power(2n, (P - 1n) / 4n)) % P;
  if (x & 1n) x = P - x;
  return [x, y, 1n, (x * y) % P];
}

const doubled = []; // the generator times 1, 2, 4, 8 ...

function times(scalar) {
  if (!doubled.length) for (let point = generator(); doubled.length < 256; point = add(point, point)) doubled.push(point);
  let sum = [0n, 1n, 1n, 0n];
  for (let [rest, bit] = [scalar, 0]; rest; rest >>= 1n, bit += 1) if (rest & 1n) sum = add(sum, doubled[bit]);
  return sum;
}

export function publicKey(seed) {
  const scalar = sha512(seed).subarray(0, 32);
  scalar[0] &= 248;
  scalar[31] = (scalar[31] & 127) | 64;
  const [x, y, z] = times(toBig(scalar.reverse()));
  const over = inverse(z);
  const made = fromBig((y * over) % P, 32).reverse();
  if (((x * over) % P) & 1n) made[31] |= 128;
  return made;
}
