// How the two words look in the chat: the strip above the composer, lines and alarm in the conversation, the line that says who is talking
// now. The chat fetches this when somebody is signed in, and hands in its own tools, so that there is one of each.
import { follow } from "./running.js";
import { style } from "./style.js";
import { loadWords, t } from "./words.js";

const chinese = (text) => (text > "z" ? "zh-CN" : "en");

/** tools: act, doing, call, spoken, icon, language, effect, html, nothing, signal, untracked, root, ensure, renew, and the signals
    conversations, link, now, route, shown, signedIn of the chat. */
export async function start(tools) {
  const { act, doing, icon, language, html, nothing, root, link, signedIn } = tools;
  await loadWords(language);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, style()];
  const { running, tick, talking } = follow(tools);

  const wrong = (problem) => (problem ? html`<p class="wrong" role="alert">${problem.title} ${problem.detail}</p>` : nothing);

  /** Between conversation and composer, while words run; or why there are none. */
  function strip(one) {
    const view = running.value[one.id];
    const refused = doing.value[`countersign/${one.id}`]?.problem;
    if (!view) return refused ? html`<div class="ask proof">${wrong(refused)}</div>` : nothing;
    const left = tick.value >= 0 ? Math.ceil((view.until - performance.now()) / 1000) : 0;
    const title = html`<p>${icon("shield", "small")} ${t("Two words for you and {name} ({agent})", view)}</p>`;
    const dead = left <= 0 ? t("The time is over. Take it for a no.") : link.value === "live" && navigator.onLine ? "" : t("There is no connection. Take it for a no.");
    if (dead) return html`<div class="ask proof">${title}<p class="wrong" role="alert">${dead}</p></div>`;
    return html`<section class="ask proof" aria-label=${t("Two words to compare")}>${title}
      <ol>${[t("The agent tells you"), t("Then you tell the agent")].map((who, n) => html`<li><small>${who}</small><b lang=${chinese(view.words[n].text)}>${view.words[n].text}</b></li>`)}</ol>
      <p class="quiet">${t("Whoever does not know the first word is not us.")} <span aria-hidden="true">${t("{time} left", { time: `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}` })}</span></p>
      ${answers(one.id, view)}</section>`;
  }

  function answers(ticket, view) {
    const { busy, problem } = doing.value[`countersigned/${ticket}/${view.id}`] ?? {};
    const press = (matched) => () => act("countersigned", ticket, { countersign: view.id, matched }, view.id);
    return html`${wrong(problem)}<div class="choices">
      <button class="action main" type="button" ?disabled=${Boolean(busy)} @click=${press(true)}>${t("They match")}</button>
      <button class="action other" type="button" ?disabled=${Boolean(busy)} @click=${press(false)}>${t("They do not match")}</button></div>`;
  }

  /** One line about what happened. */
  function said({ actor, countersign: words }) {
    if (words.outcome === "matched") return t("The two words matched: you are talking to {name} ({agent})", words);
    if (words.outcome) return t("Nobody answered about the two words in time");
    return actor.kind === "customer" ? t("You asked for two words") : t("{name} ({agent}) asks you to compare two words", words);
  }

  const alarm = () => html`<section class="card alarm"><header>${icon("alert")}<h2>${t("The words did not match. Stop.")}</h2></header>
    <div class="body"><p>${t("Whoever you were talking to could not prove that they are us. Hang up or leave that chat.")}</p>
      <p>${t("Send no money and no codes, install nothing, open no link from them.")}</p>
      <p>${t("Our agents have been alarmed. Go on only here, and tell us what happened.")}</p></div></section>`;

  /** On the first view: the truth about calls and chats at this moment. */
  function talkingNow() {
    if (!signedIn.value) return nothing;
    const who = talking.value?.talks?.map((one) => `${one.name} (${one.agent})`).join(language === "zh" ? "、" : ", ");
    const words = who ? t("We are talking to you now: {who}", { who })
      : talking.value ? t("None of us is talking to you now. If somebody calls or writes as us: hang up.") : t("Whether we are talking to you now cannot be told. Take it for a no.");
    return html`<p class=${`now ${who ? "yes" : ""}`}>${icon(who ? "verified" : "shield", "small")}<span class="user">${words}</span></p>`;
  }

  /** The entry of a ticket's menu: words of it and what it does. */
  function offer(id) {
    return [t("Is it really us? Compare two words"), t("You and your agent see the same two words, nobody else does."), () => act("countersign", id, { purpose: "talk" })];
  }

  return { strip, said, alarm, talkingNow, offer };
}
