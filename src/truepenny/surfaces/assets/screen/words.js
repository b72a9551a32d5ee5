// What a customer reads about a secret in their words, before it is sent. English text is the message id; other languages come as JSON.
// In: a finding. Out: sentences. Never the secret itself.

let messages = {};

/** Fetches the words of a language from beside these modules. Without them English stands. */
export async function loadWords(language) {
  messages = {};
  if (language === "en") return;
  try {
    const answer = await fetch(new URL(`../../i18n/assets/${language}.json`, import.meta.url), { credentials: "omit" });
    if (answer.ok) messages = await answer.json();
  } catch {
    // then English stands
  }
}

export const t = (id, values = {}) => (messages[id] || id).replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));

const IS = {
  recovery_phrase: () => t("This is a recovery phrase."),
  private_key: () => t("This is a private key."),
  key_file: () => t("This is a key file."),
  authenticator: () => t("This is the secret of an authenticator app."),
};

const LOOKS = {
  recovery_phrase: () => t("This looks like a recovery phrase."),
  private_key: () => t("This looks like a private key."),
  key_file: () => t("This looks like a key file."),
  authenticator: () => t("This looks like the secret of an authenticator app."),
  api_secret: () => t("This looks like an API secret."),
  password: () => t("This looks like a password."),
  one_time_code: () => t("This looks like a one-time code."),
  card_number: () => t("This looks like a card number."),
  card_code: () => t("This looks like the security code of a card."),
  access_token: () => t("This looks like an access token."),
  other: () => t("This looks confidential."),
};

const WHY = {
  recovery_phrase: () => t("Anyone who reads it can take everything in that wallet."),
  private_key: () => t("Anyone who reads it can take everything at its addresses."),
  key_file: () => t("Anyone who reads it can sign in or sign payments in your name."),
  authenticator: () => t("Anyone who reads it can make the same codes as your app."),
  api_secret: () => t("Anyone who reads it can trade in your name, and perhaps withdraw."),
  password: () => t("Anyone who reads it can try to sign in as you."),
  one_time_code: () => t("Anyone who reads it can confirm a sign-in or a withdrawal as you."),
  card_number: () => t("Anyone who reads it can try to pay with your card."),
  card_code: () => t("Together with the card number it is enough to pay."),
  access_token: () => t("Anyone who reads it can act as you, without your password."),
  other: () => t("It is of a kind that we must not keep."),
};

const KEEP = {
  recovery_phrase: () => t("It is not a recovery phrase, keep it"),
  private_key: () => t("It is not a private key, keep it"),
  key_file: () => t("It is not a key file, keep it"),
  authenticator: () => t("It is not such a secret, keep it"),
  api_secret: () => t("It is not an API secret, keep it"),
  password: () => t("It is not a password, keep it"),
  one_time_code: () => t("It is not a one-time code, keep it"),
  card_number: () => t("It is not a card number, keep it"),
  card_code: () => t("It is not a security code, keep it"),
  access_token: () => t("It is not an access token, keep it"),
  other: () => t("It is not confidential, keep it"),
};

const NAMES = {
  recovery_phrase: () => t("recovery phrase"),
  private_key: () => t("private key"),
  key_file: () => t("key file"),
  authenticator: () => t("authenticator secret"),
  api_secret: () => t("API secret"),
  password: () => t("password"),
  one_time_code: () => t("one-time code"),
  card_number: () => t("card number"),
  card_code: () => t("card security code"),
  access_token: () => t("access token"),
  other: () => t("confidential text"),
};

const of = (table, kind) => (table[kind] ?? table.other)();

export const what = ({ kind, certainty }) => (certainty === "certain" && IS[kind] ? IS[kind]() : of(LOOKS, kind));
export const why = ({ kind }) => of(WHY, kind);
export const keepIt = ({ kind }) => of(KEEP, kind);

/** What stands in a text in the place of what was taken out of it. */
export const placeholder = ({ kind }) => t("[left out: {kind}]", { kind: of(NAMES, kind) });
