/* Times, sizes and numbers as people read them. Times come in microseconds UTC and are shown in the agent's own zone. */

import { language, t } from "./i18n.js";
import { now } from "./store.js";

const cache = new Map();

function formatter(name, options) {
  const key = `${language()}:${name}`;
  if (!cache.has(key)) cache.set(key, new Intl.DateTimeFormat(language() === "zh" ? "zh-CN" : "en-GB", options));
  return cache.get(key);
}

function date(us) {
  return new Date(us / 1000);
}

/** How long ago, short: now, 2m, 3h, 4d. */
export function age(us, at = now()) {
  const s = Math.max(0, (at - us) / 1e6);
  if (s < 60) return t("now");
  if (s < 3600) return t("{n}m", { n: Math.floor(s / 60) });
  if (s < 86_400) return t("{n}h", { n: Math.floor(s / 3600) });
  return t("{n}d", { n: Math.floor(s / 86_400) });
}

export function clock(us) {
  return formatter("clock", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(date(us));
}

/** With zone, for titles: what exactly does "2m" mean. */
export function full(us) {
  return formatter("full", { dateStyle: "medium", timeStyle: "long" }).format(date(us));
}

export function iso(us) {
  return date(us).toISOString();
}

export function dayKey(us) {
  return date(us).toDateString();
}

export function day(us) {
  const key = dayKey(us);
  if (key === dayKey(now())) return t("Today");
  if (key === dayKey(now() - 86_400e6)) return t("Yesterday");
  const sameYear = date(us).getFullYear() === new Date().getFullYear();
  return formatter(sameYear ? "day" : "dayYear", { weekday: "short", day: "numeric", month: "short", ...(sameYear ? {} : { year: "numeric" }) }).format(date(us));
}

/** K7M24QDX as it is read aloud: K7M2-4QDX. */
export function shown(number) {
  const bare = plain(number);
  return bare.length === 8 ? `${bare.slice(0, 4)}-${bare.slice(4)}` : bare;
}

export function plain(number) {
  return (number ?? "").replaceAll("-", "").trim().toUpperCase();
}

export function size(bytes) {
  if (bytes < 1024) return `${bytes}\u2009B`;
  if (bytes < 1024 ** 2) return `${Math.round(bytes / 1024)}\u2009kB`;
  return `${(bytes / 1024 ** 2).toFixed(1)}\u2009MB`;
}

/** One or two letters for a round badge; one character of a Chinese name. */
export function initials(name) {
  const clean = (name ?? "").trim();
  if (!clean) return "?";
  if (/\p{Script=Han}/u.test(clean)) return [...clean][0];
  const parts = clean.split(/\s+/);
  return (parts[0][0] + (parts.length > 1 ? parts[parts.length - 1][0] : "")).toUpperCase();
}

const LINE = 60;
const LONG = 30;

/** Whether words fill so many lines that they are shown folded. Chinese characters are twice as wide. */
export function isLong(text) {
  const lines = text.split("\n").map((line) => 1 + Math.floor((line.length + (line.match(/[\u2e80-\uffef]/g)?.length ?? 0)) / LINE));
  return lines.reduce((all, some) => all + some, 0) > LONG;
}
