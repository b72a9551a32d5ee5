/* Does a reply ask the customer for a secret? A hint for agents, not a gate: it errs towards silence. */

const SECRETS = /\b(password|passphrase|seed phrase|recovery phrase|mnemonic|private key|2fa code|one[- ]time code|verification code|otp|sms code)\b|密码|助记词|私钥|验证码|谷歌码|动态码/i;
const ASKS = /\b(send|give|tell|share|provide|enter|reply with|what is)\b|发(送|给)?|提供|告诉|输入|回复/i;
const NEVER = /\b(never|do not|don't|not) (ask|share|send|give|tell|enter)\b|绝不|不要|请勿|切勿|不会/i;

export function asksForSecret(text) {
  return text.split(/[.!?。！？\n]/).some((sentence) => SECRETS.test(sentence) && ASKS.test(sentence) && !NEVER.test(sentence));
}
