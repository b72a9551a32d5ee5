// What is typed is kept in this browser until it is sent, or until the customer signs out. Files and hidden fields are not kept, and no secrets.
import { keepable } from "../shared/screen/keep.js";

const PREFIX = "tp-draft:";
const LIFE_MS = 7 * 24 * 3600 * 1000;

function storage() {
  try { return window.localStorage; } catch { return null; }
}

const fieldsOf = (form) => [...form.elements].filter((field) => field.name && field.matches("textarea, input:not([type=hidden], [type=file], [type=radio])"));

function forgetDraft(name) {
  storage()?.removeItem(PREFIX + name);
}

function forget(keep) {
  const store = storage();
  if (!store) return;
  for (const key of Object.keys(store).filter((key) => key.startsWith(PREFIX))) if (!keep(store.getItem(key))) store.removeItem(key);
}

function restore(form, name) {
  let kept;
  try { kept = JSON.parse(storage()?.getItem(PREFIX + name) ?? "null"); } catch { return; }
  if (!kept || Date.now() - kept.at > LIFE_MS) return;
  for (const field of fieldsOf(form)) if (!field.value && typeof kept.fields[field.name] === "string") field.value = kept.fields[field.name];
}

export function keepDrafts(root) {
  const young = (text) => { try { return Date.now() - JSON.parse(text).at < LIFE_MS; } catch { return false; } };
  forget(young);
  if (root.querySelector("[data-sent=new]")) forget((text) => young(text) && !JSON.parse(text).form.startsWith("new:"));
  for (const form of root.querySelectorAll("form[data-draft]")) {
    const name = form.dataset.draft;
    restore(form, name);
    let timer = 0;
    const save = () => {
      const fields = Object.fromEntries(fieldsOf(form).map((field) => [field.name, keepable(field.value)]).filter(([, text]) => text));
      const before = (() => { try { return JSON.parse(storage()?.getItem(PREFIX + name) ?? "{}").fields ?? {}; } catch { return {}; } })();
      for (const field of fieldsOf(form)) delete before[field.name];
      try { storage()?.setItem(PREFIX + name, JSON.stringify({ at: Date.now(), form: name, fields: { ...before, ...fields } })); } catch { /* full: the page itself still has it */ }
    };
    form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(save, 300); });
    document.addEventListener("screened", () => { if (fieldsOf(form).some((field) => field.value)) save(); });
    window.addEventListener("pagehide", () => { if (timer) save(); });
    // until the server has it, the draft stays; what was typed meanwhile takes its place
    form.addEventListener("sent", () => {
      clearTimeout(timer);
      timer = 0;
      forgetDraft(name);
      if (fieldsOf(form).some((field) => field.value)) save();
    });
  }
  for (const form of root.querySelectorAll("form[action='/sign-out']")) form.addEventListener("submit", () => forget(() => false));
}
