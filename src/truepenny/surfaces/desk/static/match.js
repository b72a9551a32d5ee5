/* Does a row belong to a list? The same question that the server answers with SQL, asked again for rows that change while we look. */

import { store } from "./store.js";
import { plain } from "./format.js";

const LIVE = new Set(["open", "waiting", "hold"]);
const live = (row) => LIVE.has(row.status);

const VIEWS = {
  mine: (row) => live(row) && row.assignee === store.me.id,
  unassigned: (row) => live(row) && !row.assignee,
  team: (row) => live(row) && store.me.teams.includes(row.team),
  waiting: (row) => row.status === "waiting",
  hold: (row) => row.status === "hold",
  solved: (row) => row.status === "solved",
  /** whoever knows the number finds a merged ticket too */
  all: (row, query) => row.status !== "merged" || row.ticket === plain(query.q ?? ""),
};

export function matches(row, query) {
  if (!VIEWS[query.view](row, query)) return false;
  for (const field of ["team", "priority", "channel", "language"]) {
    if (query[field] && row[field] !== query[field]) return false;
  }
  if (query.assignee === "none" ? row.assignee : query.assignee && row.assignee !== query.assignee) return false;
  if (query.tag && !(row.tags ?? []).includes(query.tag)) return false;
  return !query.q || mentions(row, query.q);
}

function mentions(row, text) {
  const wanted = text.toLowerCase();
  return `${row.subject}\n${row.contact_name}`.toLowerCase().includes(wanted) || (row.tags ?? []).includes(wanted) || row.ticket === plain(text);
}

const rank = (row) => row.waiting_since ?? Number.MAX_SAFE_INTEGER;

const ORDERS = {
  activity: (a, b) => b.activity_at - a.activity_at,
  waiting: (a, b) => rank(a) - rank(b),
  priority: (a, b) => a.priority.localeCompare(b.priority) || rank(a) - rank(b),
};

/** Would the row stand elsewhere if the list were read again? neighbours may be undefined. */
export function outOfOrder(row, before, after, sort) {
  const order = ORDERS[sort];
  return Boolean((before && order(before, row) > 0) || (after && order(row, after) > 0));
}
