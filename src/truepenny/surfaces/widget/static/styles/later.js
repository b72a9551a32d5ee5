// What is fetched after the first view: sheets over a conversation, the closing record, stars, a picture looked at.
export const later = `
.cover { position: absolute; inset: 0; z-index: 2; display: flex; flex-direction: column; justify-content: flex-end; background: var(--scrim); animation: fade var(--motion); }
.sheet { max-height: 88%; overflow-y: auto; padding: 8px 8px calc(12px + env(safe-area-inset-bottom)); border-radius: 16px 16px 0 0; background: var(--n-1); animation: rise var(--motion) var(--ease); }
.sheet header { display: flex; align-items: center; justify-content: space-between; padding-left: 16px; }
.sheet h2 { font-weight: 600; }
.sheet .body { padding: 4px 16px 12px; display: grid; gap: var(--space-4); }
.sheet dt { font-size: var(--text-xs); color: var(--n-11); }
.sheet dd { overflow-wrap: anywhere; }
.sheet dl { display: grid; gap: var(--space-3); }
.item { display: flex; align-items: center; gap: 14px; width: 100%; min-height: 52px; padding: 8px 16px; border-radius: 10px; }
.item:hover { background: var(--n-3); }
.item > span { flex: 1; min-width: 0; overflow-wrap: anywhere; }
.item small { display: block; font-size: var(--text-xs); line-height: 1.4; color: var(--n-11); }
.item .icon { color: var(--n-11); }
.card h3 { font-size: var(--text-xs); font-weight: 600; color: var(--n-11); margin-bottom: 4px; }
.card ol { counter-reset: step; display: grid; gap: 6px; }
.card ol li { counter-increment: step; display: grid; grid-template-columns: 22px 1fr; overflow-wrap: anywhere; }
.card ol li::before { content: counter(step) "."; color: var(--n-11); font-variant-numeric: tabular-nums; }
.card dl { display: grid; gap: 8px; }
.card dt { font-size: var(--text-xs); color: var(--n-11); } .card dd { overflow-wrap: anywhere; display: flex; gap: 8px; align-items: center; }
.card .beware { display: flex; gap: 10px; padding: 10px 12px; border-radius: var(--radius); background: var(--warning-bg); color: var(--warning-text); font-size: var(--text-s); }
.card .beware .icon { margin-top: 1px; }
.scroller .list b, .scroller .list small { white-space: normal; overflow-wrap: anywhere; }
.stars { display: flex; gap: 2px; }
.stars label { position: relative; display: grid; place-items: center; width: 44px; height: 44px; cursor: pointer; color: var(--n-8); border-radius: 10px; }
.stars input { position: absolute; inset: 0; opacity: 0; margin: 0; cursor: pointer; }
.stars label:has(:focus-visible) { outline: 2px solid var(--brand); }
.stars .icon { width: 30px; height: 30px; stroke-width: 1.5; }
.stars .on { color: #c77a00; } .stars .on .icon { fill: currentColor; } .dark .stars .on { color: #efaa4e; }
.viewer { position: absolute; inset: 0; z-index: 2; display: flex; flex-direction: column; background: #0b0d11; color: #fff; animation: fade var(--motion); }
.viewer .head { border-color: #ffffff22; } .viewer .square { color: #fff; } .viewer .square:hover { background: #ffffff22; }
.viewer .stage { flex: 1; min-height: 0; display: grid; place-items: center; overflow: auto; padding: 12px; }
.viewer canvas { max-width: 100%; max-height: 100%; width: auto; height: auto; } .viewer truepenny-picture { display: contents; }
.viewer .label { flex: 1; min-width: 0; font-size: var(--text-s); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; padding-left: 12px; }
@media (prefers-reduced-motion: reduce) { .cover, .sheet, .viewer { animation: none; } }
@media (forced-colors: active) {
  .sheet { border: 1px solid ButtonText; }
  .stars .on { color: Highlight; }
}
`;
