// Access tokens that can be told by what is in them: JSON Web Tokens and Discord's bot tokens (checks/tokens.py of the server).

function decoded(part) {
  try {
    return atob(part.replace(/-/g, "+").replace(/_/g, "/"));
  } catch {
    return null;
  }
}

const first = (text, start) => decoded(text.slice(start, text.indexOf(".", start)));

/** The first part is a JSON object that names an algorithm. */
export function jsonWebToken(text, start, end) {
  const header = first(text, start);
  return header && header.trimStart()[0] === "{" && (header.includes("\"alg\"") || header.includes("\"enc\"")) ? [start, end] : null;
}

/** The first part is the bot's number. */
export const discordToken = (text, start, end) => (/^[0-9]{15,20}$/.test(first(text, start) ?? "") ? [start, end] : null);
