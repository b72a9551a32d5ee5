/* The house's words for codes: statuses, priorities, channels, assurance, views. One place, so that a concept has one name. */

import { language, t, tn } from "./i18n.js";
import { store } from "./store.js";

export function statusName(status) {
  return { open: t("Open"), waiting: t("Waiting on customer"), hold: t("On hold"), solved: t("Solved"), merged: t("Merged") }[status] ?? status;
}

export const statusIcon = { open: "open", waiting: "waiting", hold: "hold", solved: "solved", merged: "merge" };

export const priorities = ["P0", "P1", "P2", "P3", "P4"];

export function priorityName(code) {
  return { P0: t("Emergency"), P1: t("Urgent"), P2: t("High"), P3: t("Normal"), P4: t("Low") }[code] ?? code;
}

/** A topic in the agent's language; a code that is not in the list any more stands for itself. */
export function topicName(code) {
  const topic = store.topics.find((one) => one.code === code);
  return topic ? topic[language() === "zh" ? "zh" : "en"] : code;
}

/** Why a name could be taken for one of ours; empty when it could not. */
export function imitationWords(why) {
  return {
    agent: t("This customer goes by the name of one of our agents"), agent_id: t("This customer's name holds an agent ID"),
    brand: t("This customer's name holds our name"), staff: t("This customer's name sounds like an office of ours"),
  }[why] ?? "";
}

export const isSecurity = (code) => Boolean(code?.startsWith("SEC."));

export function needName(need) {
  return { money: t("Money"), account: t("Account"), cheated: t("Security") }[need] ?? t("More");
}

function secretName(kind) {
  return {
    recovery_phrase: t("recovery phrase"), private_key: t("private key"), key_file: t("key file"), authenticator: t("authenticator secret"),
    api_secret: t("API secret"), password: t("password"), one_time_code: t("one-time code"), card_number: t("card number"),
    card_code: t("card security code"), access_token: t("access token"),
  }[kind] ?? t("confidential text");
}

/** "recovery phrase, 12 words; password, 9 characters": all that an agent ever learns of what was removed. */
export function removedWords(removed) {
  return removed.map(({ kind, size, unit, label }) => t("{kind}, {size}", {
    kind: label || secretName(kind), size: unit === "words" ? tn("{n} word", "{n} words", size) : tn("{n} character", "{n} characters", size),
  })).join(t("; "));
}

export function channelName(channel) {
  return {
    webchat: t("Web chat"), chat: t("Web chat"), widget: t("Web chat"), portal: t("Portal"), email: t("Email"), phone: t("Phone"),
    telegram: "Telegram", discord: "Discord", x: "X", messenger: "Messenger", desk: t("Desk"), api: "API",
  }[channel] ?? channel;
}

export function channelIcon(channel) {
  return { portal: "portal", email: "mail", phone: "phone" }[channel] ?? "chat";
}

export function assuranceName(level = 0) {
  return [t("Unproven"), t("Mail proven"), t("Account proven"), t("Documents proven")][level] ?? String(level);
}

export const assuranceIcon = (level = 0) => ["shieldOff", "shieldMail", "shield", "shieldFull"][level] ?? "shieldOff";

export function languageName(code) {
  return { zh: "中文", en: "English" }[code?.split("-")[0]] ?? code;
}

export function viewName(view) {
  return {
    mine: t("Mine"), unassigned: t("Unassigned"), team: t("My teams"), waiting: t("Waiting"), hold: t("On hold"),
    solved: t("Solved"), all: t("All"),
  }[view];
}

export const viewIcon = { mine: "inbox", unassigned: "nobody", team: "team", waiting: "waiting", hold: "hold", solved: "solved", all: "all" };

/** What an empty list says: what will be here, and what to do now. */
export function emptyWords(view) {
  return {
    mine: [t("Nothing waits for you."), t("Tickets assigned to you stand here. Take the next one from Unassigned.")],
    unassigned: [t("Every ticket has someone."), t("New tickets that nobody has taken stand here.")],
    team: [t("Your teams have no open tickets."), t("Tickets of your teams stand here until they are solved.")],
    waiting: [t("Nobody is being waited for."), t("Tickets that wait for the customer's answer stand here.")],
    hold: [t("Nothing is on hold."), t("Tickets that wait for something else than the customer stand here.")],
    solved: [t("Nothing has been solved yet."), t("Solved tickets stand here with their closing records.")],
    all: [t("There are no tickets yet."), t("Every ticket of the desk stands here, the latest first.")],
  }[view];
}

export function identityName(kind) {
  return {
    account: t("Account"), uid: "UID", account_uid: "UID", exchange: "UID", mail: t("Mail address"), email: t("Mail address"),
    phone: t("Phone"), telegram: "Telegram", guest: t("Guest"),
  }[kind] ?? kind;
}
