/* The address bar: /desk and /desk/t/{number}, with the list's view and filters in the query. The address is the truth; going to one
   is pushing it and reading it again. */

import { prefs } from "./prefs.js";
import { plain, shown } from "./format.js";
import { emit } from "./store.js";

export const VIEW_IDS = ["mine", "unassigned", "team", "waiting", "hold", "solved", "all"];
export const FILTERS = ["team", "priority", "channel", "language", "tag", "assignee", "q"];
const SORTS = ["activity", "waiting", "priority"];

export function readAddress() {
  const params = new URLSearchParams(location.search);
  const view = VIEW_IDS.includes(params.get("view")) ? params.get("view") : "mine";
  const query = { view };
  for (const name of FILTERS) query[name] = params.get(name) ?? "";
  query.sort = SORTS.includes(params.get("sort")) ? params.get("sort") : SORTS.includes(prefs.sort) ? prefs.sort : "activity";
  const found = location.pathname.match(/^\/desk\/t\/([0-9A-Za-z-]{8,9})$/);
  return { ticket: found ? plain(decodeURIComponent(found[1])) : null, query };
}

export function address({ ticket, query }) {
  const params = new URLSearchParams();
  if (query.view !== "mine") params.set("view", query.view);
  for (const name of FILTERS) if (query[name]) params.set(name, query[name]);
  if (query.sort !== prefs.sort) params.set("sort", query.sort);
  const search = params.toString();
  return `/desk${ticket ? `/t/${shown(ticket)}` : ""}${search ? `?${search}` : ""}`;
}

/** Change part of the address. replace keeps the way back as it was. */
export function go(change, { replace = false } = {}) {
  const here = readAddress();
  const next = { ...here, ...change, query: { ...here.query, ...change.query } };
  const to = address(next);
  if (to !== location.pathname + location.search) history[replace ? "replaceState" : "pushState"]({}, "", to);
  emit("address", next);
}

addEventListener("popstate", () => emit("address", readAddress()));
