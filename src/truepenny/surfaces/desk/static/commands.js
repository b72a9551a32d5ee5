/* Everything that the desk can do, in one list: for keys, palette and help sheet alike. when() says whether it makes sense now. */

import { assign, openMerge, pickAssignee, pickCountersign, pickPriority, pickStatus, pickTags, pickTeam, pickTopic, reopen, setStatus } from "./actions.js";
import { t } from "./i18n.js";
import { bind } from "./keys.js";
import { statusName, viewIcon, viewName } from "./labels.js";
import { show } from "./overlays.js";
import { prefs, setPref } from "./prefs.js";
import { go, readAddress, VIEW_IDS } from "./router.js";
import { emit, store } from "./store.js";
import { closeTab, neighbour } from "./tabs.js";
import { findTicket } from "./tickets.js";
import { switchLanguage } from "./session.js";

const here = () => store.active;
const ticket = () => findTicket(store.active)?.ticket;
const open = () => Boolean(ticket());
const writable = () => open() && ticket().status !== "merged";
const notSolved = () => writable() && ticket().status !== "solved";
const opensByLink = () => {
  const link = findTicket(store.active)?.link;
  return Boolean(link && !link.withdrawn_at);
};

export function openView(view) {
  store.pane = "list";
  go({ ticket: window.innerWidth < 900 ? null : readAddress().ticket, query: { view, team: "", q: "" }, search: null });
}

/** Search in the words of all tickets. q: what to begin with, instead of what is searched for already. */
export function openSearch(q) {
  const { search, ticket: at } = readAddress();
  store.pane = "list";
  if (!search || q !== undefined) go({ ticket: window.innerWidth < 900 ? null : at, search: { q: q ?? "", order: search?.order ?? "newest" } });
  emit("pane");
  if (search) emit("focus-search-tickets");
  else requestAnimationFrame(() => emit("focus-search-tickets")); // when the field is there
}

export function closeTicket(number) {
  const next = closeTab(number);
  if (number === store.active) go({ ticket: next });
}

function step(by) {
  const next = neighbour(store.active, by);
  if (next) go({ ticket: next });
}

/** Back, one step at a time: out of the composer, then from the ticket to the list. */
function escape() {
  const focused = document.activeElement;
  if (focused?.closest?.("tp-composer, tp-filters, .search-head")) {
    focused.blur();
    emit("focus-list");
    return;
  }
  if (store.pane === "panel") {
    store.pane = "ticket";
    return emit("pane");
  }
  if (store.active) go({ ticket: null });
  else if (readAddress().search) go({ search: null });
}

function list() {
  const goKeys = { mine: "g i", unassigned: "g u", team: "g t", waiting: "g w", hold: "g h", solved: "g s", all: "g a" };
  return [
    { id: "reply", group: t("Ticket"), title: t("Reply"), keys: "r", icon: "reply", when: notSolved, run: () => emit("compose", { number: here(), mode: "reply" }) },
    { id: "note", group: t("Ticket"), title: t("Write a note"), keys: "n", icon: "note", when: open, run: () => emit("compose", { number: here(), mode: "note" }) },
    { id: "assign", group: t("Ticket"), title: t("Assign…"), keys: "a", icon: "person", when: writable, run: (at) => pickAssignee(here(), at) },
    { id: "take", group: t("Ticket"), title: t("Assign to me"), keys: "i", icon: "person", when: () => writable() && ticket().assignee !== store.me.id, run: () => assign(here(), store.me.id) },
    { id: "status", group: t("Ticket"), title: t("Status…"), keys: "s", icon: "open", when: writable, run: (at) => pickStatus(here(), at) },
    { id: "solve", group: t("Ticket"), title: t("Solve…"), keys: "e", icon: "solved", when: notSolved, run: () => setStatus(here(), "solved") },
    ...["open", "waiting", "hold"].map((status) => ({
      id: `status-${status}`, group: t("Ticket"), title: t("Set status: {status}", { status: statusName(status) }), icon: status,
      when: () => notSolved() && ticket().status !== status, run: () => setStatus(here(), status),
    })),
    { id: "reopen", group: t("Ticket"), title: t("Reopen"), icon: "reopen", when: () => open() && ticket().status === "solved", run: () => reopen(here()) },
    { id: "priority", group: t("Ticket"), title: t("Priority…"), keys: "p", icon: "flag", when: writable, run: (at) => pickPriority(here(), at) },
    { id: "topic", group: t("Ticket"), title: t("Topic…"), keys: "o", icon: "topic", when: writable, run: (at) => pickTopic(here(), at) },
    { id: "tags", group: t("Ticket"), title: t("Tags…"), keys: "t", icon: "tag", when: writable, run: (at) => pickTags(here(), at) },
    { id: "team", group: t("Ticket"), title: t("Move to team…"), keys: "Shift-T", icon: "team", when: writable, run: (at) => pickTeam(here(), at) },
    { id: "merge", group: t("Ticket"), title: t("Merge into another ticket…"), keys: "m", icon: "merge", when: notSolved, run: () => openMerge(here()) },
    { id: "countersign", group: t("Ticket"), title: t("Compare two words with the customer…"), keys: "w", icon: "shield", when: notSolved, run: (at) => pickCountersign(here(), at) },
    { id: "subject", group: t("Ticket"), title: t("Change the subject"), icon: "edit", when: writable, run: () => emit("edit-subject", here()) },
    { id: "canned", group: t("Ticket"), title: t("Canned reply…"), keys: "/", icon: "slash", when: writable, run: () => emit("canned", here()) },
    { id: "contact", group: t("Ticket"), title: t("Official contact…"), keys: "c", icon: "book", when: writable, run: () => emit("contact", here()) },
    { id: "article", group: t("Ticket"), title: t("Insert link to an article…"), keys: "l", icon: "link", when: writable, run: () => emit("article", here()) },
    { id: "attach", group: t("Ticket"), title: t("Attach files…"), icon: "clip", when: writable, run: () => emit("attach", here()) },
    { id: "withdraw", group: t("Ticket"), title: t("Withdraw the private link…"), icon: "link", when: opensByLink, run: () => show("tp-withdraw", { number: here() }) },
    { id: "panel", group: t("Ticket"), title: t("Show or hide the customer's details"), keys: "d", icon: "panel", when: open, run: () => emit("toggle-panel") },
    { id: "next", group: t("List"), title: t("Next ticket in the list"), keys: "j", icon: "down", run: () => emit("cursor", 1) },
    { id: "previous", group: t("List"), title: t("Previous ticket in the list"), keys: "k", icon: "up", run: () => emit("cursor", -1) },
    { id: "open", group: t("List"), title: t("Open the marked ticket"), keys: "Enter", icon: "right", run: () => emit("cursor-open") },
    { id: "new-rows", group: t("List"), title: t("Show what is new in the list"), keys: ".", icon: "up", run: () => emit("show-new") },
    { id: "search", group: t("List"), title: t("Search this list"), keys: "f", icon: "search", run: () => emit(readAddress().search ? "focus-search-tickets" : "focus-search") },
    { id: "search-tickets", group: t("Go to"), title: t("Search tickets"), keys: "g f", icon: "search", run: () => openSearch() },
    ...VIEW_IDS.map((view) => ({ id: `go-${view}`, group: t("Go to"), title: viewName(view), keys: goKeys[view], icon: viewIcon[view], run: () => openView(view) })),
    { id: "tab-next", group: t("Tabs"), title: t("Next tab"), keys: "]", icon: "right", run: () => step(1) },
    { id: "tab-previous", group: t("Tabs"), title: t("Previous tab"), keys: "[", icon: "back", run: () => step(-1) },
    { id: "tab-close", group: t("Tabs"), title: t("Close this tab"), keys: "x", icon: "close", when: () => Boolean(store.active), run: () => closeTicket(here()) },
    { id: "palette", group: t("Desk"), title: t("Commands"), keys: "Mod-K", icon: "command", run: togglePalette },
    { id: "help", group: t("Desk"), title: t("Keys and help"), keys: "?", icon: "help", run: () => show("tp-help") },
    { id: "settings", group: t("Desk"), title: t("Settings and sessions"), keys: ",", icon: "settings", run: () => show("tp-settings") },
    { id: "theme", group: t("Desk"), title: t("Switch light and dark"), icon: "moon", run: toggleTheme },
    { id: "language", group: t("Desk"), title: t("中文 / English"), icon: "chat", run: () => switchLanguage() },
    { id: "back", group: t("Desk"), title: t("Back"), keys: "Escape", icon: "back", run: escape },
  ];
}

function togglePalette() {
  const palette = document.querySelector("tp-palette");
  if (palette) palette.leave();
  else show("tp-palette");
}

export function toggleTheme() {
  const dark = prefs.theme === "dark" || (prefs.theme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
  setPref("theme", dark ? "light" : "dark");
}

/** All commands in the current language. */
export function commands() {
  return list();
}

export function keyOf(id) {
  return list().find((command) => command.id === id)?.keys ?? "";
}

export function runCommand(id, anchor) {
  const command = list().find((candidate) => candidate.id === id);
  if (command && (command.when?.() ?? true)) command.run(anchor);
}

/** Where a picker opened by a key should stand: at the control that does the same by pointer. */
function anchorOf(id) {
  return document.querySelector(`[data-command="${id}"]`);
}

export function bindCommands() {
  for (const { id, keys } of list()) {
    if (!keys) continue;
    const combination = keys === "Shift-T" ? "T" : keys;
    bind(combination, () => {
      const command = list().find((candidate) => candidate.id === id);
      if (command.when && !command.when()) return false;
      command.run(anchorOf(id));
      return true;
    });
  }
}
