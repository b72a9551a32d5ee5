// The chat on our own pages: the widget's script, fetched when somebody asks for it, and along with every page once there is a chat to go on
// with. It speaks with the session of the account that is signed in here. A guest's chat has a session of its own: at sign-in it is handed
// in, and goes along to the account when the customer says so.
const KEPT = `truepenny|${location.origin}|`;
const [GUEST, ACCOUNT] = [`${KEPT}guest|`, `${KEPT}account|`];
const { account, language } = document.documentElement.dataset;

async function load() {
  window.TruepennyWidget ??= { language, page: account };
  await import("/widget.js");
  return window.truepenny;
}

function kept(start) {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(start));
  } catch {
    return []; // no storage here: no chat to go on with
  }
}

/** What the guest had not sent yet goes on as the account's; the rest of the guest's is forgotten here. */
function handOver() {
  for (const key of kept(GUEST)) {
    if (/^(out|draft)\//.test(key.slice(GUEST.length))) localStorage.setItem(ACCOUNT + key.slice(GUEST.length), localStorage.getItem(key));
    localStorage.removeItem(key);
  }
}

async function handIn() {
  const session = kept(`${GUEST}session`).map((key) => JSON.parse(localStorage.getItem(key)))[0];
  if (!session?.token) return;
  const answer = await fetch("/tickets/guest-chat", { method: "POST", body: new URLSearchParams({ session: session.token }) });
  const place = document.querySelector("[data-take-along]");
  if (answer.status !== 201 || !place) return;
  const page = await (await fetch(location.href)).text();
  place.replaceWith(document.adoptNode(new DOMParser().parseFromString(page, "text/html").querySelector("[data-take-along]")));
}

export function offerChat() {
  if (account) handIn().catch(() => {});
  else for (const key of kept(ACCOUNT)) localStorage.removeItem(key); // signed out here: nothing of the account stays
  document.addEventListener("submit", (event) => event.target.closest("[data-take-along]") && handOver());
  if (kept(KEPT).length) load().catch(() => {});
  const button = document.querySelector("[data-chat]");
  button?.addEventListener("click", async () => {
    try {
      (await load()).open();
    } catch {
      location.assign(button.dataset.chat); // the chat cannot be had now: writing always works
    }
  });
}
