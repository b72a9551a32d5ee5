// Puts the widget together: state from storage, connection, one drawing effect. In: the loader's shell (button, panel box, options).
// Out: what the loader may call: shown, identify, signOut.
import * as actions from "./actions.js";
import { call, setDesk } from "./api.js";
import { watchOut } from "./broken.js";
import * as blobs from "./blobs.js";
import * as files from "./files.js";
import * as finding from "./finding.js";
import { focusInto, focusSoon, rememberFocus, restoreFocus, trap } from "./focus.js";
import * as frames from "./frames.js";
import { setLanguage } from "./i18n.js";
import { effect, render, untracked } from "./lib.js";
import * as later from "./later.js";
import * as live from "./live.js";
import * as offers from "./offers.js";
import * as outbox from "./outbox.js";
import * as proof from "./proof.js";
import * as scroll from "./scroll.js";
import * as screen from "./screen.js";
import * as secrets from "./secrets.js";
import * as session from "./session.js";
import { brand, config, conversation, link, now, outbox as waiting, recall, route, shown, unread } from "./state.js";
import * as storage from "./storage.js";
import "./picture.js";
import { sheets } from "./styles/sheets.js";
import { fitPhone } from "./phone.js";
import { panel } from "./views/panel.js";

const CONFIG_AGE_MS = 10 * 60 * 1000;

export async function start(shell) {
  setDesk(shell.desk);
  storage.openStorage(shell.desk);
  session.become(shell.api.identity);
  session.restore();
  recall();
  for (const part of [secrets, screen, proof, offers, finding]) part.begin(shell);
  later.begin(shell, () => import("./views/later.js"));
  comeBack();
  brand.value = { ...brand.value, ...shell.brand };
  if (storage.get("config")) useConfig(shell, storage.get("config"));
  wire(shell);
  await setLanguage(shell.options.language, shell.base, shell.brand.languages).catch(() => {});
  shell.root.adoptedStyleSheets = [...shell.root.adoptedStyleSheets, ...sheets()];
  draw(shell);
  live.startHeart();
  files.resume();
  if (session.token()) actions.refresh();
  actions.connect();
  if (storage.getTab("open")) shell.show(true);
  return { shown: (open) => show(shell, open), identify: (who) => identify(shell, who), signOut: () => signOut(shell) };
}

function wire(shell) {
  live.setHooks({
    token: session.ensure,
    cursors: frames.cursors,
    onFrame: frames.take,
    onLive: () => {
      files.goOn();
      actions.refresh();
    },
    onProblem: (problem) => failAll(problem),
    onRefused: (frame) => turnedAway(frame),
    onSignedOut: () => session.restore(),
  });
  outbox.setHooks({ connect: actions.connect, upload: files.start, opened: actions.opened });
  storage.watch((key, value) => {
    if (key === "session") {
      live.disconnect();
      if (session.restore()) actions.connect();
      else recall();
    } else outbox.changedElsewhere(key, value);
  });
  effect(() => { if (link.value !== "live") untracked(outbox.unsettle); });
  effect(() => shell.setUnread(unread.value));
  effect(() => { storage.setTab(`route/${storage.getOwner()}`, route.value); });
  watchOut();
  setInterval(() => { if (shown.value) now.value = Date.now(); }, 20_000);
}

/** The desk would not open the session at all: say so at each waiting message. */
function failAll(problem) {
  for (const item of waiting.value) if (item.state !== "accepted") outbox.fail(item.id, problem);
}

function turnedAway(frame) {
  if (frame.status === 401) session.renew(session.token()).then(live.connect, (problem) => problem.passing !== false && live.again(5000));
  else if (frame.status === 429 || frame.status >= 500) live.again((frame.retry_after_s ?? 5) * 1000);
  else {
    live.disconnect();
    failAll(frame);
  }
}

/** The view of the page before, for this owner, if what it showed is there. */
function comeBack() {
  const before = storage.getTab(`route/${storage.getOwner()}`);
  const begun = before?.id?.startsWith("n-") && waiting.value.some((item) => item.conv === before.id);
  const known = before && (!before.id || before.id === "new" || begun || conversation(before.id) || (session.token() && !before.id.startsWith("n-")));
  actions.go(known ? before.name : "home", known ? before.id : null);
}

function draw(shell) {
  let planned = 0;
  let before = null;
  let wasCovered = false;
  let stop = () => {};

  // Draws inside an effect, so that every signal read while drawing is known; the first change plans the next drawing and nothing more.
  function redraw() {
    stop();
    let drawn = false;
    stop = effect(() => {
      if (drawn) plan();
      else render(panel(shell), shell.panel);
      drawn = true;
    });
  }

  function plan() {
    planned ||= shown.peek() ? requestAnimationFrame(paint) : setTimeout(paint, 50);
  }

  function paint() {
    planned = 0;
    const covered = Boolean(actions.sheet.value);
    if (covered && !wasCovered) rememberFocus(shell.root);
    redraw();
    scroll.after(shell.panel);
    const view = `${route.value.name}/${route.value.id}`;
    if (shown.value && before !== null && (before !== view || covered !== wasCovered)) (before === view && !covered ? restoreFocus : focusInto)(shell.panel);
    before = view;
    wasCovered = covered;
  }

  paint();
  shell.frame.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing) {
      event.stopPropagation();
      if (actions.sheet.value) actions.sheet.value = null;
      else shell.show(false);
    } else trap(shell, event);
  });
  fitPhone(shell);
}

function show(shell, open) {
  if (open) actions.divide(route.value.id);
  shown.value = open;
  now.value = Date.now();
  storage.setTab("open", open);
  if (!open) {
    if (shell.root.activeElement?.closest(".panel")) shell.button.focus();
    return;
  }
  focusSoon(shell.panel);
  configure(shell);
  actions.connect();
  actions.refresh();
}

/** Brand, limits and the never-ask line: from the last visit at once, fresh in the background. */
async function configure(shell) {
  const kept = storage.get("config");
  if (kept && Date.now() - kept.at < CONFIG_AGE_MS) return;
  try {
    const fresh = { ...(await call("GET", "/api/widget/config")), at: Date.now() };
    storage.set("config", fresh);
    useConfig(shell, fresh);
  } catch {
    // what stands in the code is enough to go on
  }
}

function useConfig(shell, given) {
  config.value = { ...config.value, ...given };
  brand.value = given.brand;
}

async function identify(shell, who) {
  if (!session.become(who)) return;
  live.disconnect();
  frames.reset();
  comeBack();
  actions.connect();
  if (session.hasPast() || shown.value) actions.refresh();
}

async function signOut(shell) {
  shell.show(false);
  live.disconnect();
  frames.reset();
  await Promise.all([session.signOut(), blobs.clear()]);
  actions.go("home");
  shell.api.dispatchEvent(new Event("signout"));
}
