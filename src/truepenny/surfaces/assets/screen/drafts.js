// A face that keeps its drafts and waiting messages in signals (the chat): a guard for each draft, and what was kept before the screen came, gone
// over. In: the face's signals and functions. Out: {watch, sweep, warning, blocked, passes}, all by the name of a draft.

/** state: {drafts, outbox: signals; draftOf(where); setDraft(where, draft); set(key, value): keeps a value; turned(): a warning has changed}. */
export function guardDrafts(screen, state) {
  const guards = new Map();

  function guardOf(where) {
    if (!guards.has(where)) {
      const field = () => guard.element.parentElement?.querySelector("textarea");
      const guard = screen.guard({
        replace: (text) => state.setDraft(where, { ...state.draftOf(where), text }),
        select(start, end) {
          field()?.focus();
          field()?.setSelectionRange(start, end);
        },
        focus: () => field()?.focus(),
      }, state.turned);
      guards.set(where, guard);
    }
    return guards.get(where);
  }

  function watch(all) {
    for (const where of guards.keys()) if (!all[where]) guardOf(where).look("");
    for (const [where, { text }] of Object.entries(all)) guardOf(where).look(text);
  }

  return {
    watch,

    /** What was written down, or held back, before the screen could say: once more. */
    sweep() {
      watch(state.drafts.value);
      for (const [where, draft] of Object.entries(state.drafts.value)) state.set(`draft/${where}`, draft);
      const waits = (item) => item.state === "waiting" || item.state === "failed";
      state.outbox.value = state.outbox.value.map((item) => (waits(item) ? { ...item, text: screen.clean(item.text) ?? item.text } : item));
      for (const item of state.outbox.value) if (item.state !== "accepted") state.set(`out/${item.id}`, item);
    },

    /** The warning for a draft, as an element to be drawn beside its field. */
    warning: (where) => guards.get(where)?.element,

    /** The name of the warning that stands in the way of sending a draft; null when nothing does. */
    blocked: (where) => guards.get(where)?.reason ?? null,

    /** Whether a draft may be sent; where something is in the way, leads there. */
    async passes(where) {
      if (await guardOf(where).settle(state.draftOf(where).text)) return true;
      guardOf(where).insist();
      return false;
    },
  };
}
