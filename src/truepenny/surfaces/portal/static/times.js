// Times as the reader's clock shows them, always with their zone. The zone is remembered for pages made by the server.
const language = document.documentElement.dataset.language === "zh" ? "zh-CN" : "en-GB";
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
const THIN = "\u2009";

export function rememberZone() {
  if (!/^[A-Za-z0-9_+\-/]{1,64}$/.test(zone)) return;
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `tp_zone=${zone}; path=/; max-age=31536000; samesite=lax${secure}`;
}

/** UTC, UTC+8, UTC-3:30: as the server writes it. */
function zoneLabel(date) {
  const minutes = -date.getTimezoneOffset();
  if (minutes === 0) return "UTC";
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `UTC${minutes > 0 ? "+" : "-"}${hours}${rest ? `:${String(rest).padStart(2, "0")}` : ""}`;
}

const clock = (date) => `${String(date.getHours()).padStart(2, "0")}:${String(date.getMinutes()).padStart(2, "0")} ${zoneLabel(date)}`;
const day = (date) => language === "zh-CN"
  ? `${date.getFullYear()}${THIN}年${THIN}${date.getMonth() + 1}${THIN}月${THIN}${date.getDate()}${THIN}日`
  : new Intl.DateTimeFormat(language, { day: "numeric", month: "short", year: "numeric" }).format(date).replace("Sept", "Sep");
export const moment = (date) => `${day(date)}${language === "zh-CN" ? " " : ", "}${clock(date)}`;

const bare = (date) => clock(date).slice(0, 5);
const dayZone = (date) => `${day(date)} · ${zoneLabel(date)}`;

const shortDay = (date) => language === "zh-CN"
  ? `${date.getMonth() + 1}${THIN}月${THIN}${date.getDate()}${THIN}日`
  : new Intl.DateTimeFormat(language, { day: "numeric", month: "short" }).format(date).replace("Sept", "Sep");

const seconds = (date) => clock(date).replace(" ", `:${String(date.getSeconds()).padStart(2, "0")} `);

const FORMS = { bare, clock, seconds, shortDay, dayZone, moment };

export function localTimes(root) {
  for (const time of root.querySelectorAll("time[data-when]")) {
    const date = new Date(time.dateTime);
    if (Number.isNaN(date.getTime())) continue;
    time.title = date.toISOString().replace("T", " ").replace(/\.\d+Z/, " UTC");
    time.textContent = FORMS[time.dataset.when](date);
  }
  for (const place of root.querySelectorAll("[data-local]")) {
    const date = new Date(place.dataset.local);
    place.replaceChildren(document.createElement("br"), place.dataset.localLabel.replace("{time}", moment(date)));
  }
}
