/* <tp-reveal>, <tp-erase>, <tp-let-through> and <tp-withdraw>: things that need a reason, because it is written down for good. */

import { html } from "../lit.js";
import { api, newId } from "../api.js";
import { toast } from "../actions.js";
import { t } from "../i18n.js";
import { identityName } from "../labels.js";
import { refresh } from "../tickets.js";
import { Sheet } from "./sheet.js";

class ReasonSheet extends Sheet {
  sendId = newId();

  async submit(event) {
    event.preventDefault();
    const reason = this.find("[name=reason]").value.trim();
    if (!reason) {
      this.problem = { title: t("Give a reason first.") };
      return;
    }
    const answer = await this.attempt(async () => (await this.send(reason)) ?? {});
    if (answer) this.finish(this.result(answer));
  }

  template({ title, words, label, tone }) {
    return html`<dialog class="sheet small" aria-labelledby="sheet-title">
      ${this.headTemplate(title)}
      <form novalidate @submit=${this.submit}>
        <p class="quiet">${words}</p>
        <label class="field"><span>${t("Reason")}</span><input name="reason" autofocus maxlength="500" autocomplete="off" dir="auto" list="reasons"></label>
        <datalist id="reasons">${this.reasons.map((reason) => html`<option value=${reason}></option>`)}</datalist>
        ${this.problemTemplate()}
        <footer class="sheet-foot"><button type="button" class="button" @click=${() => this.leave()}>${t("Cancel")}</button>
          <button class="button ${tone}" ?disabled=${this.busy}>${label}</button></footer>
      </form></dialog>`;
  }
}

class Reveal extends ReasonSheet {
  get reasons() {
    return [t("Find the account"), t("Compare with what the customer says"), t("Call the customer back")];
  }

  send(reason) {
    return api.act(this.number, "reveal", { id: this.sendId, identity: this.kind, reason });
  }

  result(answer) {
    return answer.value ?? null;
  }

  render() {
    return this.template({ title: t("Show in full: {name}", { name: identityName(this.kind) }), label: t("Show"), tone: "primary",
      words: t("It is shown for one minute. Your name, the time and your reason are written into the ticket.") });
  }
}

class Erase extends ReasonSheet {
  get reasons() {
    return [t("The customer asked for it"), t("It holds a secret"), t("It holds someone else's data")];
  }

  send(reason) {
    return api.act(this.number, "erase", { id: this.sendId, seq: this.seq, reason });
  }

  result() {
    toast(t("The words are erased."));
    refresh(this.number);
    return true;
  }

  render() {
    return this.template({ title: t("Erase this message"), label: t("Erase for good"), tone: "danger",
      words: t("Its words and files are deleted for everyone and cannot be brought back. That something was said here stays on record.") });
  }
}

class LetThrough extends ReasonSheet {
  get reasons() {
    return [t("The customer says what it holds"), t("It is needed and cannot be sent otherwise")];
  }

  send(reason) {
    return api.act(this.number, "let-through", { id: this.sendId, file: this.file.id, reason });
  }

  result() {
    toast(t("The file is let through."));
    return true;
  }

  render() {
    return this.template({ title: t("Let through: {name}", { name: this.file.name }), label: t("Let through"), tone: "danger",
      words: t("It could not be checked for secrets, so it may hold one. Everyone who can see the ticket will be able to open it. Your name, the time and your reason are kept in the record.") });
  }
}

class Withdraw extends ReasonSheet {
  get reasons() {
    return [t("The customer asked for it"), t("Somebody else has it"), t("It was passed on")];
  }

  send(reason) {
    return api.act(this.number, "withdraw-links", { id: this.sendId, reason });
  }

  result() {
    toast(t("The private link is withdrawn."));
    refresh(this.number);
    return true;
  }

  render() {
    return this.template({ title: t("Withdraw the private link"), label: t("Withdraw"), tone: "danger",
      words: t("It opens this ticket no more, and who came by it is out. Our next answer by mail to a customer who is not proven carries a new one. Your name, the time and your reason are written into the ticket.") });
  }
}

customElements.define("tp-withdraw", Withdraw);
customElements.define("tp-let-through", LetThrough);
customElements.define("tp-reveal", Reveal);
customElements.define("tp-erase", Erase);
