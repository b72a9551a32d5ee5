// Words of people, made safe to look at: characters that reorder or hide text are shown by their number instead of acting.
// The same rule for the server is platform/web/visible.py.
const TRICKS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;
const JOINABLE = /^(?:\p{Lo}|\p{Mn}|\p{Mc}|\p{So}|\p{Sk}|\ufe0f)$/u;
const HAN = /^[\u2e80-\u9fff]$/u;

const joins = (char) => char !== undefined && !HAN.test(char) && JOINABLE.test(char);

/** The text as it may be shown: each trick becomes ‹U+202E›. Joiners stay inside emoji and between letters that need them. */
export function visible(text) {
  const plain = text.replace(/\r\n?/g, "\n");
  return plain.replace(TRICKS, (char, at) => {
    if (char === "\u200c" || char === "\u200d") {
      const before = [...plain.slice(Math.max(0, at - 2), at)].pop();
      const after = [...plain.slice(at + 1, at + 3)][0];
      if (joins(before) && joins(after)) return char;
    }
    return `‹U+${char.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}›`;
  });
}
