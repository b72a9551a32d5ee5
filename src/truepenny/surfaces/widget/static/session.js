// Who the customer is for the desk: a guest, or an account that the host page vouches for with an exchange token. Holds the session token,
// shares it between tabs, renews it. A guest session is made only when the customer first sends something, never before.
import { call, PAGE, Problem } from "./api.js";
import { language, t } from "./i18n.js";
import { conversations, drafts, outbox, putHead, recall, route, signedIn, ticketsKnown, trouble } from "./state.js";
import * as storage from "./storage.js";

let identity = null; // {token, account} as the host page gave it; on our own pages {page, account}
let current = null; // {token, expires_at, me, account}
let running = null;
let listedAt = 0;
let turn = 0; // counts changes of owner: an answer that was asked for by an earlier one is dropped

export const token = () => current?.token ?? null;

const SPARE_US = 60 * 1_000_000;
const valid = (session) => session?.token && session.expires_at > Date.now() * 1000 + SPARE_US;

function keep(session) {
  current = session;
  signedIn.value = session?.me ?? null;
  if (session) storage.set("session", session);
  else storage.remove("session");
}

/** Takes up what an earlier page or another tab left. */
export function restore() {
  const kept = storage.get("session");
  const usable = valid(kept) && (storage.getOwner() === "guest" || (kept.account != null && kept.account === identity?.account));
  current = usable ? kept : null;
  signedIn.value = current?.me ?? null;
  return usable;
}

/** The host page says who its visitor is, or (null) that nobody is signed in. Returns whether this changes the owner of what is shown. */
export function become(wish) {
  identity = wish;
  const owner = wish ? "account" : "guest";
  const same = owner === storage.getOwner();
  if (same && owner === "guest") return false;
  turn += 1;
  running = null;
  listedAt = 0;
  storage.setOwner(owner);
  if (owner === "account") {
    const kept = storage.get("session");
    if (kept && wish.account != null && kept.account !== wish.account) forgetOwner();
  }
  current = null;
  restore();
  recall();
  // Until the account is proven anew, nothing that an earlier account left on this machine is shown.
  if (owner === "account" && !current) hide();
  return true;
}

function forgetOwner() {
  storage.wipe();
  storage.setTab(`route/${storage.getOwner()}`, null);
  if (route.value.id) route.value = { name: "home" };
}

function hide() {
  conversations.value = new Map();
  drafts.value = {};
  outbox.value = [];
}

export const identified = () => identity !== null;

/** Whether an earlier visit left a session that is worth taking up before the customer does anything. */
export const hasPast = () => Boolean(current || (identity && (storage.get("session") || guestHere())));

/** A guest's session that was begun in this very tab. Only that one is handed over at sign-in: another may be another person's. */
const guestHere = () => storage.getTab("guest");

async function create() {
  const mine = turn;
  const guest = identity && !identity.page ? guestHere() : null;
  const answer = identity?.page ? await takePage() : await begin(guest);
  if (mine !== turn) throw new Problem({ code: "other_owner" });
  const before = storage.get("session");
  if (identity && before && before.me?.contact !== answer.me.contact) forgetOwner();
  keep({ token: answer.session_token, expires_at: answer.expires_at, me: answer.me, account: identity?.account ?? null });
  if (guest) storage.handOver("guest", ["out/", "draft/"]);
  if (!identity?.page) storage.setTab("guest", identity ? null : current.token);
  if (identity) recall();
  list(answer.tickets);
  return current.token;
}

async function begin(guest) {
  const proof = identity ? { token: await exchangeToken() } : { guest: {} };
  return call("POST", "/api/customer/session", { body: { ...proof, language }, token: guest });
}

/** The session of the page's cookie as ours. What a guest wrote here is joined to it by the portal, after a click. */
async function takePage() {
  return { ...(await call("GET", "/api/customer/session", { token: PAGE })), session_token: PAGE };
}

function list(heads) {
  for (const head of heads) putHead(head);
  ticketsKnown.value = true;
  listedAt = Date.now();
  trouble.value = null;
}

/** Whether the list is so fresh that asking again is idle. */
export const justListed = () => Date.now() - listedAt < 3000;

async function exchangeToken() {
  const given = identity.token;
  if (typeof given === "function") return given();
  identity = { ...identity, token: null }; // a token signs in once
  if (given) return given;
  throw new Problem({ status: 401, code: "sign_in_again", title: t("Your sign-in has ended."), detail: t("Reload this page to sign in again.") });
}

const exclusively = (work) => (navigator.locks ? navigator.locks.request("truepenny session", work) : work());

/** The session token, made if there is none. Throws Problem. Tabs wait for one another, so that two never make two guests. */
export function ensure() {
  if (valid(current)) return Promise.resolve(current.token);
  if (running) return running;
  const work = exclusively(async () => (restore() ? current.token : create())).finally(() => { if (running === work) running = null; });
  running = work;
  return work;
}

/** The desk no longer knows the token that was used: make another one. A guest gets one only to send what waits. */
export function renew(used) {
  if (current && current.token !== used) return Promise.resolve(current.token);
  if (storage.get("session")?.token === used) storage.remove("session");
  current = null;
  if (identity) return ensure();
  lose();
  return outbox.value.some((item) => item.state !== "failed" && item.state !== "accepted") ? ensure() : Promise.reject(ended());
}

/** A guest's conversations went with the session; what waits goes as something new, and the private links stay. */
function lose() {
  for (const key of storage.list("log/")) storage.remove(key);
  const kept = { ...drafts.value };
  recall();
  const moved = {};
  for (const item of outbox.value) moved[item.conv] ??= item.ticket ? `n-${item.id}` : item.conv;
  outbox.value = outbox.value.map((item) => ({ ...item, conv: moved[item.conv], ticket: null }));
  for (const item of outbox.value) storage.set(`out/${item.id}`, item);
  drafts.value = kept;
  signedIn.value = null;
  if (route.value.id && route.value.id !== "new") route.value = { name: "home" };
}

const ended = () => new Problem({
  status: 401, code: "session_ended", title: t("Your visit here has ended."), detail: t("Your tickets stay open under their private links."),
});

/** The list of tickets, with heads. Throws Problem. */
export async function refresh() {
  const mine = turn;
  const used = await ensure();
  try {
    const answer = await call("GET", "/api/customer/session", { token: used });
    if (mine !== turn) return;
    signedIn.value = answer.me;
    list(answer.tickets);
  } catch (problem) {
    if (mine !== turn) return;
    if (problem.status !== 401) throw problem;
    await renew(used);
  }
}

/** Ends the session at the desk and forgets everything on this machine, even when the desk cannot be reached. */
export async function signOut() {
  const used = current?.token;
  forgetOwner();
  current = null;
  identity = null;
  turn += 1;
  running = null;
  storage.setOwner("guest");
  restore();
  recall();
  if (used) await call("DELETE", "/api/customer/session", { token: used }).catch(() => {});
}
