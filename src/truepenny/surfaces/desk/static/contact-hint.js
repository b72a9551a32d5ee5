/* Says, while an agent writes, that a contact in the words is not official: asked of the server in a pause, with the rules that sending has. */

import { api } from "./api.js";
import { forgetHint, rememberRefusal } from "./refusals.js";

const PAUSE_MS = 900;
const MAYBE = /[@＠]|\d[\d\s().-]{5,}|[\w-]\.[a-z]{2}|微信|whats\s?app|wechat|telegram|discord|qq/i;
let timer = 0;

export function hintAtContacts(number, mode, textNow) {
  clearTimeout(timer);
  if (mode !== "reply") return;
  if (!MAYBE.test(textNow())) return forgetHint(number, mode);
  timer = setTimeout(() => look(number, mode, textNow), PAUSE_MS);
}

async function look(number, mode, textNow) {
  const text = textNow();
  try {
    await api.look(number, text);
    forgetHint(number, mode);
  } catch (problem) {
    if (problem.marks?.length && text === textNow()) rememberRefusal(number, mode, text, problem, { hint: true });
  }
}
