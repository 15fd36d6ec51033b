// What the pages do beyond reading and sending forms: things are copied, forms open as dialogs, menus close, and a secret that was shown
// once is gone when its page is left.
"use strict";

document.documentElement.classList.add("scripted");
const said = document.getElementById("said");

function copy(button) {
  const label = button.textContent;
  navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent).then(
    () => { button.textContent = "Copied"; said.textContent = "Copied"; },
    () => { button.textContent = "Select it"; },
  ).finally(() => setTimeout(() => { button.textContent = label; said.textContent = ""; }, 2000));
}

function reveal(root) {
  for (const button of root.querySelectorAll("button[data-copy]")) button.hidden = false;
}

// The page that a link leads to, in a dialog. Whatever goes wrong, the link still leads there.
async function open(link) {
  const answer = await fetch(link.href, { headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const panel = page.querySelector("[data-panel]");
  if (!answer.ok || !panel) throw new Error("no dialog");
  const dialog = document.createElement("dialog");
  const title = panel.querySelector("h1");
  title.id = "dialog-title";
  dialog.setAttribute("aria-labelledby", title.id);
  dialog.append(document.adoptNode(panel));
  dialog.addEventListener("close", () => { dialog.remove(); link.focus(); });
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  document.body.append(dialog);
  reveal(dialog);
  dialog.showModal();
  // Where there is nothing to fill in, Enter takes back rather than does it.
  (dialog.querySelector("input:not([type=hidden]), select") ?? dialog.querySelector("[data-close]"))?.focus();
}

document.addEventListener("click", (event) => {
  const target = event.target;
  const button = target.closest("button[data-copy]");
  if (button) return copy(button);
  const close = target.closest("dialog [data-close]");
  if (close) {
    event.preventDefault();
    return close.closest("dialog").close();
  }
  const link = target.closest("a[data-dialog]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    open(link).catch(() => { location.href = link.href; });
  }
  for (const menu of document.querySelectorAll(".menu[open]")) {
    if (!menu.contains(target)) menu.open = false;
  }
});

// One box ticks all of a list.
document.addEventListener("change", (event) => {
  const all = event.target.dataset.all;
  if (all) for (const box of document.querySelectorAll(`td input[name="${all}"], th input[name="${all}"]`)) box.checked = event.target.checked;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = event.target.closest(".menu[open]") ?? document.querySelector(".menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// Long forms say how far they are. What comes back is shown as without a script: the page that it leads to, or the form with what is wrong.
document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-upload]");
  const progress = form?.querySelector("progress");
  if (!progress || ![...form.querySelectorAll("[type=file]")].some((field) => field.files.length)) return;
  event.preventDefault();
  const request = new XMLHttpRequest();
  const button = form.querySelector("button");
  const ready = (is) => { button.disabled = !is; progress.hidden = is; };
  request.upload.onprogress = (sent) => { progress.value = sent.lengthComputable ? sent.loaded * 100 / sent.total : 0; };
  request.onload = () => {
    if (request.status === 200) return location.assign(request.responseURL);
    const page = new DOMParser().parseFromString(request.responseText, "text/html").querySelector("main");
    if (!page) return location.reload();
    document.querySelector("main").replaceWith(document.adoptNode(page));
    reveal(page);
    page.querySelector("[aria-invalid]")?.focus();
  };
  request.onerror = () => { ready(true); said.textContent = "It broke off. Send it again."; };
  request.open("POST", form.action);
  request.send(new FormData(form));
  ready(false);
});

// What comes back is a file, and the page stays: the dialog has done its work once the form is on its way.
document.addEventListener("submit", (event) => {
  const dialog = event.target.closest("form[data-download]")?.closest("dialog");
  if (dialog) setTimeout(() => { dialog.close(); said.textContent = "The file is on its way"; });
});

// A reload must ask for the key's page, and not send the form again; and going back must not find the secret.
const once = document.querySelector("[data-once]");
if (once) {
  history.replaceState(null, "", once.dataset.once);
  addEventListener("pagehide", () => once.replaceChildren());
}

// A menu that is longer than the screen shows what is open.
const side = document.querySelector(".side");
const opened = side?.querySelector("[aria-current]");
if (opened) {
  const middle = (at, size, room) => at - (room - size) / 2;
  side.scrollTo(middle(opened.offsetLeft, opened.offsetWidth, side.clientWidth), middle(opened.offsetTop, opened.offsetHeight, side.clientHeight));
}

// News are told once.
const here = new URL(location.href);
if (here.searchParams.has("done")) {
  here.searchParams.delete("done");
  history.replaceState(null, "", here);
}

reveal(document);
