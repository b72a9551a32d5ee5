// What the admin pages gain from a script; all of them work without. No words here: the server has written them already.
document.documentElement.classList.add("has-script");

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zone && !document.cookie.includes(`tp_zone=${zone}`)) {
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `tp_zone=${zone}; path=/; max-age=31536000; samesite=lax${secure}`;
}

document.querySelector("[data-print]")?.addEventListener("click", () => print());

// A form that is being sent is not sent a second time by an impatient tap.
addEventListener("submit", (event) => {
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "1";
});
addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});

// From a sentence that is quoted to where it stands in the field. The server counts code points, the field UTF-16 units.
for (const link of document.querySelectorAll("[data-select]")) {
  link.addEventListener("click", (event) => {
    const field = document.querySelector(link.getAttribute("href"));
    const [start, end] = link.dataset.select.split("-").map((at) => [...field.value].slice(0, Number(at)).join("").length);
    event.preventDefault();
    field.focus();
    field.setSelectionRange(start, end);
  });
}

const slider = document.querySelector("[data-hue-slider]");
if (slider) {
  const number = document.getElementById("hue");
  let asked = 0;
  let timer = 0;

  async function show(hue) {
    const mine = ++asked;
    const answer = await fetch(`/admin/brand/readings?hue=${hue}`, { headers: { accept: "application/json" } });
    if (!answer.ok || mine !== asked) return;
    const { ratios } = await answer.json();
    const fresh = document.getElementById("sample-style").cloneNode();
    fresh.href = `/admin/brand/sample.css?hue=${hue}`;
    fresh.addEventListener("load", () => {
      for (const old of document.querySelectorAll("#sample-style")) if (old !== fresh) old.remove();
    });
    document.head.append(fresh);
    for (const out of document.querySelectorAll("[data-ratio]")) {
      const ratio = ratios[Number(out.dataset.ratio)];
      out.textContent = `${ratio} : 1`;
      out.classList.toggle("tp-badge--safe", ratio >= 4.5);
      out.classList.toggle("tp-badge--danger", ratio < 4.5);
    }
  }

  function later(from, to) {
    to.value = from.value;
    clearTimeout(timer);
    if (from.checkValidity() && from.value !== "") timer = setTimeout(show, 120, Number(from.value) % 360);
  }
  slider.addEventListener("input", () => later(slider, number));
  number.addEventListener("input", () => later(number, slider));
}

// Customers being told of an update: the bar moves until all are told.
for (const card of document.querySelectorAll("[data-progress]")) {
  const look = async () => {
    const answer = await fetch(card.dataset.progress, { headers: { accept: "application/json" } }).catch(() => null);
    const jobs = answer?.ok ? await answer.json() : [];
    const job = jobs.find((one) => one.what === "tell" && String(one.n) === card.dataset.n);
    if (job) {
      const bar = card.querySelector("progress");
      bar.max = job.total || 1;
      bar.value = job.finished ? bar.max : job.done;
      card.querySelector("[data-told]").textContent = job.done;
      card.querySelector("[data-total]").textContent = job.total;
      card.querySelector("[data-finished]").hidden = !job.finished || job.failed > 0;
      if (job.finished && job.failed) location.reload(); // with the button that tries again
      if (job.finished) return;
    }
    setTimeout(look, 500);
  };
  look();
}
