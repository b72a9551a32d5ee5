// What a real exchange would do on its own pages: tell the chat who is signed in, and open it from a button.

const account = document.documentElement.dataset.account;
const REMEMBERED = "acme-account";

async function freshToken() {
  const answer = await fetch("/token", { method: "POST" });
  if (!answer.ok) throw new Error(`no token: ${answer.status}`);
  return answer.text();
}

function introduce(chat) {
  const before = localStorage.getItem(REMEMBERED);
  if (account) chat.identify(freshToken, { account });
  else if (before) chat.signOut();
  if (account) localStorage.setItem(REMEMBERED, account);
  else localStorage.removeItem(REMEMBERED);
}

function withChat(use) {
  if (window.truepenny) use(window.truepenny);
  else document.addEventListener("truepenny:ready", () => use(window.truepenny), { once: true });
}

withChat(introduce);

for (const button of document.querySelectorAll("[data-open-chat]")) {
  button.addEventListener("click", () => withChat((chat) => chat.open()));
}
