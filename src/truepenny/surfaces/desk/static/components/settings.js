/* <tp-settings>: language, look, notices, and this agent's sessions, which can be ended one by one. */

import { html, nothing } from "../lit.js";
import { askToNotify, chime } from "../alerts.js";
import { api } from "../api.js";
import { age } from "../format.js";
import { t, language, languages } from "../i18n.js";
import { prefs, setPref } from "../prefs.js";
import { signOut, switchLanguage } from "../session.js";
import { store } from "../store.js";
import { Sheet } from "./sheet.js";

class Settings extends Sheet {
  static properties = { ...Sheet.properties, sessions: { state: true } };
  static watches = ["prefs"];

  connectedCallback() {
    super.connectedCallback();
    this.#load();
  }

  async #load() {
    const answer = await this.attempt(() => api.sessions());
    if (answer) this.sessions = Array.isArray(answer) ? answer : answer.sessions ?? [];
  }

  async #end(session) {
    await this.attempt(() => api.endSession(session.id));
    this.#load();
  }

  async #notify(event) {
    const wanted = event.target.checked;
    const answer = wanted ? await askToNotify() : "";
    setPref("notify", wanted && answer === "granted");
    if (wanted && answer !== "granted") this.problem = { title: t("The browser does not allow notices."), detail: t("Allow them for this page in the browser's settings, then try again.") };
  }

  #choice(name, label, options, value, choose) {
    return html`<fieldset class="choice"><legend>${label}</legend><div class="segments">
      ${options.map(([id, words]) => html`<label class="segment"><input type="radio" name=${name} .checked=${value === id} @change=${() => choose(id)}><span>${words}</span></label>`)}
    </div></fieldset>`;
  }

  #session(session) {
    const current = session.current ?? session.this_one ?? false;
    const seen = session.seen_at ?? session.last_seen_at ?? session.used_at;
    return html`<li><span><b dir="auto">${session.device ?? session.user_agent ?? session.client ?? t("A browser")}</b>
      <small>${current ? t("this session") : seen ? t("last used {age} ago", { age: age(seen) }) : ""} ${session.address ?? session.ip ?? ""}</small></span>
      ${current ? nothing : html`<button class="button small" ?disabled=${this.busy} @click=${() => this.#end(session)}>${t("End")}</button>`}</li>`;
  }

  render() {
    const role = { agent: t("Agent"), lead: t("Lead"), admin: t("Admin") }[store.me.role] ?? store.me.role;
    return html`<dialog class="sheet settings" aria-labelledby="sheet-title">
      ${this.headTemplate(t("Settings"))}
      <p class="quiet"><b dir="auto">${store.me.name}</b>\u2009·\u2009${store.me.id}\u2009·\u2009${role}
        ${store.me.role === "agent" ? nothing : html`\u2009·\u2009<a href="/admin">${t("Admin pages")}</a>`}</p>
      ${this.problemTemplate()}
      ${this.#choice("language", t("Language"), Object.entries(languages), language(), switchLanguage)}
      ${this.#choice("theme", t("Look"), [["auto", t("As the system")], ["light", t("Light")], ["dark", t("Dark")]], prefs.theme, (theme) => setPref("theme", theme))}
      <label class="switch"><input type="checkbox" .checked=${prefs.notify} @change=${this.#notify}><span>${t("Desktop notices when a customer writes")}</span></label>
      <label class="switch"><input type="checkbox" .checked=${prefs.sound} @change=${(event) => { setPref("sound", event.target.checked); if (event.target.checked) chime(); }}><span>${t("A short sound with it")}</span></label>
      <section><h3>${t("My sessions")}</h3>
        ${this.sessions?.length ? html`<ul class="sessions">${this.sessions.map((session) => this.#session(session))}</ul>`
          : html`<p class="quiet">${this.sessions ? t("Only this one.") : t("Loading…")}</p>`}</section>
      <footer class="sheet-foot"><button class="button" @click=${signOut}>${t("Sign out")}</button></footer>
    </dialog>`;
  }
}

customElements.define("tp-settings", Settings);
