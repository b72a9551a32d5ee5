// How the cards look in the chat, in its own tokens.
const CARDS = `
.caution { overflow: visible; display: grid; gap: 10px; padding: 14px 16px 14px 18px; overflow-wrap: anywhere; --edge: var(--danger); box-shadow: inset 0 0 0 1px var(--n-6), inset 4px 0 0 var(--edge); }
.caution.open { --edge: var(--waiting); } .caution.hash { --edge: var(--safe); }
.caution h2 { display: flex; gap: 8px; font-weight: 600; } .caution h2 .icon { margin-top: 1px; color: var(--edge); }
.caution li { padding: 12px 0; border-top: 1px solid var(--n-5); } .caution li:last-child { border-bottom: 1px solid var(--n-5); }
.caution b, .caution strong { font-weight: 600; } .caution li b { display: inline-block; } .caution li b::first-letter { text-transform: uppercase; }
.caution .quiet, .caution .wrong { font-size: var(--text-s); } .caution .wrong { color: var(--danger-text); }
.caution .hash { display: flex; flex-wrap: wrap; gap: 4px 12px; } .caution .mono { min-width: 0; overflow-wrap: anywhere; }
.caution .choices { display: flex; flex-wrap: wrap; gap: 8px; } .caution .choices .action { flex: 1 1 auto; }
`;

export function style() {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(CARDS);
  return sheet;
}
