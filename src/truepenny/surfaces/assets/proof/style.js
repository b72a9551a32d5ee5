// How the two words look in the chat, beside the chat's own sheets.
const css = `
.proof { border-top: 3px solid var(--brand); background: var(--n-1); padding-block: 12px; overflow-y: auto; }
.proof .icon { vertical-align: -3px; }
.proof ol { display: grid; grid-template-columns: 1fr 1fr; gap: 8px; }
.proof li { padding: 8px 12px; border-radius: 10px; background: var(--n-3); overflow-wrap: anywhere; }
.proof li small { display: block; font-size: var(--text-xs); color: var(--n-11); }
.proof li b { font-size: 20px; font-weight: 600; }
.proof > p.quiet { font-size: var(--text-s); font-weight: 400; }
.card.alarm > header { background: var(--danger-bg); color: var(--danger-text); }
.card.alarm h2 { font-size: var(--text-m); }
.hello .now { display: flex; gap: 8px; margin-top: 8px; font-size: var(--text-s); color: var(--n-11); }
.hello .now.yes { color: var(--safe-text); }
.hello .now .icon { flex: none; margin-top: 2px; }
@media (forced-colors: active) { .proof li, .card.alarm { border: 1px solid CanvasText; } }
`;

export function style() {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  return sheet;
}
