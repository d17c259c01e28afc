// Shares and prints an offer where the browser can; without scripts the link to a mail and the browser's own menu do it.
"use strict";

for (const button of document.querySelectorAll("[data-share], [data-print]")) {
  const shares = "share" in button.dataset;
  button.parentElement.hidden = shares && !navigator.share;
  button.addEventListener("click", () => {
    if (shares) {
      navigator.share({ title: button.dataset.title, url: button.dataset.share }).catch(() => {}); // thought better of it
    } else {
      window.print();
    }
  });
}
