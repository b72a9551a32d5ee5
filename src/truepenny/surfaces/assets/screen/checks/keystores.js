// Keystores in JSON: Ethereum's and Polkadot's, also cut off (checks/keystores.py of the server). One pass over braces and names. In: a text.
// Out: the spans of whole objects.
const MARK = /[{}]|["']([a-z0-9]{3,12})\\?["']/gi;
const CRYPTO = [["ciphertext", "kdf", "mac"], ["cipher", "kdf", "checksum"]];
const POLKADOT = ["encoded", "encoding", "pkcs8"];
const TELLING = new Set([...CRYPTO.flat(), ...POLKADOT]);

export function* keystores(text) {
  const around = [];
  for (const mark of text.matchAll(MARK)) {
    if (mark[1] !== undefined) around.at(-1)?.names.add(mark[1].toLowerCase());
    else if (mark[0] === "{") around.push({ begin: mark.index, names: new Set(), child: null });
    else if (around.length) yield* closed(around, mark.index + 1);
  }
  while (around.length) yield* closed(around, text.trimEnd().length);
}

/** The innermost object ends. What it holds counts for the one around it. */
function* closed(around, end) {
  const ended = around.pop();
  const outer = around.at(-1);
  const has = (names) => names.every((name) => ended.names.has(name));
  const whole = has(POLKADOT) || CRYPTO.some(has);
  if (whole && outer?.names.has("crypto") && !outer.child) outer.child = [ended.begin, end];
  else if (whole || ended.child) yield [ended.begin, end];
  else if (outer) for (const name of ended.names) if (TELLING.has(name)) outer.names.add(name);
}
