// On a phone the panel fills what is really visible: above the keyboard, under no bar. Only the panel's own box is touched.
export function fitPhone({ panel }) {
  const view = window.visualViewport;
  if (!view) return;
  const fit = () => {
    if (view.scale > 1.01) return; // the reader has zoomed in: leave the page alone
    panel.style.setProperty("--view-height", `${view.height}px`);
    panel.style.setProperty("--view-top", `${view.offsetTop}px`);
  };
  view.addEventListener("resize", fit);
  view.addEventListener("scroll", fit);
  fit();
}
