/* A ticket that was merged into this one: folded, its conversation inside. */

import { html } from "../lit.js";
import { shown } from "../format.js";
import { icon } from "../icons.js";
import { tn } from "../i18n.js";
import { deliveriesOf } from "../deliveries.js";
import { eventTemplate, isWords } from "./event.js";

export function mergedTemplate({ ticket, events }, state) {
  const said = events.filter(isWords);
  const told = deliveriesOf(events);
  return html`<details class="merged">
    <summary>${icon("right", "turn")}<b>${shown(ticket.ticket)}</b><span dir="auto">${ticket.subject}</span>
      <small>${tn("{n} message", "{n} messages", said.length)}</small></summary>
    <div class="merged-events">${events.filter((event) => event.kind !== "delivery").map((event) => eventTemplate(event, { run: false, mark: null, state, folded: true, told: told.get(event.seq) }))}</div>
  </details>`;
}
