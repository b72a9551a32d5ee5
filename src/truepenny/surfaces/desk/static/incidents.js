/* What runs now (incidents, work), and what the open ticket may be about: asked for now and then, and when the ticket changes. */

import { api } from "./api.js";
import { emit, store } from "./store.js";

const EVERY_MS = 20_000;
export const incidents = { running: [], of: new Map() };

export async function lookForIncidents() {
  if (document.visibilityState !== "visible") return;
  try {
    incidents.running = (await api.incidents()).running;
  } catch {
    return; // shown as they were
  }
  emit("incidents");
}

/** Linked and matching incidents of a ticket; the answer comes by the topic "incidents". */
export async function lookAtTicket(number) {
  try {
    incidents.of.set(number, await api.incidentsOf(number));
  } catch {
    return;
  }
  emit("incidents");
}

export function startIncidents() {
  lookForIncidents();
  setInterval(lookForIncidents, EVERY_MS);
  document.addEventListener("visibilitychange", lookForIncidents);
}

/** Names of incidents by id, as far as this page has heard of them. */
export function incidentTitle(id) {
  const known = [...incidents.running, ...[...incidents.of.values()].flatMap((one) => [...one.linked, ...one.matching])];
  return known.find((one) => one.id === id)?.title ?? "";
}

export const isLead = () => store.me?.role === "lead" || store.me?.role === "admin";
