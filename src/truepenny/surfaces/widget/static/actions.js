// What the customer can do, by name. The views call these; they change the state and start the network.
import { follow, followAll } from "./frames.js";
import { batch, signal } from "./lib.js";
import * as files from "./files.js";
import { need } from "./later.js";
import * as live from "./live.js";
import * as outbox from "./outbox.js";
import * as session from "./session.js";
import { t } from "./i18n.js";
import { change, conversation, draftOf, outbox as waiting, putMarks, route, say, setDraft, shown, trouble, unreadOf } from "./state.js";

export const divider = signal(null); // {id, seq}: what had been read when the conversation was opened
export const sheet = signal(null); // what lies over the conversation: {name: "menu" | "receipt" | "picture", ...}

export function go(name, id = null) {
  batch(() => {
    sheet.value = null;
    say("");
    divide(id);
    route.value = { name, id };
  });
  if (name === "chat" && conversation(id)) follow(id);
}

/** Does what needs the later views, once they are here; not when the customer has gone elsewhere meanwhile. */
async function whenHere(what) {
  const from = route.value;
  await need();
  if (route.value === from) what();
}

export const goLater = (name) => whenHere(() => go(name));
export const cover = (what) => whenHere(() => { sheet.value = what; });

/** A line before what came since the customer last looked. */
export function divide(id) {
  const one = id && conversation(id);
  const seq = one?.marks.customer_read ?? 0;
  divider.value = one && (seq || (one.events.length && unreadOf(one))) ? { id, seq } : null;
}

/** Sends the draft of the conversation in front. False when there is nothing to send or a file stands in the way. */
export function sendDraft(where) {
  const { text, files: chosen } = draftOf(where);
  const words = text.trim();
  if (!words && !chosen.length) return false;
  if (chosen.some((file) => files.transferOf(file.key)?.final)) {
    say(t("Take out the file that was not taken, then send."));
    return false;
  }
  stopTyping(where);
  batch(() => {
    const conv = outbox.submit(where, { text: words, files: chosen });
    setDraft(where, null);
    if (conv !== where) route.value = { name: "chat", id: conv };
  });
  return true;
}

/** A new conversation has got its number. */
export function opened(from, ticket) {
  if (!conversation(ticket)) change(ticket, {});
  if (route.value.id === from) route.value = { name: "chat", id: ticket };
  follow(ticket);
}

const typed = new Map();

export function typing(where) {
  if (!conversation(where) || Date.now() - (typed.get(where) ?? 0) < 3000) return;
  typed.set(where, Date.now());
  live.send({ type: "typing", ticket: where, mode: "reply" });
}

function stopTyping(where) {
  if (typed.delete(where)) live.send({ type: "typing", ticket: where, mode: "" });
}

/** Everything in front of the customer has been seen. */
export function markRead(id) {
  const one = conversation(id);
  if (!one || !shown.value || document.visibilityState !== "visible" || one.marks.customer_read >= one.seq || !one.caught) return;
  if (live.send({ type: "read", ticket: id, seq: one.seq })) putMarks(id, { customer_read: one.seq });
}

/** Connects when there is a reason to: a session, something to send, or an account in front of an open panel. */
export function connect() {
  const busy = waiting.value.some((item) => item.state !== "failed" && item.state !== "accepted");
  if (busy || wanted()) live.connect();
}

/** A session there is, or one that an account in front of an open panel expects. */
const wanted = () => session.hasPast() || (session.identified() && shown.value);

export async function refresh() {
  if (!wanted() || session.justListed()) return;
  try {
    await session.refresh();
    followAll();
  } catch (problem) {
    if (problem.passing === false) trouble.value = problem;
  }
}
