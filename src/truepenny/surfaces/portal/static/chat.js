// The chat on our own pages: the widget's script, fetched when a guest asks for it, and along with every page once there is a chat to go
// on with. It has a session of its own; people who signed in here write in their tickets instead.
const KEPT = "truepenny|";

async function load() {
  window.TruepennyWidget ??= { language: document.documentElement.dataset.language };
  await import("/widget.js");
  return window.truepenny;
}

function begun() {
  try {
    return Object.keys(localStorage).some((key) => key.startsWith(KEPT));
  } catch {
    return false; // no storage here: no chat to go on with
  }
}

export function offerChat() {
  if (begun()) load().catch(() => {});
  const button = document.querySelector("[data-chat]");
  button?.addEventListener("click", async () => {
    try {
      (await load()).open();
    } catch {
      location.assign(button.dataset.chat); // the chat cannot be had now: writing always works
    }
  });
}
