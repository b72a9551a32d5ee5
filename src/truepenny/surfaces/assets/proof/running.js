// The words that run and who is talking now, as signals. In: what the conversations tell, and the desk's answers. What cannot be learnt
// counts as a no: after the time, without a connection, after an answer that did not come.
import { t } from "./words.js";

const AGAIN_MS = 3000;

/** tools: of the chat. Gives running (ticket -> words, with `until` on this page's own clock), tick, talking, own(path). */
export function follow({ call, effect, signal, spoken, untracked, ensure, renew, conversations, link, now, route, shown, signedIn }) {
  const running = signal({});
  const tick = signal(0);
  const talking = signal(null);
  const asked = new Map(); // ticket -> the id of the last words that were looked up

  async function own(path) {
    const used = await ensure();
    const get = (token) => call("GET", path, { token });
    return get(used).catch(async (problem) => (problem.status === 401 ? get(await renew(used)) : Promise.reject(problem)));
  }

  function put(ticket, view) {
    const { [ticket]: _, ...others } = running.value;
    running.value = view ? { ...others, [ticket]: view } : others;
  }

  function settle(ticket, { id, outcome }) {
    if (outcome) put(ticket, null);
    else if (asked.get(ticket) !== id) void load(ticket, id);
  }

  async function load(ticket, id) {
    asked.set(ticket, id);
    try {
      const { countersign } = await own(`/api/customer/tickets/${ticket}/countersign`);
      if (countersign) spoken.value = t("Two words to compare are shown.");
      put(ticket, countersign && { ...countersign, until: performance.now() + (countersign.expires_at - countersign.now) / 1000 });
    } catch {
      setTimeout(() => asked.get(ticket) === id && load(ticket, id), AGAIN_MS);
    }
  }

  async function look() {
    try {
      talking.value = await own("/api/v1/now");
    } catch {
      talking.value = null;
    }
  }

  effect(() => {
    const one = shown.value && conversations.value.get(route.value.id);
    const last = one?.caught && one.events.findLast((event) => event.countersign)?.countersign;
    if (last) untracked(() => settle(one.id, last));
  });
  effect(() => {
    const may = shown.value && link.value === "live" && signedIn.value;
    const asks = may && route.value.name === "home" && now.value;
    untracked(() => (asks ? look() : may ? undefined : (talking.value = null)));
  });
  setInterval(() => { if (Object.keys(running.value).length) tick.value += 1; }, 1000);
  return { running, tick, talking };
}
