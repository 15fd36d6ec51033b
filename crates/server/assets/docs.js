// What the documentation does beyond being read: blocks are copied, "/" leads to the search, results come while one types.
"use strict";

const said = document.getElementById("said");

function copied(button, text) {
  const label = button.textContent;
  navigator.clipboard.writeText(text).then(
    () => { button.textContent = "Copied"; said.textContent = "Copied"; },
    () => { button.textContent = "Not allowed here"; },
  ).finally(() => setTimeout(() => { button.textContent = label; said.textContent = ""; }, 2000));
}

for (const button of document.querySelectorAll("button[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", () => copied(button, document.getElementById(button.dataset.copy).textContent));
}

for (const block of document.querySelectorAll(".code")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = "Copy";
  button.addEventListener("click", () => copied(button, block.querySelector("code").textContent));
  block.append(button);
}

const field = document.getElementById("q");
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    field.focus();
    field.select();
  }
});

const results = document.getElementById("results");
let waiting = 0;
if (results) {
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const target = `/docs/search?q=${encodeURIComponent(field.value)}`;
      const answer = await fetch(target, { headers: { "X-Part": "results" } });
      if (answer.ok) {
        results.innerHTML = await answer.text();
        history.replaceState(null, "", target);
      }
    }, 150);
  });
}

// The menu stands open where there is room for it.
const menu = document.querySelector("details.pages");
const wide = matchMedia("(min-width: 900px)");
const fit = () => { menu.open = wide.matches; };
fit();
wide.addEventListener("change", fit);
document.querySelector(".side [aria-current=page]")?.scrollIntoView({ block: "center" });
