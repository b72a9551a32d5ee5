/* <tp-connection>: one line when the live connection is away: what is wrong, what still works, when it is tried again. It stands below the
   list, so that no row moves under the pointer when it comes and goes. */

import { html, nothing } from "../lit.js";
import { Part } from "../part.js";
import { icon } from "../icons.js";
import { t } from "../i18n.js";
import { emit, store } from "../store.js";

const PATIENCE_MS = 1_500;

class Connection extends Part {
  #awaySince = Date.now();
  #timer = 0;
  #back = false;

  connectedCallback() {
    super.connectedCallback();
    this.watch("connection", () => this.#change());
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  #change() {
    const live = store.connection.state === "live";
    if (live && this.#awaySince && this.#told) {
      this.#back = true;
      setTimeout(() => {
        this.#back = false;
        this.requestUpdate();
      }, 2_500);
    }
    if (live) this.#awaySince = 0;
    else this.#awaySince ||= Date.now();
    clearInterval(this.#timer);
    if (!live) this.#timer = setInterval(() => this.requestUpdate(), 1_000);
    this.requestUpdate();
  }

  get #told() {
    return this.#awaySince && Date.now() - this.#awaySince > PATIENCE_MS;
  }

  #words() {
    const { state, retryAt } = store.connection;
    if (state === "offline") return t("No network. You can read what is open and write; it goes out when the network returns.");
    const s = Math.ceil((retryAt - Date.now()) / 1000);
    if (s > 0) return t("Connection lost. Trying again in {n} s; what you write is kept.", { n: s });
    return t("Connecting… what you write is kept.");
  }

  render() {
    const away = store.connection.state !== "live" && this.#told;
    return html`<div role="status">${away
      ? html`<p class="connection away">${icon("warning")}<span>${this.#words()}</span>
          <button class="link" @click=${() => emit("reconnect")}>${t("Try now")}</button></p>`
      : this.#back ? html`<p class="connection back">${icon("check")}<span>${t("Connected again. Nothing was missed.")}</span></p>` : nothing}</div>`;
  }
}

customElements.define("tp-connection", Connection);
