/* Does a text fit what was typed? Letters in order, better when together and at the start of words. Pure. */

export function fit(wanted, text) {
  const query = wanted.trim().toLowerCase();
  if (!query) return 1;
  const hay = text.toLowerCase();
  const whole = hay.indexOf(query);
  if (whole >= 0) return 100 - Math.min(50, whole) + (whole === 0 || /[\s/]/.test(hay[whole - 1]) ? 40 : 0);
  let at = -1;
  let score = 20;
  for (const letter of query) {
    if (letter === " ") continue;
    const next = hay.indexOf(letter, at + 1);
    if (next < 0) return 0;
    score -= next - at - 1 > 0 ? 1 : 0;
    at = next;
  }
  return Math.max(1, score);
}

/** The items that fit, best first; equal ones keep their order. */
export function ranked(items, wanted, textOf) {
  if (!wanted.trim()) return items;
  return items.map((item, i) => ({ item, i, score: fit(wanted, textOf(item)) }))
    .filter((entry) => entry.score > 0)
    .sort((a, b) => b.score - a.score || a.i - b.i)
    .map((entry) => entry.item);
}
