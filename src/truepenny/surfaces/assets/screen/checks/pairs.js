// Secret keys that hold their public half: Solana's and NEAR's 64 bytes, in base58, as a list of numbers or in hex. The public key of the first 32
// bytes must equal the last 32; a Solana signature is of the same size and does not pass.
import { decode58 } from "../base58.js";
import { fromHex, same } from "../bytes.js";
import { publicKey } from "../ed25519.js";

const isPair = (bytes) => bytes?.length === 64 && same(publicKey(bytes.subarray(0, 32)), bytes.subarray(32));

export const base58Pair = (text, start, end) => (isPair(decode58(text.slice(start, end))) ? [start, end] : null);

/** White space may stand anywhere, also where a line broke a number in two. */
export function numberPair(text, start, end) {
  const numbers = text.slice(start + 1, end - 1).replace(/[\s>]+/g, "").split(",");
  if (numbers.length !== 64 || !numbers.every((number) => /^[0-9]{1,3}$/.test(number) && Number(number) < 256)) return null;
  return isPair(Uint8Array.from(numbers, Number)) ? [start, end] : null;
}

export const hexPair = (text, start, end) => (isPair(fromHex(text.slice(start, end).replace(/^0x/, ""))) ? [start, end] : null);
