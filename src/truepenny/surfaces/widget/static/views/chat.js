// One conversation: who answers, what was said, what is on its way, and the composer.
import { cover, divider, go } from "../actions.js";
import { clock, day, number } from "../format.js";
import { icon } from "../icons.js";
import { t, tn } from "../i18n.js";
import { later } from "../later.js";
import { html, nothing, repeat } from "../lib.js";
import { offers } from "../offers.js";
import { below, jump } from "../scroll.js";
import { made } from "../proof.js";
import { cardsOf, draw } from "../secrets.js";
import { brand, conversation, gaps, now, outbox } from "../state.js";
import { rows } from "../timeline.js";
import { bubble } from "./bubble.js";
import { composer, dropping, dragged } from "./composer.js";
import { agentMark, brandMark, stateWords, verified } from "./marks.js";
import { closeButton, notices } from "./pieces.js";

const NOTHING_YET = { head: null, events: [], marks: { customer_delivered: 0, customer_read: 0, desk_read: 0 }, typing: null };

export function chat(shell, id) {
  const fresh = id === "new" || id.startsWith("n-");
  const one = conversation(id) ?? { ...NOTHING_YET, caught: fresh };
  const items = outbox.value.filter((item) => item.conv === id);
  const unreadAfter = divider.value?.id === id ? divider.value.seq : null;
  const drawn = rows({ events: one.events, marks: one.marks, items, gaps: gaps.value, unreadAfter, cards: cardsOf(one.events), proof: made.value });
  const last = drawn.at(-1);
  return html`${head(shell, one)}${notices(shell)}
    <div class="scroller" tabindex="0" role="log" aria-live="off" aria-label=${t("Conversation")} data-last=${last?.key ?? ""} data-mine=${last?.mine ? "yes" : "no"}
      @dragover=${dragged} @dragleave=${dragged} @drop=${dragged}>
      <div class="rows">
        ${intro(shell, one)}
        ${repeat(drawn, (row) => row.key, (row) => drawRow(shell, one, row))}
        ${!one.caught && !one.events.length ? skeleton() : nothing}
        ${one.typing ? typing(one.typing) : nothing}
        ${offers(id)}
      </div>
    </div>
    <div class="pillar">${below.value ? html`<button class="newer" type="button" @click=${() => jump(shell.panel)}>${icon("down", "small")}${tn("{n} new message", "{n} new messages", below.value)}</button>` : nothing}</div>
    ${made.value?.strip(one)}
    ${composer(shell, id, one)}
    ${dropping.value ? html`<div class="drop">${t("Drop the files here")}</div>` : nothing}`;
}

function head(shell, one) {
  const agent = one.head?.agent;
  const name = brand.value.name || t("Support");
  return html`<div class="head">
    <button class="square" type="button" aria-label=${t("Back to the overview")} @click=${() => go("home")}>${icon("back")}</button>
    <div class="who">
      ${agent ? agentMark(agent) : brandMark(shell)}
      <div>
        <h1 tabindex="-1" data-heading class="user" dir="auto">${agent?.name ?? name}</h1>
        <p>${agent ? html`${verified()}<span class="mono">${agent.id}</span><span>· ${name}</span>` : one.head ? stateWords(one.head).words : t("An agent will answer here")}</p>
      </div>
    </div>
    ${one.head ? html`<button class="square" type="button" aria-label=${t("More about this ticket")} aria-haspopup="dialog" @click=${() => cover({ name: "menu", id: one.id })}>${icon("more", "dots")}</button>` : nothing}
    ${closeButton(shell)}
  </div>`;
}

function intro(shell, one) {
  if (!one.head && !one.caught) return nothing;
  if (!one.head) return html`<div class="intro">${brandMark(shell)}<b>${t("Tell us what happened")}</b>${t("One message is enough: what you did, when, and what you expected. Numbers and pictures help.")}</div>`;
  return html`<div class="intro"><b class="user" dir="auto">${one.head.subject || t("Your ticket")}</b>${t("Ticket")} <span class="mono">${number(one.head.number)}</span> · ${t("{day}, {time}", { day: day(one.head.opened_at, now.value), time: clock(one.head.opened_at) })}</div>`;
}

function drawRow(shell, one, row) {
  switch (row.type) {
    case "bubble": return bubble(shell, row);
    case "closing": return later.value ? later.value.closing(shell, one, row) : html`<div class="skeleton"><i></i></div>`;
    case "card": return draw(row, one.id);
    case "alarm": return made.value.alarm();
    case "day": return html`<div class="day">${day(row.at, now.value)}</div>`;
    case "unread": return html`<div class="unread" role="separator">${t("New")}</div>`;
    case "gap": return html`<div class="line">${icon("offline", "small")}${t("Connection lost {from}, back {to}. Nothing was lost.", { from: clock(row.from), to: clock(row.at) })}</div>`;
    default: return html`<div class="line">${row.words}</div>`;
  }
}

const typing = (actor) => html`<div class="said first"><div class="name"><b class="user" dir="auto">${actor.name}</b>${t("is writing")}</div><div class="bubble typing" aria-hidden="true"><i></i><i></i><i></i></div></div>`;

const skeleton = () => html`<div aria-hidden="true">${[1, 2, 3].map(() => html`<div class="skeleton"><i></i></div>`)}</div>`;
