/* <tp-held>: replies that wait for their ten seconds to pass, each with a countdown and the way back. */

import { html, nothing } from "../lit.js";
import { Part } from "../part.js";
import { toastProblem } from "../actions.js";
import { icon } from "../icons.js";
import { t } from "../i18n.js";
import { undoReply } from "../outbox.js";
import { agentName, now, store } from "../store.js";
import { refresh } from "../tickets.js";

class HeldReplies extends Part {
  static properties = { state: { attribute: false, hasChanged: () => true } };

  #timer = 0;

  updated() {
    const waiting = this.state.held.some((reply) => reply.state !== "failed");
    if (waiting && !this.#timer) this.#timer = setInterval(() => this.#beat(), 250);
    if (!waiting) this.#rest();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#rest();
  }

  #rest() {
    clearInterval(this.#timer);
    this.#timer = 0;
  }

  /** Should a frame be lost, ask the server what became of a reply whose time has passed. */
  #beat() {
    this.requestUpdate();
    const late = this.state.held.find((reply) => reply.state !== "failed" && now() - reply.due_at > 6e6);
    if (!late) return;
    this.#rest();
    refresh(this.state);
  }

  async #undo(reply) {
    try {
      await undoReply(this.state.number, reply);
    } catch (problem) {
      toastProblem(problem);
      refresh(this.state);
    }
  }

  #reply(reply) {
    const own = !reply.agent || reply.agent === store.me.id;
    if (reply.state === "failed") {
      return html`<li class="held failed" role="alert">${icon("warning")}<span class="held-words"><b>${t("The reply was not sent.")}</b> ${reply.reason ?? ""}</span>
        ${own ? html`<button class="button small" @click=${() => this.#undo(reply)}>${t("Back to the composer")}</button>` : nothing}</li>`;
    }
    const left = Math.max(0, (reply.due_at - now()) / 1e6);
    return html`<li class="held">
      <svg class="ring" viewBox="0 0 20 20" aria-hidden="true"><circle cx="10" cy="10" r="8"></circle>
        <circle class="left" cx="10" cy="10" r="8" pathLength="100" stroke-dasharray="${Math.round((left / store.undoS) * 100)} 100"></circle></svg>
      <span class="held-words"><b>${left > 0 ? own ? t("Sending in {n} s", { n: Math.ceil(left) }) : t("{name} sends in {n} s", { name: agentName(reply.agent), n: Math.ceil(left) }) : t("Sending…")}</b>
        <span dir="auto">${reply.text}</span></span>
      ${own && left > 0 ? html`<button class="button small" @click=${() => this.#undo(reply)}>${icon("undo")}${t("Undo")}</button>` : nothing}</li>`;
  }

  render() {
    const { held } = this.state;
    return held.length ? html`<ul class="held-list" aria-label=${t("Replies on their way")}>${held.map((reply) => this.#reply(reply))}</ul>` : nothing;
  }
}

customElements.define("tp-held", HeldReplies);
