// The editor of articles: tools that write Markdown, a preview that follows, pictures, and unsaved words kept in this browser. Everything
// works without; no words here, the server has written them.
const LIFE_MS = 30 * 24 * 3600 * 1000;
const PREFIX = "tp-help:";

// -- writing into the text -----------------------------------------------------------------------------------------

/** Puts text in place of start..end so that Ctrl-Z takes it back, and selects the part from..to of it. */
function write(field, start, end, text, from = text.length, to = from) {
  field.focus();
  field.setSelectionRange(start, end);
  if (!document.execCommand("insertText", false, text)) field.setRangeText(text, start, end, "end");
  field.setSelectionRange(start + from, start + to);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

const chosen = (field) => field.value.slice(field.selectionStart, field.selectionEnd);

/** A block of its own: with an empty line before and after it. select: the part of it to be overwritten first. */
function putBlock(field, block, select) {
  const before = field.value.slice(0, field.selectionStart);
  const after = field.value.slice(field.selectionEnd);
  const lead = !before ? "" : before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  const trail = !after || after.startsWith("\n\n") ? (after ? "" : "\n") : after.startsWith("\n") ? "\n" : "\n\n";
  const at = lead.length + block.indexOf(select);
  write(field, field.selectionStart, field.selectionEnd, lead + block + trail, at, at + select.length);
}

function around(field, mark) {
  const text = chosen(field) || field.dataset.sentence;
  write(field, field.selectionStart, field.selectionEnd, `${mark}${text}${mark}`, mark.length, mark.length + text.length);
}

/** The marked lines, each with something before it. */
function lines(field, before) {
  const text = chosen(field);
  if (!text) return putBlock(field, before(0) + field.dataset.sentence, field.dataset.sentence);
  const made = text.split("\n").map((line, n) => (line.trim() ? before(n) + line : line)).join("\n");
  return write(field, field.selectionStart, field.selectionEnd, made);
}

const TOOLS = {
  heading: (field) => putBlock(field, `## ${chosen(field) || field.dataset.heading}`, chosen(field) || field.dataset.heading),
  bold: (field) => around(field, "**"),
  list: (field) => lines(field, () => "- "),
  steps(field) {
    const steps = (chosen(field) || field.dataset.step).split("\n").filter((line) => line.trim());
    putBlock(field, `::: steps\n${steps.map((line, n) => `${n + 1}. ${line}`).join("\n")}\n:::`, steps[0]);
  },
  table(field) {
    const cell = field.dataset.cell;
    putBlock(field, `| ${cell} 1 | ${cell} 2 |\n| --- | --- |\n|  |  |\n|  |  |`, `${cell} 1`);
  },
  warning: (field) => callout(field, "warning"),
  note: (field) => callout(field, "note"),
  tip: (field) => callout(field, "tip"),
  link: askLink,
  picture: (field) => askPicture(field),
};

function callout(field, kind) {
  const text = chosen(field) || field.dataset.sentence;
  putBlock(field, `::: ${kind}\n${text}\n:::`, text);
}

const linkDialog = document.querySelector("[data-link-dialog]");

function askLink(field) {
  const [start, end] = [field.selectionStart, field.selectionEnd];
  const [address, words] = ["[data-address]", "[data-words]"].map((name) => linkDialog.querySelector(name));
  words.value = chosen(field);
  address.value = "";
  linkDialog.returnValue = "";
  linkDialog.addEventListener("close", () => {
    const to = address.value.trim().replace(/[\s()<>]/g, encodeURIComponent);
    if (linkDialog.returnValue !== "put" || !to) return field.focus();
    return write(field, start, end, `[${words.value.trim() || to}](${to})`);
  }, { once: true });
  linkDialog.showModal();
}

const pictureDialog = document.querySelector("[data-picture-dialog]");

function askPicture(field, given = null) {
  const [start, end] = [field.selectionStart, field.selectionEnd];
  const [input, words, wrong, put] = ["[data-file]", "[data-words]", "[data-wrong]", "[data-put]"].map((name) => pictureDialog.querySelector(name));
  const tell = (text) => {
    wrong.textContent = text;
    wrong.hidden = !text;
  };
  input.value = "";
  words.value = chosen(field);
  input.closest(".tp-field").hidden = Boolean(given);
  tell("");
  put.disabled = false;
  put.onclick = async () => {
    const file = given ?? input.files[0];
    if (!file || !words.value.trim()) return tell(put.dataset.empty);
    put.disabled = true;
    try {
      const body = new FormData();
      body.set("file", file, file.name || "picture.png");
      const answer = await fetch("/admin/help/pictures", { method: "POST", body, headers: { accept: "application/json" } });
      const said = await answer.json();
      if (!answer.ok) return tell(`${said.title} ${said.cure ?? ""}`);
      pictureDialog.close();
      return write(field, start, end, `![${words.value.trim().replace(/[[\]\\]/g, "\\$&")}](${said.reference})`);
    } catch {
      return tell(put.dataset.lost);
    } finally {
      put.disabled = false;
    }
  };
  pictureDialog.showModal();
}

// -- the toolbar: one stop for the Tab key, arrows within ------------------------------------------------------------

function equip(bar, field) {
  const buttons = [...bar.querySelectorAll("[data-tool]")];
  bar.addEventListener("click", (event) => {
    const tool = event.target.closest("[data-tool]");
    if (tool) TOOLS[tool.dataset.tool](field);
  });
  bar.addEventListener("keydown", (event) => {
    const at = buttons.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = buttons[(to + buttons.length) % buttons.length];
    for (const button of buttons) button.tabIndex = button === next ? 0 : -1;
    next.focus();
  });
  field.addEventListener("keydown", (event) => {
    const tool = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && { b: "bold", k: "link" }[event.key];
    if (!tool) return;
    event.preventDefault();
    TOOLS[tool](field);
  });
  field.addEventListener("paste", (event) => {
    const file = [...event.clipboardData.files].find((one) => one.type.startsWith("image/"));
    if (!file) return;
    event.preventDefault();
    askPicture(field, file);
  });
}

// -- the preview ---------------------------------------------------------------------------------------------------

function follow(form, field) {
  const place = form.closest(".help-side").querySelector("[data-preview]");
  let [timer, asked] = [0, 0];
  async function show() {
    const mine = ++asked;
    try {
      const body = new URLSearchParams({ body: field.value, language: form.dataset.language });
      const answer = await fetch("/admin/help/preview", { method: "POST", body });
      if (!answer.ok || answer.redirected || mine !== asked) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      place.replaceChildren(...document.adoptNode(page.body).childNodes);
    } catch {
      // offline: the next letter asks again
    }
  }
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(show, 400);
  });
}

// -- unsaved words ---------------------------------------------------------------------------------------------------

let screen = null;

/** What may be kept of a text: null for one with a secret in it, or what may be one, and until the screen can say. */
function clean(text) {
  screen ??= import("../shared/screen/start.js").then((module) => module.start({ language: document.documentElement.lang.slice(0, 2), root: document, more() {} }));
  return screen.then((made) => (made.find(text).length ? null : made.clean(text)));
}

const fieldsOf = (form) => [...form.querySelectorAll("[name=title], [name=summary], [name=body]")];

function keep(form) {
  const key = PREFIX + form.dataset.draft;
  const before = Object.fromEntries(fieldsOf(form).map((field) => [field.name, field.defaultValue]));
  const bar = form.querySelector("[data-kept]");
  let timer = 0;
  const kept = read(key);
  if (kept && !("typed" in form.dataset)) {
    const differs = fieldsOf(form).some((field) => typeof kept.words[field.name] === "string" && kept.words[field.name] !== field.value);
    if (differs) offer(form, bar, kept, key);
    else localStorage.removeItem(key);
  }
  async function save() {
    const fields = fieldsOf(form);
    if (fields.every((field) => field.value === before[field.name])) return localStorage.removeItem(key);
    const words = {};
    for (const field of fields) {
      const text = await clean(field.value);
      if (text !== null) words[field.name] = text;
    }
    try {
      return localStorage.setItem(key, JSON.stringify({ at: Date.now(), base: form.dataset.base, words }));
    } catch {
      return undefined; // full, or none here: the page itself still has them
    }
  }
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => save().catch(() => {}), 500);
  });
  if (new URLSearchParams(location.search).get("done")?.endsWith(`-${form.dataset.language}`)) localStorage.removeItem(key);
}

function read(key) {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? "null");
    return kept && Date.now() - kept.at < LIFE_MS ? kept : null;
  } catch {
    return null;
  }
}

function offer(form, bar, kept, key) {
  bar.querySelector("[data-kept-at]").textContent = new Date(kept.at).toLocaleString(document.documentElement.lang);
  bar.hidden = false;
  bar.querySelector("[data-kept-take]").onclick = () => {
    for (const field of fieldsOf(form)) if (typeof kept.words[field.name] === "string") field.value = kept.words[field.name];
    form.elements.base.value = kept.base; // saved over by others meanwhile: the server then shows both
    bar.hidden = true;
    const body = form.querySelector("[name=body]");
    body.dispatchEvent(new Event("input", { bubbles: true }));
    body.focus();
  };
  bar.querySelector("[data-kept-drop]").onclick = () => {
    localStorage.removeItem(key);
    bar.hidden = true;
  };
}

for (const key of Object.keys(localStorage).filter((name) => name.startsWith(PREFIX))) if (!read(key)) localStorage.removeItem(key);

for (const form of document.querySelectorAll("[data-help-form]")) {
  const field = form.querySelector("[name=body]");
  equip(form.querySelector("[data-tools]"), field);
  follow(form, field);
  keep(form);
}
