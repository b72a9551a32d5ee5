// The mailbox without a reload: says when a mail has come, and gives a formatted mail the height that it needs.

const PACE_MS = 3000;
const { stateUrl, state } = document.body.dataset;

async function look() {
  if (document.hidden) return;
  const answer = await fetch(stateUrl).catch(() => null);
  if (!answer?.ok) return;
  const now = await answer.text();
  if (state !== undefined && now !== state) {
    location.replace(location.pathname);
    return;
  }
  const [unread] = now.split(" ");
  for (const count of document.querySelectorAll("[data-unread]")) {
    count.hidden = unread === "0";
    count.querySelector("[data-unread-n]").textContent = unread;
  }
}

setInterval(look, PACE_MS);
document.addEventListener("visibilitychange", look);

const frame = document.querySelector("iframe");
if (frame) {
  const fit = () => {
    const page = frame.contentDocument?.documentElement;
    if (page) frame.height = Math.max(160, page.scrollHeight);
  };
  frame.addEventListener("load", fit);
  addEventListener("resize", fit);
  fit();
}
