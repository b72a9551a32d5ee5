// The conversation: bubbles, lines, files, composer; the frames of cards and questions.
export const talk = `
.scroller { position: relative; flex: 1; min-height: 0; overflow-y: auto; overscroll-behavior: contain; scrollbar-width: thin; scrollbar-color: var(--n-6) transparent; }
.rows { display: flex; flex-direction: column; min-height: 100%; padding: 16px 16px 20px; }
.rows .intro { margin-bottom: auto; padding: 12px 8px 24px; text-align: center; font-size: var(--text-s); color: var(--n-11); text-wrap: balance; }
.intro .mark { margin: 0 auto 12px; width: 48px; height: 48px; font-size: 20px; }
.intro b { display: block; margin-bottom: 4px; font-size: var(--text-m); font-weight: 600; color: var(--n-12); }
.day { align-self: center; margin: 20px 0 12px; font-size: var(--text-xs); font-weight: 500; color: var(--n-11); }
.line { align-self: center; max-width: 88%; margin: 12px 0; font-size: var(--text-xs); line-height: 1.5; text-align: center; color: var(--n-11); text-wrap: balance; }
.line .icon { vertical-align: -3px; margin-inline-end: 6px; }
.unread { display: flex; align-items: center; gap: 12px; margin: 16px 0 12px; font-size: var(--text-xs); font-weight: 600; color: var(--danger-text); }
.unread::before, .unread::after { content: ""; flex: 1; height: 1px; background: currentColor; opacity: 0.35; }
.name { display: flex; align-items: center; flex-wrap: wrap; gap: 2px 5px; margin: 14px 0 5px 4px; font-size: var(--text-xs); line-height: 1.4; color: var(--n-11); }
.name b { font-weight: 600; color: var(--n-12); }
.said { display: flex; flex-direction: column; align-items: flex-start; max-width: 86%; margin-top: 3px; align-self: flex-start; min-width: 0; }
.said.mine { align-self: flex-end; align-items: flex-end; }
.said.first.mine { margin-top: 14px; }
.bubble { max-width: 100%; padding: 9px 14px; border-radius: 18px; background: var(--n-3); overflow-wrap: anywhere; white-space: pre-wrap; unicode-bidi: plaintext; }
.said:not(.mine) .bubble { border-start-start-radius: 6px; border-end-start-radius: 6px; }
.said.first:not(.mine) .bubble { border-start-start-radius: 18px; }
.mine .bubble { background: var(--brand); color: var(--on-brand); border-start-end-radius: 6px; border-end-end-radius: 6px; }
.mine.first .bubble { border-start-end-radius: 18px; }
.mine.waiting .bubble, .mine.sent .bubble { opacity: 0.72; }
.mine.failed .bubble { background: var(--danger-bg); color: var(--danger-text); box-shadow: inset 0 0 0 1px var(--danger); }
.bubble:has(> details:not([open])) .long { max-height: 16lh; overflow: hidden; mask-image: linear-gradient(#000 calc(100% - 3lh), transparent); }
.bubble summary { display: flex; align-items: center; width: fit-content; min-height: 44px; list-style: none; font-weight: 600; text-decoration: underline; text-underline-offset: 3px; cursor: pointer; }
.bubble summary::-webkit-details-marker, .bubble details[open] span:first-child, .bubble details:not([open]) span:last-child { display: none; }
.bubble a { color: inherit; font-weight: 600; }
.bubble.erased { font-style: normal; color: var(--n-11); background: none; box-shadow: inset 0 0 0 1px var(--n-6); }
.meta { display: inline-flex; align-items: center; gap: 4px; min-height: 24px; margin: 1px 4px 0; font-size: var(--text-xs); line-height: 1.4; color: var(--n-11); font-variant-numeric: tabular-nums; }
button.meta:hover { color: var(--n-12); text-decoration: underline; text-underline-offset: 3px; }
.meta .icon { width: 15px; height: 15px; stroke-width: 2.2; }
.meta.read .icon { color: var(--waiting); }
.failure { margin: 4px 4px 2px; font-size: var(--text-xs); line-height: 1.45; color: var(--danger-text); text-align: end; }
.failure p + div { display: flex; gap: 16px; justify-content: flex-end; margin-top: 2px; }
.typing { display: inline-flex; gap: 4px; align-items: center; height: 40px; padding: 0 16px; }
.typing i { width: 7px; height: 7px; border-radius: 50%; background: var(--n-9); animation: breathe 1.2s infinite ease-in-out; }
.typing i:nth-child(2) { animation-delay: 0.15s; } .typing i:nth-child(3) { animation-delay: 0.3s; }
@keyframes breathe { 0%, 60%, 100% { opacity: 0.35; transform: none; } 30% { opacity: 1; transform: translateY(-2px); } }

.shot { display: block; width: fit-content; max-width: 240px; border-radius: 14px; overflow: hidden; background: var(--n-3); box-shadow: inset 0 0 0 1px var(--n-5); }
.shot truepenny-picture { display: block; min-width: 72px; min-height: 72px; }
.shot canvas { display: block; max-width: 100%; max-height: 280px; width: auto; height: auto; }
.paper { display: flex; align-items: center; gap: 10px; max-width: 100%; min-width: 0; padding: 10px 14px 10px 12px; border-radius: 14px; box-shadow: inset 0 0 0 1px var(--n-6); text-align: start; }
.said .shot, .said .paper { margin-top: 3px; }
.paper > span { min-width: 0; overflow-wrap: anywhere; font-size: var(--text-s); line-height: 1.4; }
.paper small { display: block; color: var(--n-11); font-size: var(--text-xs); }
.file-note, .paper small.file-note { display: block; margin-top: 2px; font-size: var(--text-xs); color: var(--warning-text); }
button.paper:hover { background: var(--n-3); }

.pillar { position: relative; height: 0; display: flex; justify-content: center; }
.newer { position: absolute; bottom: 10px; display: inline-flex; align-items: center; gap: 6px; min-height: 36px; padding: 4px 14px 4px 10px; border-radius: 18px; background: var(--n-12); color: var(--n-1); font-size: var(--text-s); font-weight: 600; box-shadow: var(--lift); }
.composer { border-top: 1px solid var(--n-4); background: var(--n-1); }
.write { display: flex; align-items: flex-end; gap: 4px; margin: 10px 12px 0; padding: 3px; border-radius: 24px; box-shadow: inset 0 0 0 1px var(--n-8); transition: box-shadow var(--motion); }
.write:focus-within { box-shadow: inset 0 0 0 2px var(--brand); }
.write .square { border-radius: 22px; width: 44px; height: 44px; }
.write textarea:focus-visible { outline: none; }
.write textarea { flex: 1; min-width: 0; height: 44px; max-height: 168px; padding: 10px 0; line-height: 24px; resize: none; font-size: 16px; overflow-y: auto; scrollbar-width: thin; }
.write textarea::placeholder { color: var(--n-10); opacity: 1; }
.write .go { background: var(--n-4); color: var(--n-10); }
.write .go.ready { background: var(--brand); color: var(--on-brand); }
.write .go.ready:hover { background: var(--brand-strong); }
.chips { display: flex; flex-wrap: wrap; gap: 8px; padding: 10px 16px 0; }
.chip { position: relative; display: flex; align-items: center; gap: 10px; max-width: 100%; padding: 6px 4px 6px 8px; border-radius: 10px; background: var(--n-3); font-size: var(--text-xs); line-height: 1.35; overflow: hidden; }
.chip > span { min-width: 0; max-width: 180px; }
.chip .label { display: block; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font-weight: 500; }
.chip small { display: block; font-size: var(--text-xs); color: var(--n-11); }
.chip.failed { background: var(--danger-bg); color: var(--danger-text); } .chip.failed small { color: inherit; } .chip.failed > span { max-width: none; } .chip .textual { min-height: 32px; padding: 4px 0; color: inherit; font-weight: 600; text-align: start; text-decoration: underline; }
.chip truepenny-picture, .chip truepenny-picture canvas { display: block; width: 40px; height: 40px; border-radius: 6px; object-fit: cover; }
.chip .square { width: 32px; height: 36px; }
.chip progress { position: absolute; left: 0; right: 0; bottom: 0; width: 100%; height: 3px; appearance: none; border: 0; background: transparent; }
.chip progress::-webkit-progress-bar { background: transparent; } .chip progress::-webkit-progress-value { background: var(--brand); } .chip progress::-moz-progress-bar { background: var(--brand); }
.drop { position: absolute; inset: 8px; z-index: 2; display: grid; place-items: center; border-radius: var(--radius-l); border: 2px dashed var(--brand); background: var(--brand-bg); color: var(--brand-text); font-weight: 600; pointer-events: none; }

.card { align-self: stretch; margin: 16px 0 8px; border-radius: var(--radius-l); box-shadow: inset 0 0 0 1px var(--n-6); overflow: hidden; }
.card > header { display: flex; align-items: center; gap: 10px; padding: 14px 16px; background: var(--safe-bg); color: var(--safe-text); font-weight: 600; }
.card .body { display: grid; gap: 14px; padding: 16px; }
.ask { display: grid; gap: 10px; padding: 16px; border-top: 1px solid var(--n-5); }
.ask > p { font-weight: 600; }
.ask .choices { display: flex; flex-wrap: wrap; gap: 8px; }
.ask .choices .action { flex: 1 1 auto; }
.ask textarea { width: 100%; min-height: 88px; padding: 10px 12px; border-radius: 10px; box-shadow: inset 0 0 0 1px var(--n-8); resize: vertical; font-size: 16px; }
.ask .wrong { font-size: var(--text-s); color: var(--danger-text); }
@media (prefers-reduced-motion: reduce) { .typing i { animation: none; } }
@media (forced-colors: active) {
  .bubble, .write, .chip, .card, .paper, .newer, .ask textarea { border: 1px solid CanvasText; }
}
`;
