// Card numbers: Luhn, the issuer's range, and a length that the issuer uses (checks/cards.py of the server).
import { luhn } from "../sums.js";

const RANGES = [ // first and last of the leading six digits; lengths
  [400000, 499999, [13, 16, 19]], [510000, 559999, [16]], [222100, 272099, [16]], [340000, 349999, [15]], [370000, 379999, [15]], [620000, 629999, [16, 17, 18, 19]],
  [352800, 358999, [16]], [601100, 601199, [16, 19]], [644000, 659999, [16, 19]], [300000, 305999, [14, 16]], [309500, 309599, [14, 16]], [360000, 369999, [14]],
  [380000, 399999, [14, 16]], [220000, 220499, [16, 17, 18, 19]], [501800, 501899, [16]], [502000, 502099, [16]], [503800, 503899, [16]], [589300, 589399, [16]],
  [630400, 630499, [16]], [675900, 676399, [16, 18, 19]],
];

const MOST_DIGITS = 19;

function lengthsOf(digits) {
  const leading = Number(digits.slice(0, 6));
  return RANGES.find(([first, last]) => first <= leading && leading <= last)?.[2] ?? null;
}

const isCard = (digits) => Boolean(lengthsOf(digits)?.includes(digits.length)) && luhn(digits);

function isUsual(sizes) {
  if (![15, 16, 19].includes(sizes.reduce((sum, size) => sum + size, 0))) return false;
  return sizes.length === 1 || ["4,6,5", "6,13"].includes(sizes.join()) || (sizes.slice(0, -1).every((size) => size === 4) && sizes.at(-1) <= 4);
}

/** The card's number within digits in groups, with single spaces or dashes between them; a date or a code may stand beside it. */
function within(text, start, end, usual) {
  const groups = [...text.slice(start, end).matchAll(/[0-9]+/g)].map((group) => [start + group.index, start + group.index + group[0].length]);
  for (let first = 0; first < groups.length; first += 1) {
    let [digits, longest] = ["", null];
    for (let last = first; last < groups.length; last += 1) {
      digits += text.slice(...groups[last]);
      if (digits.length > MOST_DIGITS || (digits.length >= 6 && !lengthsOf(digits))) break;
      const sizes = groups.slice(first, last + 1).map(([at, stop]) => stop - at);
      if (isCard(digits) && (!usual || isUsual(sizes))) longest = groups[last][1];
      if (sizes.at(-1) < 4) break;
    }
    if (longest !== null) return [groups[first][0], longest];
  }
  return null;
}

export const cardNumber = (text, start, end) => within(text, start, end, false);

/** The same for a number that nothing speaks of as a card: of a usual length, in groups as on a card or in one piece. */
export const bareCardNumber = (text, start, end) => within(text, start, end, true);
