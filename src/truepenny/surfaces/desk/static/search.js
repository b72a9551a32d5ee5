/* The search in tickets: one for each question, with the pages that were read. Only the last few are kept; what is on the page stays
   there until the next answer is here. */

import { api } from "./api.js";
import { NARROWED } from "./router.js";
import { emit } from "./store.js";

const PAGE = 20;
const KEPT = 6;

/** A day as the address has it, in microseconds: its first moment in the agent's own zone, so many days on. */
function moment(day, daysOn = 0) {
  const [year, month, date] = day.split("-").map(Number);
  const at = new Date(year, month - 1, date + daysOn).getTime();
  return Number.isFinite(at) ? at * 1000 : 0;
}

function wantedOf({ since, until, ...search }) {
  return { ...search, since: since && moment(since), until: until && moment(until, 1) };
}

class Search {
  matches = [];
  /** ticket -> its row */
  rows = new Map();
  exact = null;
  /** tickets of the customer whose whole address was typed */
  ofCustomer = [];
  next = null;
  suggestion = null;
  behind = 0;
  whole = true;
  loaded = false;
  loading = null;
  problem = null;

  constructor(asked, typing) {
    Object.assign(this, { asked, typing });
  }

  /** What stands in the list: the ticket whose number was typed, those of the customer whose address was typed, then matches. */
  get items() {
    const theirs = this.ofCustomer.map((ticket) => ({ ticket, seq: 0, theirs: true }));
    return [...(this.exact ? [{ ticket: this.exact, seq: 0 }] : []), ...theirs, ...this.matches];
  }

  read() {
    if (!this.loading) {
      const control = new AbortController();
      this.loading = { control, done: this.#read(control) };
      emit("search", this);
    }
    return this.loading.done;
  }

  /** The next page, when there is one. A page may be empty and yet lead on. */
  async more() {
    const before = this.matches.length;
    while (this.next && !this.problem && this.matches.length === before) await this.read();
  }

  async #read(control) {
    const begin = !this.loaded;
    const ask = (typing) => api.search({ ...wantedOf(this.asked), typing }, { after: this.next, limit: PAGE, signal: control.signal });
    try {
      let page = await ask(this.typing);
      if (begin && this.typing && !page.matches.length && !page.next) page = await ask(false); // for what was probably meant
      this.#take(page);
    } catch (error) {
      if (error.name === "AbortError") return;
      this.problem = error;
    }
    this.loading = null;
    emit("search", this);
    if (begin && this.next && !this.matches.length) this.more();
  }

  #take(page) {
    for (const row of page.rows) this.rows.set(row.ticket, row);
    this.matches.push(...page.matches);
    this.exact ??= page.exact;
    if (!this.loaded) this.ofCustomer = page.of_customer;
    this.suggestion ??= page.suggestion;
    Object.assign(this, { next: page.next, behind: page.behind, whole: page.whole, loaded: true, problem: null });
  }
}

export const searching = { current: null };
const kept = new Map();
let unfinished = false;

/** The words that come next are being typed: the last one may be unfinished. */
export function stillTyping(is) {
  unfinished = is;
}

/** Show the search of the address; null when nobody searches. */
export function showSearch(asked) {
  const nothing = !asked?.q.trim();
  const key = nothing ? "" : JSON.stringify([asked, unfinished]);
  if (searching.key === key) return;
  searching.key = key;
  const before = searching.current;
  if (before && !before.loaded) {
    before.loading?.control.abort();
    kept.delete(before.key);
  }
  searching.current = nothing ? null : kept.get(key) ?? Object.assign(new Search(asked, unfinished), { key });
  if (searching.current) keep(searching.current);
  emit("search", searching.current);
}

function keep(search) {
  kept.delete(search.key);
  kept.set(search.key, search);
  for (const old of [...kept.keys()].slice(0, -KEPT)) kept.delete(old);
  if (!search.loaded) search.read();
}

/** The connection is back: what could not be read is read. */
export function searchAgain() {
  const { current } = searching;
  if (!current?.problem) return;
  current.problem = null;
  current.read();
}

export function isNarrowed(asked) {
  return NARROWED.some((name) => asked[name]);
}
