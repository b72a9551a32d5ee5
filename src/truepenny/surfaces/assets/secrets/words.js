// The words of the cards, in the reader's language: what knowledge/secret_words.py and secret_cards.py say, fetched once.

const SIZES_NAMED = 3; // of more than these, only the number of pieces is told

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));

/** Throws when they cannot be had. */
export async function loadWords(language) {
  const answer = await fetch(new URL(`../../i18n/secrets/${language}.json`, import.meta.url), { credentials: "omit" });
  if (!answer.ok) throw new Error(`no words: ${answer.status}`);
  return makeWords(await answer.json());
}

export function makeWords({ card, kinds, sizes }) {
  const say = (key, values = {}) => fill(card[key], values);
  const size = ({ size: n, unit = "characters" }) => fill(sizes[unit][n === 1 ? 0 : 1], { n });
  return {
    say,
    /** {name, why, now}; a kind that these words do not know yet reads as any other confidential text. label: of the operator's rule. */
    kind(code, label) {
      const [name, why, now] = kinds[code] ?? kinds.other;
      return { name: label || name, why, now };
    },
    /** How much there was of one kind with the same label. */
    much({ kind, label }, removed) {
      const all = removed.filter((one) => one.kind === kind && one.label === label).map(size);
      return all.length <= SIZES_NAMED ? all.join(card.and) : say("pieces", { n: all.length });
    },
    title({ places, stored }) {
      const different = [...new Set(places)];
      if (different[0] === "earlier") return card.earlier;
      if (stored) return card.stored;
      return different.length > 1 ? card.several : card[different[0]];
    },
    lead: ({ places, stored }) => (places[0] === "earlier" ? card.lead_earlier : stored ? card.lead_stored : card.lead),
  };
}
