// The word lists of recovery phrases: which lists a word is in, its number there, and which lists a text needs (phrases/wordlists.py of the
// server). The lists come in groups, a script each; English comes alone, and the other Latin ones only when English does not explain a row.

let entries = []; // {name, scheme, words, prefix, bit}
const words = new Map(); // list -> its words, as it writes them
const masks = new Map(); // word -> bits of all lists that it is in
const numbered = new Map();
const cut = new Map();
const bare = new Map();

/** index: of all lists, in the order of their bits. */
export function setIndex(index) {
  entries = index.map((entry, place) => ({ ...entry, bit: 1 << place }));
}

export const listOf = (bit) => entries.find((one) => one.bit === bit);
export const listsThere = () => entries.filter((one) => words.has(one.name));
export const maskOf = (word) => masks.get(word) ?? 0;

/** A word of Latin script without its accents; any other as it is. */
function plain(word) {
  const parts = word.normalize("NFD");
  return parts[0] >= "a" && parts[0] <= "z" ? parts.replace(/\p{M}/gu, "") : word;
}

const lowered = (name) => words.get(name).map((word) => word.toLowerCase());

/** given: {list: its words in a row}. */
export function addLists(given) {
  for (const [name, row] of Object.entries(given)) {
    const { bit } = entries.find((one) => one.name === name);
    words.set(name, row.split(" "));
    for (const word of lowered(name)) for (const key of new Set([word, plain(word)])) masks.set(key, maskOf(key) | bit);
  }
}

/** Word to its number in a list, from 0. */
export function numbers(name) {
  if (!numbered.has(name)) {
    const found = new Map();
    lowered(name).forEach((word, number) => found.set(word, number));
    lowered(name).forEach((word, number) => { if (!found.has(plain(word))) found.set(plain(word), number); });
    numbered.set(name, found);
  }
  return numbered.get(name);
}

/** The words as Electrum takes their sum: NFKD, without what combines. */
export function bareWords(name) {
  if (!bare.has(name)) bare.set(name, lowered(name).map((word) => word.normalize("NFKD").replace(/\p{M}/gu, "")));
  return bare.get(name);
}

/** What the checksum of Monero takes of each word. */
export function prefixes(one) {
  if (!cut.has(one.name)) cut.set(one.name, words.get(one.name).map((word) => word.slice(0, one.prefix)));
  return cut.get(one.name);
}
