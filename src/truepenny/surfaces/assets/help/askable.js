// What of somebody's words may be asked with while they are still being typed. The screen knows a secret when it is whole; half of a recovery
// phrase, of a code or of a key must not travel in an address either. In: a text that the screen has nothing against. Out: a few plain words
// of it, at most 200 characters, or null when there is nothing to ask with.

const MOST = 200;
const FEW = 4; // so many words in a row that a phrase could begin with are too many
const CUE = /助记词|恢复短语|私钥|mnemonic|seed phrase|recovery phrase|private key|seed/iu; // may be asked about; what stands beside it may not be sent
const WORDS = /\p{Script=Han}+|(?:(?!\p{Script=Han})[\p{L}\p{N}])+/gu;
const NAME = /^(?=.*[a-z])[a-z0-9]{2,5}$/iu; // 2FA, P2P, TRC20
const OF_PHRASE = /^\p{L}{3,8}$/u; // how long the words of Latin lists are
const IN_NO_LIST = new Set( // of any kind of recovery phrase: ordinary sentences hold one of these, or a shorter or longer word, every few words
  ("and app are arrived blocked bot btc but cannot coins could credited did done eth every failed fees filled for from futures gets hacked had has hash her " +
    "his how its let locked logged login lost memo missing needs none not options our password payout pending received refused reset scam see send stake " +
    "status stopped tax than thanks the their these trades tron trx txid uid usdc usdt via waiting wallet was well which while who why with without works " +
    "would yes your").split(" "),
);

const isHan = (word) => /^\p{Script=Han}/u.test(word);
const isPlain = (word) => (isHan(word) ? word.length <= 40 : /^\p{L}{1,15}$/u.test(word) || (NAME.test(word) && word.replace(/\D/g, "").length <= 2));
const mayBeOfPhrase = (word) => (isHan(word) ? word.length === 1 : OF_PHRASE.test(word) && !IN_NO_LIST.has(word.toLowerCase()));

function holdsRow(words) {
  let row = 0;
  return words.some((word) => {
    row = mayBeOfPhrase(word) ? row + 1 : 0;
    return row >= FEW;
  });
}

const isEnough = (words) => words.some((word) => isHan(word) && word.length > 1) || words.filter((word) => word.length > 2).length > 1 || words.some((word) => word.length > 5);

export function askable(text) {
  const cue = text.match(CUE);
  if (cue) return cue[0];
  const words = text.normalize("NFKC").match(WORDS) ?? [];
  const plain = words.filter(isPlain);
  if (!isEnough(plain) || holdsRow(words)) return null;
  let asked = "";
  for (const word of plain) {
    if (asked.length + word.length >= MOST) break;
    asked += asked ? ` ${word}` : word;
  }
  return asked || null;
}
