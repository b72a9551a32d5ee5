/* The lists of the inbox. Each query has one List that is kept alive by inbox frames: known rows change in place, rows that are new
   or have left wait until the agent's hand is off the list, so that nothing moves under the pointer. */

import { api } from "./api.js";
import { emit, store } from "./store.js";
import { matches, outOfOrder } from "./match.js";

const FIRST_PAGE = 50;
const MORE_PAGE = 200;
const KEPT_LISTS = 10;
const UNKNOWN_ROWS = 10;

class List {
  rows = [];
  place = new Map();
  /** how many there are; null while only the end of the list would tell */
  total = 0;
  /** how many there are at the least, while total is null */
  atLeast = 0;
  next = null;
  loaded = false;
  loading = null;
  problem = null;
  /** rows that belong here and are not shown yet */
  fresh = new Map();
  moved = new Set();
  gone = new Set();

  constructor(query) {
    this.query = query;
  }

  /** How many rows the scroller is long; what is beyond the loaded ones is drawn as a skeleton. */
  get length() {
    return this.next ? Math.max(this.total ?? 0, this.rows.length + UNKNOWN_ROWS) : this.rows.length;
  }

  /** Read the list from its beginning. Rows in sight are replaced only when the answer is here. */
  reload() {
    this.loading?.control.abort();
    this.loading = null;
    return this.#read(true);
  }

  /** Load on until row i is there. */
  async ensure(i) {
    while (this.next && this.rows.length <= i && !this.problem) await this.#read(false);
  }

  async #read(fromStart) {
    if (this.loading) return this.loading.done;
    const control = new AbortController();
    const done = this.#fetch(fromStart, control);
    this.loading = { control, done };
    emit("inbox", this);
    return done;
  }

  async #fetch(fromStart, control) {
    try {
      const limit = fromStart ? FIRST_PAGE : MORE_PAGE;
      const page = await api.inbox(this.query, { after: fromStart ? null : this.next, limit, signal: control.signal });
      if (fromStart) this.#restart();
      for (const row of page.rows ?? []) this.#append(row);
      this.next = page.next ?? null;
      if (fromStart || !this.next || page.total != null) {
        this.total = page.total ?? (this.next ? null : this.rows.length);
        this.atLeast = page.at_least ?? 0;
      }
      this.loaded = true;
      this.problem = null;
      if (page.counts) setCounts(page.counts);
      inbox.position = Math.max(inbox.position ?? 0, page.position ?? 0);
    } catch (error) {
      if (error.name === "AbortError") return;
      this.problem = error;
    }
    if (this.loading?.control === control) this.loading = null;
    emit("inbox", this);
  }

  #restart() {
    this.rows = [];
    this.place.clear();
    this.fresh.clear();
    this.moved.clear();
    this.gone.clear();
  }

  #append(row) {
    noteTags(row);
    const at = this.place.get(row.ticket);
    if (at !== undefined) {
      if (row.position >= this.rows[at].position) this.rows[at] = row;
      return;
    }
    this.place.set(row.ticket, this.rows.length);
    this.rows.push(row);
    this.fresh.delete(row.ticket);
  }

  /** A row changed somewhere. Returns true when this list shows it or will. */
  take(row, { gone = false } = {}) {
    const at = this.place.get(row.ticket);
    const fits = !gone && matches(row, this.query);
    if (at === undefined) {
      if (fits && this.loaded) this.fresh.set(row.ticket, row);
      else this.fresh.delete(row.ticket);
      return fits;
    }
    if (!gone && row.position < this.rows[at].position) return false;
    if (!gone) this.rows[at] = row;
    this.gone[fits ? "delete" : "add"](row.ticket);
    const stray = fits && outOfOrder(row, this.rows[at - 1], this.rows[at + 1], this.query.sort);
    this.moved[stray ? "add" : "delete"](row.ticket);
    return true;
  }

  /** Take out the rows that have left. Returns the places they had, for the scroller to keep its ground. */
  settle() {
    if (!this.gone.size) return [];
    const places = [...this.gone].map((ticket) => this.place.get(ticket)).sort((a, b) => a - b);
    this.rows = this.rows.filter((row) => !this.gone.has(row.ticket));
    if (this.total !== null) this.total = Math.max(0, this.total - places.length);
    this.gone.clear();
    this.place = new Map(this.rows.map((row, i) => [row.ticket, i]));
    emit("inbox", this);
    return places;
  }

  get waitingCount() {
    return this.fresh.size;
  }
}

export const inbox = {
  lists: new Map(),
  current: null,
  position: null,
};

export function setCounts(counts) {
  store.counts = counts;
  emit("counts");
}

function noteTags(row) {
  for (const tag of row.tags ?? []) store.seenTags.add(tag);
}

/** Show the list of a query: at once when we have it, and read again when it has gone stale. */
export function showList(query) {
  const key = JSON.stringify(query);
  let list = inbox.lists.get(key);
  inbox.lists.delete(key);
  list ??= new List(query);
  inbox.lists.set(key, list);
  for (const old of inbox.lists.keys()) {
    if (inbox.lists.size <= KEPT_LISTS) break;
    inbox.lists.delete(old);
  }
  inbox.current = list;
  if (!list.loaded || list.fresh.size || list.moved.size || list.gone.size) list.reload();
  emit("inbox", list);
  return list;
}

export function takeInboxFrame(frame) {
  inbox.position = Math.max(inbox.position ?? 0, frame.position);
  if (frame.counts) setCounts(frame.counts);
  if (frame.reset) {
    for (const [key, list] of inbox.lists) if (list !== inbox.current) inbox.lists.delete(key);
    inbox.current?.reload();
    return;
  }
  for (const row of frame.rows ?? []) {
    noteTags(row);
    for (const list of inbox.lists.values()) list.take(row);
    emit("row", row);
  }
  for (const ticket of frame.gone ?? []) {
    for (const list of inbox.lists.values()) list.take({ ticket }, { gone: true });
  }
  emit("inbox", inbox.current);
}
