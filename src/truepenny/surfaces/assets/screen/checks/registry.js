// The exact checks by the names that rules.json uses. A check gets a text and the span of a value, and answers with the span to remove or null. A
// finder goes over a whole text at once and stands in for the pattern and the check of its rule.
import { bareCardNumber, cardNumber } from "./cards.js";
import { derKey, pemBlock, pemTail, puttyBlock } from "./files.js";
import { bech32Key, bip38, extendedKey, stellarSeed, tezosKey, wif, xrpSeed } from "./keys.js";
import { keystores } from "./keystores.js";
import { base58Pair, hexPair, numberPair } from "./pairs.js";
import { discordToken, jsonWebToken } from "./tokens.js";

export const CHECKS = {
  wif,
  bip38,
  extended_key: extendedKey,
  xrp_seed: xrpSeed,
  stellar_seed: stellarSeed,
  tezos_key: tezosKey,
  bech32_key: bech32Key,
  base58_pair: base58Pair,
  number_pair: numberPair,
  hex_pair: hexPair,
  pem_block: pemBlock,
  pem_tail: pemTail,
  putty_block: puttyBlock,
  der_key: derKey,
  card_number: cardNumber,
  bare_card_number: bareCardNumber,
  json_web_token: jsonWebToken,
  discord_token: discordToken,
};

export const FINDERS = { keystore: keystores };
