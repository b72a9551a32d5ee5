// Before sending: what must not be sent or kept is found in the customer's words, here in the browser. The screen itself (shared/screen) is
// fetched when somebody writes. Where it cannot be had, writing and sending go on and the server decides alone, as it does without script.
import { decideBy } from "../shared/screen/keep.js";

const WORDS = "textarea[name][dir], input[name][dir]"; // fields for people's own words say so by dir="auto"
const PATIENCE_MS = 1500;
const AGAIN_MS = 10_000;

const guards = new WeakMap();
const passed = new WeakSet(); // forms that were looked at and go on their way
let screen = null;
let loading = null;
let waited = false;
let failures = 0;

function load() {
  loading ??= import(`../shared/screen/start.js${failures ? `?again=${failures}` : ""}`) // browsers may remember what failed by its address
    .then((module) => module.start({ language: document.documentElement.dataset.language, root: document, more: known }))
    .then((made) => {
      screen = made;
      decideBy(made.clean);
      known();
    })
    .catch(() => {
      failures += 1;
      setTimeout(() => { loading = null; }, AGAIN_MS);
    });
  return loading;
}

/** Whether the screen has nothing at all against a text. False while it cannot say. */
export const isClear = (text) => screen !== null && !screen.find(text).length && screen.clean(text) !== null;

/** The screen, or more of its lists, have come: drafts that were held back can be kept. */
function known() {
  for (const field of document.querySelectorAll(WORDS)) if (field.value) guardOf(field).look(field.value);
  document.dispatchEvent(new Event("screened"));
}

function guardOf(field) {
  if (!guards.has(field)) {
    const guard = screen.guard({
      replace(text) {
        field.value = text;
        field.dispatchEvent(new Event("input", { bubbles: true }));
      },
      select(start, end) {
        field.focus();
        field.setSelectionRange(start, end);
      },
      focus: () => field.focus(),
    }, () => tell(field, guard));
    field.after(guard.element);
    guards.set(field, guard);
  }
  return guards.get(field);
}

/** The field and the buttons that send it say what stands in the way. */
function tell(field, guard) {
  if (!field.form) return; // the page has been drawn anew since
  const others = (field.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== guard.card.id);
  const ids = guard.reason ? [...others, guard.reason] : others;
  if (ids.length) field.setAttribute("aria-describedby", ids.join(" "));
  else field.removeAttribute("aria-describedby");
  const shut = fieldsOf(field.form).some((one) => guards.get(one)?.blocked);
  for (const button of field.form.querySelectorAll("[type=submit]")) {
    if (shut) button.setAttribute("aria-disabled", "true");
    else button.removeAttribute("aria-disabled");
  }
}

const fieldsOf = (form) => [...form.elements].filter((field) => field.matches(WORDS));

/** Leads to the first field of these with something in its way. Gives whether there is one. */
function stop(fields) {
  const first = fields.find((field) => guards.get(field)?.blocked);
  if (!first) return false;
  first.dispatchEvent(new Event("needed", { bubbles: true }));
  guards.get(first).insist();
  return true;
}

async function settle(form, submitter) {
  if (!screen && !waited) await Promise.race([load(), new Promise((done) => { setTimeout(done, PATIENCE_MS); })]);
  waited = true;
  if (screen) await Promise.all(fieldsOf(form).map((field) => guardOf(field).settle(field.value)));
  if (screen && stop(fieldsOf(form))) return;
  setTimeout(() => { // a form does not submit again while its own submit event is still on its way
    passed.add(form);
    form.requestSubmit(submitter);
  });
}

export function screenForms() {
  document.addEventListener("input", (event) => {
    if (!event.target.matches?.(WORDS)) return;
    if (screen) guardOf(event.target).look(event.target.value);
    else void load();
  });
  // a step of a form: its one field must be clear before the next question is asked
  document.addEventListener("leave", (event) => {
    if (screen && stop([...event.target.querySelectorAll(WORDS)])) event.preventDefault();
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const written = fieldsOf(form).filter((field) => field.value.trim());
    if (!written.length || passed.delete(form) || (!screen && waited)) return;
    if (screen && written.every((field) => guards.get(field)?.saw(field.value)) && !written.some((field) => guards.get(field).blocked)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    void settle(form, event.submitter);
  }, true);
}
