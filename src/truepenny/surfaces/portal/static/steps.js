// On a phone a section is asked one question at a time. All fields stay in the one form: without script it is simply a longer page.
const PHONE = "(max-width: 47.99rem)";

export function oneAtATime(root) {
  const form = root.querySelector("form[data-one-at-a-time]");
  if (!form || !matchMedia(PHONE).matches) return;
  const questions = [...form.querySelectorAll("[data-question]")];
  if (questions.length < 2) return;
  const actions = form.querySelector(".actions");
  const count = document.createElement("p");
  count.className = "steps-count";
  count.setAttribute("aria-live", "polite");
  questions[0].before(count);
  const next = button(form.dataset.next, "tp-button tp-button--primary");
  const back = button(form.dataset.back, "tp-button");
  actions.prepend(next);
  actions.append(back);
  const send = actions.querySelector("[type=submit]");
  let now = Math.max(0, questions.findIndex((question) => question.classList.contains("tp-field--wrong")));

  function show(focus) {
    questions.forEach((question, place) => { question.hidden = place !== now; });
    const last = now === questions.length - 1;
    next.hidden = last;
    send.hidden = !last;
    back.hidden = now === 0;
    count.textContent = form.dataset.count.replace("{now}", now + 1).replace("{all}", questions.length);
    if (focus) questions[now].querySelector("input, textarea")?.focus();
  }
  function forward() {
    const field = questions[now].querySelector("[required]");
    if (field && !field.checkValidity()) return field.reportValidity();
    if (!questions[now].dispatchEvent(new Event("leave", { bubbles: true, cancelable: true }))) return undefined;
    now = Math.min(now + 1, questions.length - 1);
    return show(true);
  }
  next.addEventListener("click", forward);
  back.addEventListener("click", () => { now -= 1; show(true); });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !event.target.matches("input:not([type=file])") || next.hidden) return;
    event.preventDefault();
    forward();
  });
  // a link of the error summary leads to a field that may be hidden
  document.addEventListener("click", (event) => {
    const field = event.target.closest?.("#summary a") && document.getElementById(event.target.closest("a").hash.slice(1));
    const place = questions.findIndex((question) => field && question.contains(field));
    if (place >= 0) { now = place; show(true); }
  });
  form.addEventListener("needed", (event) => {
    now = questions.findIndex((question) => question.contains(event.target));
    show(false);
  });
  show(false);
}

function button(words, classes) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = classes;
  made.textContent = words;
  return made;
}
