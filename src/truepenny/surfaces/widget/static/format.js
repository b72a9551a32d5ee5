// Times, sizes, numbers and user words as they are shown. Pure. Times come in as microseconds, UTC.
import { language, t, tag } from "./i18n.js";

const made = new Map();

function shape(name, options) {
  const key = name + language;
  if (!made.has(key)) made.set(key, new Intl.DateTimeFormat(tag(), options));
  return made.get(key);
}

export const clock = (at) => shape("clock", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at / 1000);

/** A moment that no one can misread: in the reader's own zone, named, and in UTC. */
export function exact(at) {
  const day = { year: "numeric", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" };
  const here = shape("exact", { ...day, timeZoneName: "shortOffset" }).format(at / 1000);
  const utc = shape("utc", { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23", timeZone: "UTC" }).format(at / 1000);
  return `${here} (${utc} UTC)`;
}

const dayNumber = (ms) => {
  const date = new Date(ms);
  return Math.round(new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime() / 86_400_000);
};

export const sameDay = (a, b) => dayNumber(a / 1000) === dayNumber(b / 1000);

export function day(at, nowMs = Date.now()) {
  const away = dayNumber(nowMs) - dayNumber(at / 1000);
  if (away === 0) return t("Today");
  if (away === 1) return t("Yesterday");
  if (away > 1 && away < 7) return shape("weekday", { weekday: "long" }).format(at / 1000);
  const thisYear = new Date(nowMs).getFullYear() === new Date(at / 1000).getFullYear();
  return shape(thisYear ? "day" : "date", { day: "numeric", month: "long", ...(thisYear ? {} : { year: "numeric" }) }).format(at / 1000);
}

/** For lists: the time today, else the day. */
export const when = (at, nowMs) => (dayNumber(nowMs) === dayNumber(at / 1000) ? clock(at) : day(at, nowMs));

export function bytes(size) {
  if (size < 1000) return `${size} B`;
  if (size < 1_000_000) return `${Math.round(size / 1000)} kB`;
  return `${(size / 1_000_000).toFixed(1)} MB`;
}

/** K7M24QDX is shown and read aloud as K7M2-4QDX. */
export const number = (id) => (id?.length === 8 ? `${id.slice(0, 4)}-${id.slice(4)}` : id ?? "");

/** A file's name without the characters that turn its reading direction around. */
export const fileName = (name) => name.replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "");

/** Cuts words into plain text and links; only addresses of the desk itself become links. */
export function parts(text, desk) {
  const found = [];
  let rest = text;
  for (let at = rest.indexOf(desk); at >= 0; at = rest.indexOf(desk)) {
    const address = /^[^\s<>"'“”，。；）)]+/.exec(rest.slice(at))[0].replace(/[.,;:!?]+$/, "");
    const url = URL.canParse(address) ? new URL(address) : null;
    if (at) found.push({ text: rest.slice(0, at) });
    found.push(url?.origin === desk && !url.username ? { text: address, href: url.href } : { text: address });
    rest = rest.slice(at + address.length);
  }
  if (rest) found.push({ text: rest });
  return found;
}

export function initial(name) {
  const letter = [...(name ?? "").trim()][0];
  return letter ? letter.toUpperCase() : "";
}

const LINE = 60;
const LONG = 30;

/** Whether words fill so many lines that they are shown folded. Chinese characters are twice as wide. */
export function isLong(text) {
  const lines = text.split("\n").map((line) => 1 + Math.floor((line.length + (line.match(/[\u2e80-\uffef]/g)?.length ?? 0)) / LINE));
  return lines.reduce((all, some) => all + some, 0) > LONG;
}
