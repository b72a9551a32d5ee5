// What a customer does to a ticket beside writing, and how far it is. In: the kind, the ticket and what goes with it. Out: whether it was done.
import { call, newId } from "./api.js";
import { t } from "./i18n.js";
import { signal } from "./lib.js";
import * as session from "./session.js";
import { say } from "./state.js";
import * as storage from "./storage.js";

export const doing = signal({}); // "confirm/K7M24QDX" -> {busy, problem}

/** confirm, dispute, rating or hash; the same id is used again when it is tried again. which: tells several of a ticket apart. */
export async function act(kind, ticket, body = {}, which = "") {
  const name = which ? `${kind}/${ticket}/${which}` : `${kind}/${ticket}`;
  if (doing.value[name]?.busy) return false;
  const id = storage.get(`act/${name}`) ?? newId();
  storage.set(`act/${name}`, id);
  doing.value = { ...doing.value, [name]: { busy: true } };
  try {
    const used = await session.ensure();
    const send = (token) => call("POST", `/api/customer/tickets/${ticket}/${kind}`, { body: { id, ...body }, token });
    await send(used).catch(async (problem) => (problem.status === 401 ? send(await session.renew(used)) : Promise.reject(problem)));
    doing.value = { ...doing.value, [name]: null };
    storage.remove(`act/${name}`);
    return true;
  } catch (problem) {
    if (problem.passing === false) storage.remove(`act/${name}`);
    doing.value = { ...doing.value, [name]: { problem } };
    return false;
  }
}

export async function copy(text, said) {
  try {
    await navigator.clipboard.writeText(text);
    say(said);
  } catch {
    say(t("Copying was not allowed by this page. Press and hold the text to copy it."));
  }
}
