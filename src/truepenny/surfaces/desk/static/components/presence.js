/* <tp-presence>: who else is at this ticket, and a plain warning when two people answer at once. */

import { html, nothing } from "../lit.js";
import { Part } from "../part.js";
import { icon } from "../icons.js";
import { initials } from "../format.js";
import { t } from "../i18n.js";
import { now } from "../store.js";

class PresenceLine extends Part {
  static watches = ["tick"];
  static properties = { state: { attribute: false, hasChanged: () => true } };

  #words(who) {
    if (who.typing === "reply") return t("{name} is writing a reply", { name: who.name });
    if (who.typing === "note") return t("{name} is writing a note", { name: who.name });
    return t("{name} is looking at this too", { name: who.name });
  }

  render() {
    const { presence, typing } = this.state;
    const customer = typing && typing.until > now();
    const rival = presence.some((who) => who.typing === "reply");
    return html`<div class="presence" role="status">
      ${customer ? html`<p class="typing"><span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>${t("The customer is writing")}</p>` : nothing}
      ${presence.length ? html`<p class="others ${rival ? "rival" : ""}">
        ${rival ? icon("warning") : nothing}
        ${presence.slice(0, 4).map((who) => html`<span class="face small" title=${who.agent} aria-hidden="true">${initials(who.name)}</span><span dir="auto">${this.#words(who)}</span>`)}
        ${presence.length > 4 ? html`<span>${t("and {n} more", { n: presence.length - 4 })}</span>` : nothing}
      </p>` : nothing}
    </div>`;
  }
}

customElements.define("tp-presence", PresenceLine);
