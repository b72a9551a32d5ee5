/* Where the desk starts: language, session, live connection, address, and the shell that draws them. */

import "./components/shell.js";
import { bindCommands } from "./commands.js";
import { pushDrafts } from "./drafts.js";
import { startAlerts } from "./alerts.js";
import { inbox, showList, takeInboxFrame } from "./inbox.js";
import { startIncidents } from "./incidents.js";
import { Live } from "./live.js";
import { pushAll } from "./outbox.js";
import { applyTheme } from "./prefs.js";
import { readAddress } from "./router.js";
import { searchAgain, showSearch } from "./search.js";
import { refreshPeople, startLanguage, startSession } from "./session.js";
import { seek } from "./sought.js";
import { emit, on, setClock, store } from "./store.js";
import { tabFor } from "./tabs.js";
import { cursors, findTicket, frames, openTicket, useWire } from "./tickets.js";

const PEOPLE_MS = 60_000;

function showAddress({ ticket, query, search, seq }) {
  const key = JSON.stringify(query);
  if (JSON.stringify(inbox.current?.query) !== key) showList(query);
  showSearch(search);
  seek(ticket, seq);
  if (ticket === store.active) return;
  store.active = ticket;
  store.pane = ticket ? "ticket" : "list";
  if (ticket) {
    openTicket(ticket, { again: true });
    tabFor(ticket, findTicket(ticket)?.ticket?.subject);
  }
  live.send({ type: "look", ticket });
  emit("active");
}

const live = new Live({
  resume: () => ({ tickets: cursors(), ...(inbox.position === null ? {} : { inbox: inbox.position }) }),
  onFrame(frame) {
    if (frame.type === "welcome") {
      setClock(frame.now);
      store.undoS = frame.undo_s ?? store.undoS;
      live.send({ type: "look", ticket: store.active });
    } else if (frame.type === "inbox") takeInboxFrame(frame);
    else frames[frame.type]?.(frame);
  },
  onState(connection) {
    const back = connection.state === "live" && store.connection.state !== "live";
    store.connection = connection;
    emit("connection");
    if (!back) return;
    pushAll();
    pushDrafts();
    if (inbox.current?.problem) inbox.current.reload();
    searchAgain();
    const state = findTicket(store.active);
    if (state?.problem?.passing) openTicket(store.active, { again: true });
  },
});

async function start() {
  applyTheme();
  useWire(live);
  await startLanguage();
  const shell = document.createElement("tp-desk");
  try {
    await startSession();
  } catch (problem) {
    shell.problem = problem;
  }
  document.getElementById("desk").replaceChildren(shell);
  if (shell.problem) return;
  bindCommands();
  startAlerts();
  startIncidents();
  on("address", showAddress);
  showAddress(readAddress());
  on("tickets", nameTab);
  on("read", (mark) => live.send({ type: "read", ...mark }));
  on("typing", (notice) => live.send({ type: "typing", ...notice }));
  on("reconnect", () => live.kick());
  await inbox.current.loading?.done;
  live.start();
  setInterval(refreshPeople, PEOPLE_MS);
}

function nameTab(state) {
  if (state.ticket && state.number === store.active) tabFor(state.number, state.ticket.subject);
}

start();
