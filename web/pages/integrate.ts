/** The buttons that copy a snippet. */

for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-copy]")) {
  button.addEventListener("click", () => {
    const text = document.getElementById(button.dataset.copy ?? "")?.textContent ?? "";
    void navigator.clipboard.writeText(text).then(() => {
      button.textContent = "Copied";
    });
  });
}
