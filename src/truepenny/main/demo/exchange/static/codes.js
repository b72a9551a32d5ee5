// Shows the next codes as soon as these have run out.

const { left } = document.querySelector("[data-left]").dataset;
setTimeout(() => location.reload(), (Number(left) + 0.5) * 1000);
