/* How one event looks: words in bubbles, facts as thin lines. Everything that people wrote is text, isolated in its own direction. */

import { html, nothing } from "../lit.js";
import { act, setTopic } from "../actions.js";
import { clock, full, iso, isLong, shown } from "../format.js";
import { icon } from "../icons.js";
import { language, t } from "../i18n.js";
import { assuranceIcon, assuranceName, identityName, priorityName, removedWords, statusIcon, statusName, topicName } from "../labels.js";
import { incidentTitle } from "../incidents.js";
import { linkWords } from "../mail-words.js";
import { show } from "../overlays.js";
import { go } from "../router.js";
import { leads, store, teamName } from "../store.js";
import { deliveryWords, isTroubled, worthTelling } from "../deliveries.js";
import { closingTemplate } from "./closing.js";
import { filesTemplate } from "./files.js";
import { hashTemplate } from "./hash.js";
import "./linked.js";
import "./mail.js";

const WORDS = new Set(["message_received", "message_sent", "note_added", "disputed", "incident_told"]);

export function isWords(event) {
  return WORDS.has(event.kind);
}

/** more: run (goes on from the one before), mark (sent, delivered, read), state (the ticket's), folded (inside a merged ticket),
    told (the newest facts on the mails about it). */
export function eventTemplate(event, more) {
  if (isWords(event)) return messageTemplate(event, more);
  if (event.countersign?.outcome === "failed") return alarmTemplate(event, more);
  if (event.kind === "solved") return html`${solvedTemplate(event)}${deliveriesTemplate(event, more)}`;
  if (event.kind === "linked" && !more.folded) return html`<tp-linked .event=${event} .state=${more.state}></tp-linked>`;
  return lineTemplate(event, more.state);
}

function nameOf(actor, state) {
  if (actor.kind === "customer") return actor.name || state?.ticket.contact_name || t("Customer");
  if (actor.kind === "system") return t("Truepenny");
  return actor.id === store.me.id ? t("You") : actor.name;
}

function time(event) {
  return html`<time datetime=${iso(event.at)} title=${full(event.at)}>${clock(event.at)}</time>`;
}

export function assuranceTemplate(level) {
  return html`<span class="sure a${level ?? 0}">${icon(assuranceIcon(level))}${assuranceName(level)}</span>`;
}

function byTemplate(event, side, state) {
  if (side === "customer") {
    return html`<header class="by"><b dir="auto">${nameOf(event.actor, state)}</b>${assuranceTemplate(event.actor.assurance)}
      ${event.kind === "disputed" ? html`<span class="disputed">${icon("warning")}${t("Says it is not solved")}</span>` : nothing}${time(event)}</header>`;
  }
  if (event.kind === "incident_told") {
    return html`<header class="by"><b>${t("Told about the incident")}</b><a class="link" href="/${language()}/notices/${event.announcement}" target="_blank" rel="noopener">${t("Read it")}</a>${time(event)}</header>`;
  }
  return html`<header class="by">
    ${side === "note" ? html`<b class="note-label">${icon("note")}${t("Note")}</b>` : nothing}
    <b dir="auto">${nameOf(event.actor, state)}</b><span class="agent-id">${event.actor.id}</span>
    ${side === "ours" ? html`<span class="verified" title=${t("Verified agent")}>${icon("shield")}<span class="tp-hidden-visually">${t("Verified agent")}</span></span>` : nothing}
    ${time(event)}</header>`;
}

const MARKS = { sent: "check", delivered: "checks", read: "checks" };

function markWords(mark) {
  return { sent: t("Sent"), delivered: t("Delivered"), read: t("Read") }[mark];
}

function messageTemplate(event, { run, mark, state, folded, told }) {
  const side = event.kind === "note_added" ? "note" : event.actor.kind === "customer" ? "customer" : "ours";
  const mayErase = !folded && leads() && !event.erased && state;
  return html`<article class="message ${side} ${event.mail ? "mail" : ""} ${run ? "run" : ""}" data-seq=${event.seq}>
    ${run ? nothing : byTemplate(event, side, state)}
    <div class="bubble" title=${full(event.at)}>
      ${event.erased ? html`<p class="erased">${icon("erase")}${t("Erased. The words are gone for good; the record of them stays.")}</p>`
        : event.mail ? html`<tp-mail .event=${event} .number=${event.ticket}></tp-mail>` : event.text ? wordsTemplate(event.text) : nothing}
      ${event.files?.length ? filesTemplate(event.files, folded ? null : state?.number) : nothing}
      ${mayErase ? html`<button class="icon-button erase" title=${t("Erase this message…")} aria-label=${t("Erase this message…")}
        @click=${() => show("tp-erase", { number: state.number, seq: event.seq })}>${icon("erase")}</button>` : nothing}
    </div>
    ${mark ? html`<footer class="mark ${mark}">${icon(MARKS[mark])}${markWords(mark)}</footer>` : nothing}
    ${deliveriesTemplate(event, { state, folded, told })}
  </article>`;
}

/** What became of the mails about an event; trouble with the other server's words and a way to try again. */
function deliveriesTemplate(event, { state, folded, told }) {
  return worthTelling(told).map((fact) => {
    const trouble = isTroubled(fact);
    const { words, reason } = deliveryWords(fact);
    return html`<footer class="delivery ${fact.delivery.state} ${trouble ? "trouble" : ""}" title=${full(fact.at)}>
      <span class="delivery-words">${icon(trouble ? "warning" : fact.delivery.state === "sent" ? "mail" : "clock")}${words}</span>
      ${trouble && state && !folded ? html`<button class="link" @click=${() => act(state.number, "send-again", { about_seq: event.seq })}>${t("Send again")}</button>` : nothing}
      ${trouble && reason ? html`<q dir="auto">${reason}</q>` : nothing}</footer>`;
  });
}

function wordsTemplate(text) {
  return html`<p class="words tp-words" dir="auto">${text}</p>${isLong(text) ? html`<details class="tp-fold"><summary>
    <span class="tp-fold-more">${t("Show all")}</span><span class="tp-fold-less">${t("Show less")}</span></summary></details>` : nothing}`;
}

function solvedTemplate(event) {
  return html`<section class="solved-card" data-seq=${event.seq} aria-label=${t("Closing record")}>
    <header>${icon("solved")}<b>${t("Solved by {name}", { name: event.actor.name || t("the desk") })}</b>${time(event)}</header>
    ${event.closing ? closingTemplate(event.closing) : event.erased ? html`<p class="erased">${t("The closing record was erased.")}</p>` : nothing}
  </section>`;
}

/** The two words did not match: nothing in the ticket is louder. */
function alarmTemplate(event, { state, folded }) {
  const { agent, name } = event.countersign;
  const by = event.actor.kind === "customer" ? t("The customer says that the words of {name} ({agent}) did not match.", { name, agent })
    : t("{name} ({agent}) heard other words than the customer's.", { name, agent });
  const suggest = !folded && state?.ticket.topic !== "SEC.PHISH" && state?.ticket.status !== "merged";
  return html`<section class="alarm-card" data-seq=${event.seq} aria-label=${t("Alarm")}><header>${icon("warning")}<b>${t("The two words did not match")}</b>${time(event)}</header>
    <p>${by} ${t("Somebody may be playing us to the customer, or the customer to us. Reveal nothing, change nothing on the account, and ask here in the ticket what happened.")}</p>
    ${suggest ? html`<button class="button small" @click=${() => setTopic(state.number, "SEC.PHISH")}>${t("Set the topic: {topic}", { topic: "SEC.PHISH" })}</button>` : nothing}</section>`;
}

const ICONS = {
  opened: "plus", assigned: "person", team_changed: "team", priority_changed: "flag", tags_changed: "tag", subject_changed: "edit",
  topic_changed: "topic", secrets_removed: "shieldCut", hash_asked: "shieldCut", hash_answered: "shieldCut",
  confirmed: "check", reopened: "reopen", rated: "star", merged: "merge", absorbed: "merge", contact_proven: "shield", revealed: "eye", erased: "erase",
  linked: "merge", storm: "mail", countersign_asked: "shield", countersign_answered: "shield", incident_linked: "warning",
  incident_unlinked: "warning", links_withdrawn: "link",
};

/** A fact in words. Kinds that this page does not know yet are named by their kind. */
function factWords(event, state) {
  const name = nameOf(event.actor, state);
  const to = event.assignee_name || event.assignee;
  const tags = [...(event.tags_added ?? []).map((tag) => `+${tag}`), ...(event.tags_removed ?? []).map((tag) => `−${tag}`)].join("  ");
  switch (event.kind) {
    case "opened": return event.text === state?.ticket.subject ? t("{name} opened the ticket", { name }) : t("{name} opened the ticket: {subject}", { name, subject: event.text ?? "" });
    case "assigned": return !to ? t("{name} gave it back to nobody", { name }) : event.assignee === event.actor.id ? t("{name} took it", { name }) : t("{name} assigned it to {to}", { name, to });
    case "team_changed": return event.team ? t("{name} moved it to {team}", { name, team: teamName(event.team) }) : t("{name} took it out of its team", { name });
    case "priority_changed": return t("{name} set priority {priority}", { name, priority: `${event.priority} ${priorityName(event.priority)}` });
    case "topic_changed": return event.topic ? t("{name} set the topic: {topic}", { name, topic: `${event.topic} ${topicName(event.topic)}` }) : t("{name} took the topic away", { name });
    case "secrets_removed": return removalWords(event);
    case "hash_asked": return t("Asked whether 64 characters are a transaction hash; held until they answer");
    case "hash_answered": return answerWords(event, name);
    case "countersign_asked": return t("{name} asked for two words to compare ({agent})", { name, agent: event.countersign.agent });
    case "countersign_answered": return wordsWords(event.countersign, name);
    case "status_changed": return t("{name} set the status: {status}", { name, status: statusName(event.status) });
    case "tags_changed": return t("{name} changed tags: {tags}", { name, tags });
    case "subject_changed": return t("{name} changed the subject: {subject}", { name, subject: event.text ?? "" });
    case "confirmed": return t("{name} confirmed that it is solved", { name });
    case "reopened": return to ? t("Reopened; it is back with {to}", { to }) : t("Reopened; nobody has it yet");
    case "rated": return t("{name} rated {n} of 5", { name, n: event.stars });
    case "merged": return t("{name} merged this ticket into {number}", { name, number: unbroken(event.other_ticket) });
    case "absorbed": return t("{name} merged {number} into this ticket", { name, number: unbroken(event.other_ticket) });
    case "linked": return linkWords(event.link_reason, unbroken(event.other_ticket));
    case "storm": return t("Mails of one sender are gathered here: {n} so far", { n: event.count ?? 0 });
    case "incident_linked": return t("{name} linked it to an incident: {title}", { name, title: incidentTitle(event.announcement) || "…" });
    case "incident_unlinked": return t("{name} took the link to the incident away", { name });
    case "contact_proven": return t("The customer has proven the account");
    case "revealed": return t("{name} looked at: {detail}. Reason: {reason}", { name, detail: identityName(event.text), reason: event.reason ?? "–" });
    case "links_withdrawn": return event.reason ? t("{name} withdrew the private link. Reason: {reason}", { name, reason: event.reason }) : t("{name} withdrew the private link", { name });
    case "erased": return event.reason ? t("{name} erased words. Reason: {reason}", { name, reason: event.reason }) : t("{name} erased words", { name });
    default: return event.kind.replaceAll("_", " ");
  }
}

/** What was removed, and from where: kinds and sizes, for there is nothing else to show. */
function removalWords({ place, removed, stored }) {
  const what = removedWords(removed ?? []);
  if (stored && place !== "earlier") return t("Taken out of words that were stored: {what}", { what });
  return {
    subject: t("Removed from the subject before storing: {what}", { what }), file: t("Found in a file and not kept: {what}", { what }),
    file_name: t("Removed from a file's name before storing: {what}", { what }), earlier: t("Taken out of one of several messages that belong together: {what}", { what }),
  }[place] ?? t("Removed before storing: {what}", { what });
}

function wordsWords({ outcome, agent }, name) {
  return outcome === "matched" ? t("{name} says that the two words match ({agent})", { name, agent }) : t("Nobody answered about the two words in time: that is a no");
}

function answerWords(event, name) {
  if (event.is_hash) return t("{name} says that it is a transaction hash", { name });
  return event.actor.kind === "system" ? t("No answer came about the 64 characters; deleted unseen") : t("{name} says that it is none, or is not sure; deleted unseen", { name });
}

/** A ticket's number inside a sentence: not to be broken at its dash. */
const unbroken = (number) => shown(number).replace("-", "\u2060-\u2060");

function lineTemplate(event, state) {
  const glyph = event.kind === "status_changed" ? statusIcon[event.status] : ICONS[event.kind] ?? "open";
  return html`<div class="fact ${event.kind}" data-seq=${event.seq}>${icon(glyph)}<span class="tp-isolate">${factWords(event, state)}</span>
    ${event.kind === "rated" ? html`<span class="stars" aria-hidden="true">${[1, 2, 3, 4, 5].map((n) => icon(n <= event.stars ? "starFull" : "star"))}</span>
      ${event.text ? html`<q dir="auto">${event.text}</q>` : nothing}` : nothing}
    ${event.kind === "hash_answered" && event.is_hash ? hashTemplate(event) : nothing}
    ${event.other_ticket ? html`<button class="link" @click=${() => go({ ticket: event.other_ticket })}>${t("Open it")}</button>` : nothing}
    ${time(event)}</div>`;
}
