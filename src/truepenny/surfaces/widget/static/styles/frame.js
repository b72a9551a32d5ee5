// The panel's frame: reset, heads, buttons, home, notices.
export const frame = `
:where(.app, .app *, .app *::before, .app *::after) { box-sizing: border-box; }
.app { position: absolute; inset: 0; display: flex; flex-direction: column; color: var(--n-12); background: var(--n-1); font: 400 var(--text-m)/var(--line) var(--font);
  text-align: start; -webkit-font-smoothing: antialiased; text-size-adjust: 100%; -webkit-text-size-adjust: 100%; overscroll-behavior: contain; }
@media (max-width: 520px), (max-height: 480px) {
  .panel, .left .panel { top: var(--view-top, 0); bottom: auto; height: var(--view-height, 100dvh); }
  .app { padding: env(safe-area-inset-top) env(safe-area-inset-right) 0 env(safe-area-inset-left); }
}
:where(.app) :where(h1, h2, h3, p, ul, ol, dl, dd, fieldset) { margin: 0; padding: 0; border: 0; font: inherit; list-style: none; }
:where(.app) :where(button, textarea) { font: inherit; color: inherit; letter-spacing: inherit; margin: 0; padding: 0; border: 0; background: none; border-radius: var(--radius); text-align: inherit; }
:where(.app button) { cursor: pointer; touch-action: manipulation; }
:where(.app a) { color: var(--brand-text); text-underline-offset: 2px; }
:where(.app) :focus { outline: none; }
.app :focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }
.app [data-heading]:focus-visible { outline: none; }
.user { unicode-bidi: isolate; }
.icon { width: 22px; height: 22px; flex: none; fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round; }
.icon.small { width: 16px; height: 16px; stroke-width: 2; }
.icon.dots { stroke-width: 2.8; }
.sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.mono { font-family: var(--mono); font-variant-numeric: tabular-nums; font-size: 0.94em; }
.quiet { color: var(--n-11); }

.square { display: grid; place-items: center; width: 44px; height: 44px; flex: none; border-radius: var(--radius-l); color: var(--n-11); transition: background var(--motion); }
.square:hover { background: var(--n-3); color: var(--n-12); }
.action { display: inline-flex; align-items: center; justify-content: center; gap: var(--space-2); min-height: 44px; padding: 8px 16px; border-radius: 10px; font-weight: 600;
  font-size: var(--text-s); transition: background var(--motion); }
.action.main { background: var(--brand); color: var(--on-brand); }
.action.main:hover { background: var(--brand-strong); }
.action.other { box-shadow: inset 0 0 0 1px var(--n-7); }
.action.other:hover { background: var(--n-3); }
.action[disabled], .action[aria-disabled="true"] { opacity: 0.5; cursor: default; }
.textual { display: inline-flex; align-items: center; gap: 4px; min-height: 24px; color: var(--brand-text); font-weight: 600; text-decoration: underline transparent; text-underline-offset: 3px; }
.textual:hover { text-decoration-color: currentColor; }

.mark { display: grid; place-items: center; width: 36px; height: 36px; flex: none; border-radius: 10px; overflow: hidden; background: var(--brand); color: var(--on-brand); font-weight: 650; font-size: var(--text-m); line-height: 1; }
.mark.round { border-radius: 50%; }
.mark.soft { background: var(--brand-bg); color: var(--brand-text); }
.mark.logo { background: none; border-radius: 0; } .mark truepenny-picture, .mark canvas { display: block; width: 100%; height: 100%; object-fit: contain; }

.home { flex: 1; min-height: 0; padding-bottom: 16px; overflow-y: auto; overscroll-behavior: contain; background: linear-gradient(var(--brand-bg), var(--n-1) 320px); }
.home .bar { display: flex; align-items: center; gap: var(--space-3); padding: 20px 12px 0 24px; font-weight: 600; }
.home .bar span:nth-child(2) { flex: 1; min-width: 0; overflow-wrap: anywhere; }
.home .hello { padding: 28px 24px 24px; }
.home h1 { font-size: var(--text-xl); line-height: 1.25; font-weight: 650; text-wrap: balance; }
.home h1:lang(zh) { word-break: keep-all; overflow-wrap: anywhere; }
.app:not(:lang(zh)) h1 { letter-spacing: -0.015em; }
.home .hello p { text-wrap: balance; margin-top: var(--space-2); color: var(--n-11); }
.start { display: flex; align-items: center; gap: var(--space-3); width: calc(100% - 48px); margin: 0 24px; padding: 16px 16px 16px 20px; border-radius: var(--radius-l); background: var(--brand); color: var(--on-brand);
  box-shadow: var(--lift); transition: background var(--motion); }
.start:hover { background: var(--brand-strong); }
.start b { display: block; font-weight: 600; line-height: 1.4; }
.start span { flex: 1; font-size: var(--text-s); line-height: 1.45; color: var(--on-brand); }
.start span b { font-size: var(--text-m); color: var(--on-brand); }
.home h2 { padding: 28px 24px 0; font-size: var(--text-s); font-weight: 600; color: var(--n-11); }
.list { padding: 8px 12px 0; }
.row { display: flex; align-items: center; gap: var(--space-3); width: 100%; padding: 12px; border-radius: var(--radius-l); transition: background var(--motion); }
.row:hover { background: var(--n-3); }
.row .what { flex: 1; min-width: 0; display: grid; gap: 2px; }
.row .what > span { display: flex; align-items: center; gap: var(--space-3); min-width: 0; }
.row b, .row small { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.row b { font-weight: 600; line-height: 1.45; }
.row small { font-size: var(--text-s); line-height: 1.5; color: var(--n-11); }
.row time { font-size: var(--text-xs); color: var(--n-11); }
.badge { min-width: 20px; height: 20px; padding: 0 6px; border-radius: 10px; background: var(--danger); color: var(--n-1); font: 600 13px/20px var(--font); text-align: center; }
.pill { display: inline-flex; align-items: center; gap: 6px; padding: 1px 8px; border-radius: 999px; font-size: var(--text-xs); line-height: 20px; font-weight: 500; background: var(--n-3); color: var(--n-11); white-space: nowrap; }
.pill.safe { background: var(--safe-bg); color: var(--safe-text); }
.pill.waiting { background: var(--waiting-bg); color: var(--waiting-text); }
.never { display: flex; gap: var(--space-2); align-items: flex-start; justify-content: center; padding: 10px 20px calc(12px + env(safe-area-inset-bottom)); font-size: var(--text-xs); line-height: 1.45; color: var(--n-11); text-wrap: balance; }
.never:lang(zh) { word-break: keep-all; overflow-wrap: anywhere; }
.never .icon { margin-top: 1px; width: 17px; height: 17px; color: var(--safe); }
.home + .never { border-top: 1px solid var(--n-4); background: var(--n-1); }

.head { display: flex; align-items: center; gap: var(--space-1); padding: 10px 8px; min-height: 64px; border-bottom: 1px solid var(--n-4); }
.head .who { display: flex; align-items: center; gap: 10px; flex: 1; min-width: 0; padding: 0 4px; }
.head h1 { font-weight: 600; line-height: 1.35; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.head .who div { min-width: 0; }
.head .who p { display: flex; align-items: center; gap: 4px; font-size: var(--text-xs); line-height: 1.4; color: var(--n-11); white-space: nowrap; overflow: hidden; }
.head .who p > :last-child:not(.icon, .mono) { min-width: 0; overflow: hidden; text-overflow: ellipsis; }
.head .who p .icon { flex: none; }
.verified { color: var(--safe); }
.verified path:last-child { stroke-width: 1.6; }

.notice { display: flex; align-items: center; gap: 10px; padding: 10px 16px; font-size: var(--text-s); line-height: 1.45; background: var(--warning-bg); color: var(--warning-text); text-decoration: none; }
.notice.danger { background: var(--danger-bg); color: var(--danger-text); }
.notice > span { flex: 1; }
.notice b { font-weight: 600; } a.notice b { display: block; }
.notice .textual { color: inherit; text-decoration-color: currentColor; white-space: nowrap; }
.toast { position: absolute; left: 16px; right: 16px; bottom: 112px; z-index: 3; width: fit-content; max-width: calc(100% - 32px); margin: 0 auto; padding: 10px 16px; border-radius: 10px; background: var(--n-12); color: var(--n-1); font-size: var(--text-s); line-height: 1.45; box-shadow: var(--lift); animation: rise var(--motion) var(--ease); }
.skeleton { padding: 12px; display: flex; gap: 12px; align-items: center; animation: fade 200ms 200ms backwards; }
.skeleton i { display: block; width: 55%; height: 12px; border-radius: 6px; background: var(--n-4); }
.skeleton + .skeleton i { width: 38%; }
.views { flex: 1; min-height: 0; display: flex; flex-direction: column; }
.plain { color: inherit; text-decoration: none; }
@keyframes rise { from { opacity: 0; transform: translateY(10px); } }
@keyframes fade { from { opacity: 0; } }
@media (prefers-reduced-motion: reduce) { .toast, .skeleton { animation: none; } }
@media (forced-colors: active) {
  .start, .action, .square, .pill, .badge, .mark, .toast { border: 1px solid ButtonText; }
  .app :focus-visible { outline-color: Highlight; }
}
`;
