// How the warning looks, as a constructed sheet: no policy of a page concerns it. Colours are the face's own tokens: the widget's (--danger), or
// those of our pages (--tp-danger).

const CSS = `
.tpw { --w-edge: var(--warning, var(--tp-warning)); --w-ground: var(--warning-bg, var(--tp-warning-bg)); --w-words: var(--warning-text, var(--tp-warning-text));
  --w-page: var(--n-1, var(--tp-n-1)); --w-ink: var(--n-12, var(--tp-n-12)); --w-line: var(--n-8, var(--tp-n-8)); --w-fill: var(--n-3, var(--tp-n-3)); }
.tpw:not([data-shown]) { position: absolute; }
.tpw :is(h2, p, ul) { margin: 0; padding: 0; list-style: none; }
.tpw-spoken { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.tpw-box { display: grid; gap: 10px; padding: 14px 16px; border: 1px solid var(--w-edge); border-inline-start-width: 4px; border-radius: 12px; background: var(--w-ground);
  color: var(--w-ink); font-size: 14px; line-height: 1.5; text-align: start; overflow-wrap: anywhere; }
.tpw-box:lang(zh) { line-height: 1.7; }
.tpw-head { display: flex; gap: 8px; align-items: flex-start; color: var(--w-words); }
.tpw-head svg { flex: none; width: 22px; height: 22px; fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round; }
.tpw .tpw-title { font: inherit; font-weight: 650; font-size: 16px; line-height: 22px; }
.tpw-title:focus { outline: none; }
.tpw-title:focus-visible { outline: 2px solid currentColor; outline-offset: 3px; border-radius: 4px; }
.tpw-body, .tpw-list, .tpw-list > li { display: grid; gap: 8px; min-width: 0; }
.tpw-list > li + li { padding-top: 10px; border-top: 1px solid var(--w-edge); }
.tpw .tpw-quote { padding: 8px 10px; border-radius: 8px; background: var(--w-page); white-space: pre-wrap; unicode-bidi: plaintext; }
.tpw mark { padding: 1px 4px; border-radius: 4px; background: var(--w-edge); color: var(--w-page); font-weight: 600; box-decoration-break: clone; -webkit-box-decoration-break: clone; }
.tpw b { font-weight: 650; }
.tpw-small, .tpw-never { color: var(--w-words); }
.tpw-do { display: flex; flex-wrap: wrap; gap: 8px; }
.tpw .tpw-button { min-height: 44px; padding: 8px 14px; border: 1px solid var(--w-line); border-radius: 10px; background: var(--w-page); color: var(--w-ink); font: inherit; font-weight: 600;
  text-align: center; cursor: pointer; touch-action: manipulation; }
.tpw .tpw-button:hover { background: var(--w-fill); }
.tpw .tpw-button.tpw-main { background: var(--w-words); border-color: var(--w-words); color: var(--w-ground); }
.tpw .tpw-button.tpw-main:hover { background: var(--w-ink); border-color: var(--w-ink); }
.tpw .tpw-button.tpw-quiet { border-color: transparent; background: none; text-decoration: underline; text-underline-offset: 3px; font-weight: 500; }
.tpw .tpw-button:focus-visible { outline: 2px solid var(--focus, var(--tp-focus)); outline-offset: 2px; }
/* in the chat it takes what the conversation can spare, and leaves the words in sight */
.app .composer { display: flex; flex-direction: column; min-height: 0; }
.app .composer > * { flex: none; }
.app .composer > .tpw[data-shown] { flex: 0 1 auto; min-height: 88px; max-height: 400px; margin: 10px 12px 0; border-radius: 12px; overflow-y: auto; overscroll-behavior: contain; }
.app .composer > .tpw[data-shown] ~ .write textarea { max-height: 96px; }
@media (max-height: 560px) { .app .composer > .tpw[data-shown] ~ .never { display: none; } }
@media (forced-colors: active) { .tpw mark { forced-color-adjust: none; background: Mark; color: MarkText; } .tpw .tpw-button.tpw-main { border: 2px solid ButtonText; background: ButtonFace; color: ButtonText; } }
`;

let made = null;

/** Puts the sheet on a document or a shadow root, once. */
export function dress(root) {
  if (!made) {
    made = new CSSStyleSheet();
    made.replaceSync(CSS);
  }
  if (!root.adoptedStyleSheets.includes(made)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, made];
}
