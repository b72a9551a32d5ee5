// The design tokens of the house (surfaces/assets/tokens.css), in pixels, because the host page may have changed what a rem is, and on an
// element of our own inside the shadow root, because the host page's custom properties reach into it. The loader sets the brand's colours.
const LIGHT = `
  --n-1: #ffffff; --n-2: #f7f8fa; --n-3: #eff1f4; --n-4: #e6e9ee; --n-5: #dbe0e7; --n-6: #d5dae2; --n-7: #b9c1cd; --n-8: #7d8696;
  --n-9: #687182; --n-10: #586070; --n-11: #4a5261; --n-12: #131822;
  --safe: #12804a; --safe-bg: #e6f6ed; --safe-text: #0b5c35; --waiting: #0b6bcb; --waiting-bg: #e7f1fd; --waiting-text: #0a4c92;
  --warning: #b25e09; --warning-bg: #fdf2dd; --warning-text: #734004; --danger: #c62a20; --danger-bg: #fdecea; --danger-text: #981b12;
  --scrim: rgb(19 24 34 / 40%); --lift: 0 1px 2px rgb(19 24 34 / 6%), 0 8px 24px -6px rgb(19 24 34 / 14%);
`;
const DARK = `
  --n-1: #0f1217; --n-2: #161a21; --n-3: #1d222a; --n-4: #252b35; --n-5: #2e3540; --n-6: #2f3742; --n-7: #465061; --n-8: #758093;
  --n-9: #8b95a6; --n-10: #9fa8b7; --n-11: #b4bcc9; --n-12: #eef1f5;
  --safe: #4cc38a; --safe-bg: #10281d; --safe-text: #86dfb3; --waiting: #62aef7; --waiting-bg: #10253b; --waiting-text: #9dcdfb;
  --warning: #efaa4e; --warning-bg: #2d2110; --warning-text: #f5cb8d; --danger: #ff7b70; --danger-bg: #36191a; --danger-text: #ffb0a8;
  --scrim: rgb(0 0 0 / 55%); --lift: 0 0 0 1px rgb(255 255 255 / 5%), 0 8px 28px rgb(0 0 0 / 50%);
`;

export const tokens = `
.tp { ${LIGHT} --brand-strong: #114ba9; --brand-bg: #ecf3ff; --brand-text: #1254b8; --focus: var(--brand);
  --space-1: 4px; --space-2: 8px; --space-3: 12px; --space-4: 16px; --space-5: 24px; --space-6: 32px;
  --radius: 6px; --radius-l: 12px; --text-xs: 13px; --text-s: 14px; --text-m: 16px; --text-l: 20px; --text-xl: 26px;
  --line: 1.5; --font: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, "PingFang SC", "Microsoft YaHei", "Noto Sans SC", "Noto Sans CJK SC", sans-serif;
  --mono: ui-monospace, SFMono-Regular, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace;
  --motion: 150ms; --ease: cubic-bezier(0.2, 0, 0, 1); }
.tp.dark { ${DARK} }
.app:lang(zh) { --line: 1.7; --font: system-ui, "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans SC", "Noto Sans CJK SC", sans-serif; }
@media (prefers-reduced-motion: reduce) { .tp { --motion: 0.01ms; } }
`;
