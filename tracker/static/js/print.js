/* The print button of pages made for paper; without it the browser's own menu does the same. */
document.querySelectorAll("[data-print]").forEach((button) => {
  button.addEventListener("click", () => print());
});
