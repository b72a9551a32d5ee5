/* What the marks of a mail mean, in plain words: who vouches for its sender, what wrote it, what was broken in it. */

import { t } from "./i18n.js";

export function verdictWords({ verdict, head }) {
  return {
    vouched: head?.domain ? t("The domain {domain} vouches for the sender of this mail.", { domain: head.domain }) : t("The sender's domain vouches for the sender of this mail."),
    unproven: t("Anyone could have written this."),
    failed: t("Did not pass: the sender's domain asks to refuse or set aside mail like this. A mailing list can break a mail, too."),
    unchecked: t("Could not be checked: treat it as if anyone had written it."),
  }[verdict] ?? verdict;
}

export const verdictIcon = (verdict) => ({ vouched: "shieldMail", failed: "warning" })[verdict] ?? "shieldOff";

export function falseNameWords(why) {
  return {
    agent: t("The sender goes by the name of one of our agents"), agent_id: t("The sender's name holds an agent ID"),
    brand: t("The sender's name holds our name"), staff: t("The sender's name sounds like an office of ours"),
    address: t("The sender's name shows another mail address"),
  }[why] ?? "";
}

export function automaticName(kind) {
  return {
    reply: t("Automatic answer"), list: t("From a mailing list"), bulk: t("Sent to many"), bounce: t("Report on a delivery"), loop: t("Our own mail come back"),
  }[kind] ?? kind;
}

export function cryptName(kind) {
  return {
    smime_signed: t("Signed (S/MIME); not checked here"), pgp_signed: t("Signed (OpenPGP); not checked here"),
    smime: t("Encrypted (S/MIME)"), pgp: t("Encrypted (OpenPGP)"),
  }[kind] ?? kind;
}

const GROUPS = {
  characters: ["charset_unknown", "charset_wrong", "charset_refused", "undecodable", "encoding_wrong", "encoding_unknown"],
  cut: ["cut", "head_cut", "subject_cut", "too_many_lines", "too_many_parts", "too_deep", "many_addresses", "tnef_large"],
  parts: ["no_end", "wrong_boundary", "after_end", "no_parts", "tnef_broken", "type_broken", "doubled_content-type"],
  sender: ["no_from", "address_broken", "address_encoded"],
};
/* What many programs do wrong and no reader would miss. */
const HARMLESS = new Set(["no_date", "broken_date", "no_message-id", "broken_message-id", "doubled_message-id", "head_8bit", "nul", "bare_cr", "after_end"]);

function groupsOf(faults = []) {
  const found = new Set();
  for (const fault of faults) found.add(Object.keys(GROUPS).find((name) => GROUPS[name].includes(fault)) ?? "head");
  return [...found];
}

/** Whether a reader may miss something. */
export function isFaulty(faults = []) {
  return faults.some((fault) => !HARMLESS.has(fault));
}

export function faultWords(faults) {
  const words = {
    characters: t("Some of its characters could not be read for certain."), cut: t("It is larger than what is read: a part is left out here."),
    parts: t("Its parts are put together wrongly; what could be read is here."), sender: t("The address of its sender is missing or broken."),
    head: t("Its head is incomplete or broken."),
  };
  return groupsOf(faults).map((name) => words[name]);
}

/** Why a mail may belong to another ticket, of which it holds no proof. */
export function linkWords(reason, number) {
  return {
    number: t("May belong to {number}: its number was quoted, but the sender could not be proven.", { number }),
    reference: t("May belong to {number}: a mail of that ticket was answered, but the sender could not be proven.", { number }),
    reply_address: t("May belong to {number}: it was sent to that ticket's own address, but the sender could not be proven.", { number }),
  }[reason] ?? t("May belong to {number}.", { number });
}
