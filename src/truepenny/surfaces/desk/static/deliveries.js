/* How far the desk's mails got: of the facts on each the newest one, and the words for it. */

import { clock, day, dayKey } from "./format.js";
import { t } from "./i18n.js";
import { now } from "./store.js";

/* Seconds that the sender waits after each try (outbound/mail/waits.py). */
const WAITS_S = [60, 300, 900, 3600, 10_800, 21_600, 43_200, 86_400, 86_400];
const TROUBLED = new Set(["failed", "bounced", "given_up"]);
const WITH_WORDS = new Set(["reply", "solution"]);

/** seq of a message -> the newest fact on each mail about it. handed: our server has it already, so that one that failed is late. */
export function deliveriesOf(events) {
  const found = new Map();
  for (const event of events) {
    if (event.kind !== "delivery") continue;
    const { about_seq: about, what, state } = event.delivery;
    const mails = new Map(found.get(about));
    const handed = state === "sent" || (state !== "queued" && mails.get(what)?.handed);
    found.set(about, mails.set(what, { ...event, handed }));
  }
  return new Map([...found].map(([about, mails]) => [about, [...mails.values()]]));
}

/** Those worth a line: of the agents' words always, of receipts and notices only trouble. */
export function worthTelling(told = []) {
  return told.filter(({ delivery }) => WITH_WORDS.has(delivery.what) || TROUBLED.has(delivery.state));
}

export const isTroubled = ({ delivery }) => TROUBLED.has(delivery.state);

function whatName(what) {
  return { receipt: t("Receipt"), notice: t("Notice"), code: t("Code") }[what] ?? t("Mail");
}

function when(us) {
  return dayKey(us) === dayKey(now()) ? clock(us) : `${day(us)} ${clock(us)}`;
}

function ourReason(code) {
  return {
    expired: t("It was not sent in time."), no_address: t("There is no mail address that it could go to."), erased: t("Its words were erased."),
    network: t("Our mail server cannot be reached."), tls: t("There is no safe line to our mail server."),
    no_tls: t("There is no safe line to our mail server."),
    sign_in: t("Our mail server does not let us sign in."), broken: t("This mail could not be made. Tell who runs this desk."),
    unsure: t("The line broke: it may have arrived. It is sent once more, as the same mail."), own: t("It would go to our own address."),
    bad_address: t("This is not an address that mail can go to."),
  }[code] ?? "";
}

/** {words, reason}: what became of it, and what the other server said. */
export function deliveryWords(event) {
  const { state, what, attempt = 0, code = "", reason } = event.delivery;
  const name = whatName(what);
  const said = reason ? (code && !reason.includes(code) ? `${code} ${reason}` : reason) : ourReason(code) || (/^\d/.test(code) ? code : "");
  const next = event.at + (WAITS_S[Math.max(0, attempt - 1)] ?? WAITS_S.at(-1)) * 1e6;
  const words = {
    queued: t("{mail}: waiting to be sent", { mail: name }),
    sent: t("{mail}: sent", { mail: name }),
    failed: event.handed ? t("{mail}: on its way; the customer's server has not taken it yet", { mail: name }) : next > now() ? t("{mail}: not sent yet, next try about {time}", { mail: name, time: when(next) }) : t("{mail}: not sent yet, tried again now", { mail: name }),
    bounced: t("{mail}: could not be delivered", { mail: name }),
    given_up: t("{mail}: given up", { mail: name }),
  }[state] ?? state;
  return { words, reason: said };
}

/** How far a message of ours came, by the ticket's marks. */
export function markOf(event, marks) {
  if (event.seq <= (marks.customer_read ?? 0)) return "read";
  if (event.seq <= (marks.customer_delivered ?? 0)) return "delivered";
  return "sent";
}
