// Hands over to the portal at once; coming back with the Back button shows the page instead of going on again.

const [way] = performance.getEntriesByType("navigation");
if (way?.type !== "back_forward") document.querySelector("form[data-hand-over]").submit();
