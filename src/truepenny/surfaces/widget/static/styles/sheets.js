// The widget's style sheets as constructed sheets: they need no style-src in the host page's policy.
import { frame } from "./frame.js";
import { talk } from "./talk.js";
import { tokens } from "./tokens.js";

export const sheets = () => [tokens, frame, talk].map((text) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  return sheet;
});
