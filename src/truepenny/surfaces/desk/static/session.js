/* The agent's session at this desk: who they are, their language, and the way out. */

import { api } from "./api.js";
import { language, useLanguage } from "./i18n.js";
import { keep, recall } from "./prefs.js";
import { emit, store } from "./store.js";

const KEY = "tp-desk-language";

/** Learn who sits here. The page's own language (from the server) holds unless the agent chose another on this device. */
export async function startSession() {
  const me = await api.me();
  store.me = { teams: [], ...me.agent };
  store.teams = me.teams ?? [];
  store.agents = me.agents ?? [];
  store.brand = me.brand ?? {};
  store.topics = me.topics ?? [];
  store.undoS = me.undo_s ?? 10;
  emit("me");
}

export async function startLanguage() {
  const page = document.documentElement.lang.startsWith("zh") ? "zh" : "en";
  await useLanguage(recall(KEY, null) ?? page).catch(() => {});
}

export async function switchLanguage(code = language() === "zh" ? "en" : "zh") {
  await useLanguage(code);
  keep(KEY, language());
  emit("language");
}

/** Who is present changes; ask again now and then, while someone looks. */
export async function refreshPeople() {
  if (document.visibilityState !== "visible") return;
  try {
    const me = await api.me();
    store.agents = me.agents ?? store.agents;
    store.teams = me.teams ?? store.teams;
  } catch {
    return;
  }
  emit("me");
}

/** Sign out by a real form, so that the server's answer is followed. */
export function signOut() {
  const form = document.createElement("form");
  form.method = "post";
  form.action = "/desk/sign-out";
  document.body.append(form);
  form.submit();
}
