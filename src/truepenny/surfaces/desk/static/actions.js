/* What an agent can do to a ticket, with words for what happened and a way back where it is cheap. Each asks the server and tells the
   result; the ticket itself changes when the event comes back. */

import { api } from "./api.js";
import { shown } from "./format.js";
import { t } from "./i18n.js";
import { needName, priorities, priorityName, statusIcon, statusName, topicName } from "./labels.js";
import { pick, show } from "./overlays.js";
import { go } from "./router.js";
import { agentName, emit, store, teamName } from "./store.js";
import { pinTab } from "./tabs.js";
import { findTicket, refresh } from "./tickets.js";

export function toast(text, more = {}) {
  emit("toast", { text, ...more });
}

/** Say what was refused and what to do, in the server's own words. */
export function toastProblem(problem) {
  emit("toast", { kind: "danger", text: problem.title || String(problem), detail: problem.detail });
}

export async function copyText(text, said) {
  await navigator.clipboard?.writeText(text);
  toast(said);
}

/** Run one verb. Returns the answer, or null when it was refused (and said so). */
export async function act(number, verb, body = {}) {
  try {
    pinTab(number);
    return (await api.act(number, verb, body)) ?? {};
  } catch (problem) {
    toastProblem(problem);
    if (problem.status === 409) refresh(number);
    return null;
  }
}

export async function assign(number, agent) {
  const before = findTicket(number)?.ticket?.assignee ?? null;
  if (!(await act(number, "assign", { agent }))) return;
  const said = agent === store.me.id ? t("{number} is yours.", { number: shown(number) })
    : agent ? t("{number} is assigned to {name}.", { number: shown(number), name: agentName(agent) })
      : t("{number} is assigned to nobody.", { number: shown(number) });
  toast(said, { undo: () => act(number, "assign", { agent: before }) });
}

export async function setStatus(number, status) {
  if (status === "solved") return show("tp-solve", { number });
  const before = findTicket(number)?.ticket?.status;
  if (before === "solved") {
    if ((await act(number, "reopen")) && status === "open") return toast(t("{number} is open again.", { number: shown(number) }));
    if (status === "open") return;
  }
  if (!(await act(number, "status", { status }))) return;
  const undo = ["open", "waiting", "hold"].includes(before) ? () => act(number, "status", { status: before }) : null;
  toast(t("{number} is now: {status}.", { number: shown(number), status: statusName(status) }), { undo });
}

export async function setPriority(number, priority) {
  const before = findTicket(number)?.ticket?.priority;
  if (!(await act(number, "priority", { priority }))) return;
  toast(t("Priority {priority}.", { priority }), { undo: before && before !== priority ? () => act(number, "priority", { priority: before }) : null });
}

export async function pickAssignee(number, anchor) {
  const ticket = findTicket(number)?.ticket;
  if (!ticket) return;
  const agents = store.agents.filter((agent) => !agent.disabled && agent.id !== store.me.id);
  agents.sort((a, b) => Number(b.present) - Number(a.present) || a.name.localeCompare(b.name));
  const chosen = await pick({
    title: t("Assign to"), anchor, value: ticket.assignee ?? "nobody",
    options: [
      { id: store.me.id, label: t("Me ({name})", { name: store.me.name }), icon: "person", hint: store.me.id },
      { id: "nobody", label: t("Nobody"), icon: "nobody" },
      ...agents.map((agent) => ({ id: agent.id, label: agent.name, badge: agent.name, hint: agent.present ? t("here now") : agent.id })),
    ],
  });
  if (chosen) assign(number, chosen.id === "nobody" ? null : chosen.id);
}

export async function pickTeam(number, anchor) {
  const ticket = findTicket(number)?.ticket;
  if (!ticket) return;
  const chosen = await pick({
    title: t("Team"), anchor, value: ticket.team ?? "none",
    options: [...store.teams.map((team) => ({ id: team.id, label: team.name, icon: "team" })), { id: "none", label: t("No team"), icon: "close" }],
  });
  if (!chosen) return;
  const team = chosen.id === "none" ? null : chosen.id;
  if (await act(number, "team", { team })) {
    toast(team ? t("Moved to {team}.", { team: teamName(team) }) : t("Belongs to no team now."), { undo: () => act(number, "team", { team: ticket.team ?? null }) });
  }
}

export async function pickStatus(number, anchor) {
  const ticket = findTicket(number)?.ticket;
  if (!ticket) return;
  const options = ["open", "waiting", "hold", "solved"].map((id) => ({
    id, label: id === "solved" && ticket.status !== "solved" ? t("Solved…") : statusName(id), icon: statusIcon[id],
  }));
  const chosen = await pick({ title: t("Status"), anchor, value: ticket.status, options });
  if (chosen && chosen.id !== ticket.status) setStatus(number, chosen.id);
}

export async function pickPriority(number, anchor) {
  const ticket = findTicket(number)?.ticket;
  if (!ticket) return;
  const options = priorities.map((id) => ({ id, label: `${id} ${priorityName(id)}`, icon: "flag", tone: id }));
  const chosen = await pick({ title: t("Priority"), anchor, value: ticket.priority, options });
  if (chosen && chosen.id !== ticket.priority) setPriority(number, chosen.id);
}

export async function pickTopic(number, anchor) {
  const ticket = findTicket(number)?.ticket;
  if (!ticket) return;
  const before = ticket.topic ?? null;
  const chosen = await pick({
    title: t("Topic"), anchor, value: before ?? "none",
    options: [
      ...store.topics.map(({ code, need }) => ({ id: code, label: topicName(code), hint: code, icon: "topic", group: needName(need) })),
      { id: "none", label: t("No topic"), icon: "close", group: needName("") },
    ],
  });
  const topic = chosen?.id === "none" ? null : chosen?.id;
  if (!chosen || topic === before || !(await act(number, "topic", { topic }))) return;
  toast(topic ? t("Topic: {topic}.", { topic: topicName(topic) }) : t("Has no topic now."), { undo: () => act(number, "topic", { topic: before }) });
}

/** Put tags on and take them off; stays open until Escape. */
export async function pickTags(number, anchor) {
  const ticket = findTicket(number)?.ticket;
  if (!ticket) return;
  const before = new Set(ticket.tags ?? []);
  const known = [...new Set([...before, ...[...store.seenTags].sort()])];
  const chosen = await pick({
    title: t("Tags"), anchor, many: [...before], free: (text) => t("Add “{text}”", { text }),
    options: known.map((id) => ({ id, label: id, icon: "tag" })),
  });
  if (!chosen) return;
  const after = new Set(chosen.ids);
  const add = [...after].filter((tag) => !before.has(tag));
  const remove = [...before].filter((tag) => !after.has(tag));
  if (add.length || remove.length) await act(number, "tags", { add, remove });
}

export async function reopen(number) {
  if (await act(number, "reopen")) toast(t("{number} is open again.", { number: shown(number) }));
}

/** Two words by which the customer and we prove ourselves to each other. */
export async function pickCountersign(number, anchor) {
  const options = [
    { id: "talk", label: t("For this conversation"), icon: "chat" },
    { id: "call", label: t("For a phone call"), icon: "person" },
    { id: "change", label: t("Before a change to the account"), icon: "shield" },
  ];
  const chosen = await pick({ title: t("Compare two words with the customer"), anchor, options });
  if (chosen && (await act(number, "countersign", { purpose: chosen.id }))) toast(t("The customer sees the words too."));
}

export async function setTopic(number, topic) {
  if (await act(number, "topic", { topic })) toast(t("Topic: {topic}.", { topic: topicName(topic) }));
}

export async function openMerge(number) {
  const into = await show("tp-merge", { number });
  if (!into) return;
  toast(t("{number} is now part of {other}.", { number: shown(number), other: shown(into) }));
  go({ ticket: into });
}
