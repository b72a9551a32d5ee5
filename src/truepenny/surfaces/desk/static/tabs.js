/* Tickets that lie open side by side. A ticket just looked at stands in one passing tab; writing, acting or a double click pins it. */

import { keep, recall } from "./prefs.js";
import { emit } from "./store.js";

const KEY = "tp-tabs";
const MOST = 12;

export let tabs = recall(KEY, []);

function set(next) {
  tabs = next.slice(-MOST);
  keep(KEY, tabs);
  emit("tabs");
}

export function tabFor(number, subject) {
  const known = tabs.find((tab) => tab.number === number);
  if (known) {
    if (subject && known.subject !== subject) set(tabs.map((tab) => (tab === known ? { ...tab, subject } : tab)));
    return;
  }
  const fresh = { number, subject: subject ?? "", pinned: false };
  const passing = tabs.findIndex((tab) => !tab.pinned);
  set(passing < 0 ? [...tabs, fresh] : tabs.with ? tabs.with(passing, fresh) : tabs.map((tab, i) => (i === passing ? fresh : tab)));
}

export function pinTab(number) {
  if (tabs.some((tab) => tab.number === number && tab.pinned)) return;
  set(tabs.map((tab) => (tab.number === number ? { ...tab, pinned: true } : tab)));
}

/** Close one; returns the number of the tab to show instead, or null. */
export function closeTab(number) {
  const at = tabs.findIndex((tab) => tab.number === number);
  if (at < 0) return null;
  const rest = tabs.filter((tab) => tab.number !== number);
  set(rest);
  return (rest[at] ?? rest[at - 1])?.number ?? null;
}

export function neighbour(number, step) {
  if (!tabs.length) return null;
  const at = tabs.findIndex((tab) => tab.number === number);
  return tabs[(Math.max(0, at) + step + tabs.length) % tabs.length].number;
}
