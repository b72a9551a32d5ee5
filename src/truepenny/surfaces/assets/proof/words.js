// What a customer reads about the two words. English text is the message id; other languages come as JSON, fetched once.

let messages = {};

export async function loadWords(language) {
  messages = {};
  if (language === "en") return;
  const answer = await fetch(new URL(`../../i18n/assets/${language}.json`, import.meta.url), { credentials: "omit" });
  if (answer.ok) messages = await answer.json();
}

export const t = (id, values = {}) => (messages[id] || id).replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
