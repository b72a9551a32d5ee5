/* Which rows this agent has looked at since a customer last wrote: the unread dot. Kept on this device, newest two thousand. */

import { keep, recall } from "./prefs.js";
import { emit } from "./store.js";

const KEY = "tp-seen";
const MOST = 2_000;
const seen = new Map(recall(KEY, []));
let timer = 0;

export function isUnread(row) {
  return row.preview_by === "customer" && row.status !== "merged" && (seen.get(row.ticket) ?? 0) < row.activity_at;
}

export function markSeen(ticket, at) {
  if ((seen.get(ticket) ?? 0) >= at) return;
  seen.delete(ticket);
  seen.set(ticket, at);
  clearTimeout(timer);
  timer = setTimeout(() => keep(KEY, [...seen].slice(-MOST)), 500);
  emit("seen", ticket);
}
