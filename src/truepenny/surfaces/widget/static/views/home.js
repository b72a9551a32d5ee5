// The first view: the brand, one question, one clear way to write, the customer's tickets.
import { go, goLater } from "../actions.js";
import { openSearch } from "../finding.js";
import { number, when } from "../format.js";
import { icon } from "../icons.js";
import { t } from "../i18n.js";
import { html, nothing, repeat } from "../lib.js";
import { linksElsewhere } from "../outbox.js";
import { made } from "../proof.js";
import { brand, draftOf, now, outbox, signedIn, tickets, ticketsKnown, unreadOf } from "../state.js";
import { agentMark, brandMark, statePill } from "./marks.js";
import { closeButton, neverAsk, notices } from "./pieces.js";

const SHOWN = 20;

export function home(shell) {
  const name = signedIn.value?.name;
  return html`${notices(shell)}
    <div class="home">
      <div class="bar">${brandMark(shell)}<span class="user" dir="auto">${brand.value.name || t("Support")}</span>${closeButton(shell)}</div>
      <div class="hello">
        <h1 tabindex="-1" data-heading>${name ? t("Hello {name}, how can we help?", { name }) : t("How can we help?")}</h1>
        <p>${t("An agent answers you here, with name and agent ID.")}</p>
        ${made.value?.talkingNow()}
      </div>
      ${starts()}
      <div class="list">${row("search", t("Search help"), t("Articles and announcements"), openSearch)}</div>
      ${mine()}
      ${earlier(shell)}
      <div class="list">${row("verified", t("Official contacts"), t("Phone, mail and more"), () => goLater("contacts"))}</div>
    </div>
    ${neverAsk()}`;
}

const row = (mark, name, small, open) => html`<button class="row" type="button" @click=${open}><span class="mark round soft" aria-hidden="true">${icon(mark)}</span><span class="what"><b>${name}</b><small>${small}</small></span>${icon("forward")}</button>`;

function starts() {
  const begun = unfinished();
  const draft = draftOf("new");
  const where = begun ?? "new";
  const small = begun ? t("Your message is on its way") : draft.text ? t("Your draft is kept") : t("Write now, come back any time");
  return html`<button class="start" type="button" data-focus @click=${() => go("chat", where)}>
    <span><b>${draft.text || begun ? t("Continue writing") : t("Write to us")}</b>${small}</span>${icon("forward")}
  </button>`;
}

/** A conversation that was sent but has no number yet. */
const unfinished = () => outbox.value.find((item) => item.conv.startsWith("n-") && item.state !== "accepted")?.conv;

function mine() {
  const all = tickets.value;
  if (!all.length) return signedIn.value && !ticketsKnown.value ? skeleton() : nothing;
  return html`<h2>${t("Your tickets")}</h2><ul class="list">${repeat(all.slice(0, SHOWN), (one) => one.id, (one) => html`<li>${ticketRow(one)}</li>`)}</ul>`;
}

/** Tickets of an earlier visit, under their private links. */
function earlier(shell) {
  const links = ticketsKnown.value || !signedIn.value ? linksElsewhere() : [];
  if (!links.length) return nothing;
  return html`<h2>${t("Earlier tickets")}</h2><ul class="list">${links.map(({ ticket, link }) => html`<li><a class="row plain" href=${new URL(link, shell.desk).href} target="_blank" rel="noopener">
    <span class="mark round soft" aria-hidden="true">${icon("link")}</span><span class="what"><b>${t("Ticket")} <span class="mono">${number(ticket)}</span></b><span><small>${t("Opens by its private link")}</small></span></span>${icon("forward")}</a></li>`)}</ul>`;
}

function ticketRow(one) {
  const { head } = one;
  const last = one.events.findLast((event) => event.text);
  const unread = unreadOf(one);
  const preview = last ? (last.actor.kind === "customer" ? t("You: {text}", { text: last.text }) : last.text) : `${t("Ticket")} ${number(head.number)}`;
  return html`<button class="row" type="button" @click=${() => go("chat", one.id)}>
    ${head.agent ? agentMark(head.agent) : html`<span class="mark round soft" aria-hidden="true">${icon("chat")}</span>`}
    <span class="what">
      <span><b class="user" dir="auto">${head.subject || number(head.number)}</b><time>${when(head.activity_at, now.value)}</time></span>
      <span><small class="user" dir="auto">${preview}</small>${unread ? html`<span class="badge"><span class="sr">${t("New messages")}: </span>${unread}</span>` : statePill(head)}</span>
    </span>
  </button>`;
}

const skeleton = () => html`<div class="list" aria-hidden="true">${[1, 2].map(() => html`<div class="skeleton"><span class="mark round soft"></span><i></i></div>`)}</div>`;
