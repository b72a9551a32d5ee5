/* What this agent chose on this device: theme, pane widths, sound. Kept in localStorage; a full or forbidden store is no error. */

import { emit } from "./store.js";

const KEY = "tp-desk-prefs";

function read(key, fallback) {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? fallback;
  } catch {
    return fallback;
  }
}

export function keep(key, value) {
  try {
    if (value === null || value === undefined) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

export const recall = read;

export const prefs = { theme: "auto", list: 372, panel: 296, panelOpen: true, notify: false, sound: false, sort: "activity", mailView: "words", ...read(KEY, {}) };

export function setPref(name, value) {
  prefs[name] = value;
  keep(KEY, prefs);
  if (name === "theme") applyTheme();
  emit("prefs", name);
}

/** data-theme wins over the system's colour scheme; the cookie lets the server draw the first paint right. */
export function applyTheme() {
  const root = document.documentElement;
  if (prefs.theme === "auto") delete root.dataset.theme;
  else root.dataset.theme = prefs.theme;
  document.cookie = `tp_theme=${prefs.theme}; path=/desk; max-age=31536000; samesite=lax`;
}

/** Keys under a prefix, for mirrors of drafts and unsent messages. */
export function keptKeys(prefix) {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  } catch {
    return [];
  }
}
