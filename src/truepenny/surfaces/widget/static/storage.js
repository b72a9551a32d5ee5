// What survives reload, navigation and crash: small JSON values in the host page's localStorage, under names of this desk and this owner
// ("guest" or "account"). Falls back to memory where storage is refused. Other tabs' changes arrive through watch().

const memory = new Map();

function read(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return memory.get(key) ?? null;
  }
}

function write(key, value) {
  try {
    localStorage.setItem(key, value);
    return true;
  } catch {
    memory.set(key, value);
    return false;
  }
}

function erase(key) {
  memory.delete(key);
  try {
    localStorage.removeItem(key);
  } catch {
    // refused storage holds nothing to remove
  }
}

function names() {
  try {
    return Object.keys(localStorage);
  } catch {
    return [...memory.keys()];
  }
}

let desk = "";
let owner = "guest";
const prefix = () => `truepenny|${desk}|${owner}|`;

export function openStorage(origin) {
  desk = origin;
}

export function setOwner(name) {
  owner = name;
}

export const getOwner = () => owner;

export function get(key, fallback = null) {
  const text = read(prefix() + key) ?? memory.get(prefix() + key);
  if (text == null) return fallback;
  try {
    return JSON.parse(text);
  } catch {
    return fallback;
  }
}

let sieve = (value) => value;

/** What the customer's own words go through before they are written down. given: value to value, or null for "not to be kept". */
export function setSieve(given) {
  sieve = given;
}

/** Keeps a value. When the browser's quota is full, cached conversations give way first: they can be had again. */
export function set(key, value) {
  const kept = /^(draft|out)\//.test(key) ? sieve(value) : value;
  if (kept === null) return void remove(key);
  const text = JSON.stringify(kept);
  if (write(prefix() + key, text)) return;
  for (const name of names()) if (name.startsWith(prefix() + "log/")) erase(name);
  write(prefix() + key, text);
}

export function remove(key) {
  erase(prefix() + key);
}

/** The keys of this owner that begin with start, without the owner's prefix. */
export function list(start) {
  const whole = prefix() + start;
  return names().filter((name) => name.startsWith(whole)).map((name) => name.slice(prefix().length));
}

/** Forgets everything of this owner: at sign-out, and when another account signs in. */
export function wipe() {
  for (const name of list("")) remove(name);
}

/** Moves what begins with one of the starts from another owner to this one, and forgets the rest of that owner's. */
export function handOver(from, starts) {
  const to = owner;
  owner = from;
  const moved = starts.flatMap(list).map((key) => [key, get(key)]);
  wipe();
  owner = to;
  for (const [key, value] of moved) set(key, value);
}

/** Calls changed(key, value) when another tab of the same owner changed a value (null: removed). */
export function watch(changed) {
  addEventListener("storage", (event) => {
    if (!event.key?.startsWith(prefix())) return;
    let value = null;
    try {
      value = event.newValue == null ? null : JSON.parse(event.newValue);
    } catch {
      return;
    }
    changed(event.key.slice(prefix().length), value);
  });
}

/** What belongs to this tab alone: what is open and in front. */
export function getTab(key) {
  try {
    return JSON.parse(sessionStorage.getItem(`truepenny|${desk}|${key}`));
  } catch {
    return null;
  }
}

export function setTab(key, value) {
  try {
    sessionStorage.setItem(`truepenny|${desk}|${key}`, JSON.stringify(value));
  } catch {
    // then the next page begins closed, at home
  }
}
