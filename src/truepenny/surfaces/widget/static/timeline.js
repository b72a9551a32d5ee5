// Turns a conversation into the rows that are drawn: days, lines, bubbles in runs, closing records. Pure: no signals, no DOM.
import { number, sameDay } from "./format.js";
import { t } from "./i18n.js";

const RUN_US = 5 * 60 * 1_000_000;

function line(event) {
  const name = event.assignee_name && event.assignee ? t("{name} ({agent})", { name: event.assignee_name, agent: event.assignee }) : "";
  switch (event.kind) {
    case "assigned": return name ? t("{name} is now with you", { name }) : "";
    case "confirmed": return t("You confirmed the solution");
    case "reopened": return t("This ticket is open again");
    case "rated": return event.stars ? t("You gave {n} of 5 stars", { n: event.stars }) : "";
    case "merged": return event.other_ticket ? t("This ticket goes on in {number}", { number: number(event.other_ticket) }) : "";
    case "absorbed": return event.other_ticket ? t("Ticket {number} goes on here", { number: number(event.other_ticket) }) : "";
    default: return "";
  }
}

function rowOf(event, marks, card, proof) {
  const base = { key: `e${event.seq}`, at: event.at, seq: event.seq };
  if (card) return { ...base, type: "card", card };
  if (event.kind === "message_received" || event.kind === "disputed")
    return { ...base, key: event.client_id ?? base.key, type: "bubble", mine: true, event, text: event.text, files: event.files ?? [], state: event.seq <= marks.desk_read ? "read" : "delivered" };
  if (event.kind === "message_sent" || event.kind === "incident_told") return { ...base, type: "bubble", mine: false, event, actor: event.actor, text: event.text, files: event.files ?? [] };
  if (event.kind === "solved" && event.closing) return { ...base, type: "closing", event, closing: event.closing };
  const words = event.countersign ? proof?.said(event) : line(event);
  if (words && event.countersign?.outcome === "failed") return { ...base, type: "alarm" };
  return words ? { ...base, type: "line", words } : null;
}

function pendingRow(item) {
  const state = item.state === "accepted" ? "delivered" : item.state;
  return { key: item.id, type: "bubble", mine: true, item, text: item.text, files: item.files, state, at: item.acceptedAt ?? item.at };
}

const speaker = (row) => (row.mine ? "me" : row.actor?.id ?? "desk");

/** Marks the first and last bubble of each run of one speaker. */
function runs(rows) {
  rows.forEach((row, index) => {
    if (row.type !== "bubble") return;
    const before = rows[index - 1];
    const after = rows[index + 1];
    const same = (other) => other?.type === "bubble" && speaker(other) === speaker(row) && Math.abs(other.at - row.at) < RUN_US;
    row.first = !same(before);
    row.last = !same(after) || (row.mine && after.state !== row.state);
  });
  return rows;
}

/** events, marks: of the conversation; items: its outbox; gaps: lost connections; unreadAfter: seq that had been read on opening, or null; cards: by seq; proof: what shows the two words, once it is here. */
export function rows({ events, marks, items, gaps, unreadAfter, cards, proof }) {
  const own = new Set(events.map((event) => event.client_id).filter(Boolean));
  const said = events.map((event) => rowOf(event, marks, cards?.get(event.seq), proof)).filter(Boolean);
  const pending = items.filter((item) => !own.has(item.id)).map(pendingRow);
  const lines = gaps.map((gap) => ({ key: `g${gap.from}`, type: "gap", at: gap.to, from: gap.from }));
  const all = [...said];
  for (const gap of lines) {
    const place = all.findIndex((row) => row.at > gap.at);
    all.splice(place < 0 ? all.length : place, 0, gap);
  }
  const drawn = [];
  let last = null;
  let divided = unreadAfter == null;
  for (const row of [...all, ...pending]) {
    if (!last || !sameDay(last.at, row.at)) drawn.push({ key: `d${row.key}`, type: "day", at: row.at });
    if (!divided && row.seq > unreadAfter && (row.actor || row.type === "closing")) {
      drawn.push({ key: "unread", type: "unread" });
      divided = true;
    }
    drawn.push(row);
    last = row;
  }
  return runs(drawn);
}
