/* The address bar: /desk and /desk/t/{number}, with the list's view and filters in the query, a search in tickets beside them, and #m-12
   for a message. The address is the truth; going to one is pushing it and reading it again. */

import { prefs } from "./prefs.js";
import { plain, shown } from "./format.js";
import { emit } from "./store.js";

export const VIEW_IDS = ["mine", "unassigned", "team", "waiting", "hold", "solved", "all"];
export const FILTERS = ["team", "priority", "channel", "language", "tag", "assignee", "q"];
const SORTS = ["activity", "waiting", "priority"];
/** Filters of the search in tickets, in the address as in-channel and so on; since and until are days of the agent's own zone. */
export const NARROWED = ["channel", "topic", "assignee", "team", "status", "language", "priority", "tag", "since", "until"];

/** What is searched for in tickets; null when nobody searches. */
function readSearch(params) {
  if (!params.has("search")) return null;
  const search = { q: params.get("search"), order: params.get("order") === "best" ? "best" : "newest" };
  for (const name of NARROWED) search[name] = params.get(`in-${name}`) ?? "";
  return search;
}

export function readAddress() {
  const params = new URLSearchParams(location.search);
  const view = VIEW_IDS.includes(params.get("view")) ? params.get("view") : "mine";
  const query = { view };
  for (const name of FILTERS) query[name] = params.get(name) ?? "";
  query.sort = SORTS.includes(params.get("sort")) ? params.get("sort") : SORTS.includes(prefs.sort) ? prefs.sort : "activity";
  const found = location.pathname.match(/^\/desk\/t\/([0-9A-Za-z-]{8,9})$/);
  const seq = found ? Number(location.hash.match(/^#m-(\d{1,9})$/)?.[1] ?? 0) : 0;
  return { ticket: found ? plain(decodeURIComponent(found[1])) : null, query, search: readSearch(params), seq };
}

export function address({ ticket, query, search = null, seq = 0 }) {
  const params = new URLSearchParams();
  if (query.view !== "mine") params.set("view", query.view);
  for (const name of FILTERS) if (query[name]) params.set(name, query[name]);
  if (query.sort !== prefs.sort) params.set("sort", query.sort);
  if (search) {
    params.set("search", search.q);
    if (search.order === "best") params.set("order", "best");
    for (const name of NARROWED) if (search[name]) params.set(`in-${name}`, search[name]);
  }
  const asked = params.toString();
  return `/desk${ticket ? `/t/${shown(ticket)}` : ""}${asked ? `?${asked}` : ""}${ticket && seq ? `#m-${seq}` : ""}`;
}

/** Change part of the address. seq: the message to show, this once; search: null leaves the search. replace keeps the way back as it was. */
export function go(change, { replace = false } = {}) {
  const here = readAddress();
  const search = change.search ? { ...here.search, ...change.search } : change.search === null ? null : here.search;
  const next = { ...here, ...change, query: { ...here.query, ...change.query }, search, seq: change.seq ?? 0 };
  const to = address(next);
  if (to !== location.pathname + location.search + location.hash) history[replace ? "replaceState" : "pushState"]({}, "", to);
  emit("address", next);
}

addEventListener("popstate", () => emit("address", readAddress()));
