// What the customer's page does beyond being read: the token goes from the address into a cookie, secrets are copied.
"use strict";

const sent = /^#token=([A-Za-z0-9_-]+)$/.exec(location.hash);
if (sent) {
  // Out of the address and of the history before anything else.
  history.replaceState(null, "", location.pathname);
  const form = document.getElementById("enter");
  form.elements.token.value = sent[1];
  form.submit();
} else if (location.pathname !== "/portal" || location.search) {
  // What answered a form is shown once: to load it anew is to look at the page, not to send the form again.
  history.replaceState(null, "", "/portal" + (location.search.startsWith("?keys=") ? location.search : ""));
}

const said = document.getElementById("said");
for (const button of document.querySelectorAll("button[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const label = button.textContent;
    navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent).then(
      () => { button.textContent = "Copied"; said.textContent = "Copied"; },
      () => { button.textContent = "Copy it by hand"; },
    ).finally(() => setTimeout(() => { button.textContent = label; said.textContent = ""; }, 2000));
  });
}
