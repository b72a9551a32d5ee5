// Two words by which customer and agent prove themselves to each other, and who of us is talking now: shared/proof, fetched when it is needed.
import { act, doing } from "./acting.js";
import { call } from "./api.js";
import { icon } from "./icons.js";
import { language } from "./i18n.js";
import { effect, html, nothing, signal, untracked } from "./lib.js";
import { ensure, renew } from "./session.js";
import { conversations, link, now, route, shown, signedIn, spoken } from "./state.js";

export const made = signal(null); // what shows them: strip, said, alarm, talkingNow, offer; null until it is here
let loading = null;

export function begin({ base, root }) {
  const load = () => {
    loading ??= import(`${base}shared/proof/view.js`)
      .then((module) => module.start({ act, doing, call, spoken, icon, language, effect, html, nothing, signal, untracked, root, ensure, renew, conversations, link, now, route, shown, signedIn }))
      .then((one) => { made.value = one; })
      .catch(() => setTimeout(() => { loading = null; load(); }, 3000));
  };
  effect(() => { if (shown.value && signedIn.value) untracked(load); });
}
