// While the facts of a ticket are typed: what runs now and may be what it is about, above the form. It never holds anybody up.
import { localTimes } from "./times.js";

const QUIET_MS = 400;

export function matchNotices(root) {
  const place = root.querySelector("[data-matching]");
  const asset = root.getElementById?.("q_asset");
  if (!place || !asset) return;
  let timer = 0, asked = "";
  asset.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const text = asset.value.slice(0, 500);
      if (text === asked) return;
      asked = text;
      const found = await look(place.dataset.topic, text);
      if (found && text === asset.value.slice(0, 500)) show(place, found);
    }, QUIET_MS);
  });
}

async function look(topic, text) {
  try {
    const answer = await fetch("/api/v1/notices/match", {
      method: "POST", headers: { "content-type": "application/json" },
      body: JSON.stringify({ topic, text, language: document.documentElement.dataset.language }),
    });
    return answer.ok ? (await answer.json()).notices : null;
  } catch {
    return null;
  }
}

function show(place, notices) {
  if (notices.length === place.children.length && notices.every((one, n) => place.children[n].getAttribute("href") === one.path)) return;
  place.replaceChildren(...notices.map((one) => banner(one, place.dataset.since)));
  localTimes(place);
}

function banner(one, since) {
  const link = element("a", `broken broken--${one.kind}`);
  link.href = one.path;
  const words = element("span", "broken-words");
  const title = element("strong", "", one.title);
  title.dir = "auto";
  const when = element("time", "tp-nowrap");
  when.dateTime = new Date(one.begins_at / 1000).toISOString();
  when.dataset.when = Date.now() * 1000 - one.begins_at < 43_200_000_000 ? "clock" : "moment";
  const state = element("span", "tp-small", `${one.state_words} · ${since} `);
  state.append(when);
  words.append(title, state);
  link.append(words);
  return link;
}

function element(name, className, text = "") {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}
