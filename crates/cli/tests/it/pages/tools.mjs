// What the scripts have in common: a browser, and a place for what is wrong.
import { createRequire } from "node:module";
import { mkdirSync, readFileSync } from "node:fs";

const require = createRequire(process.env.TOOLS + "/");
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

export const [base, pictures, ...rest] = process.argv.slice(2);
mkdirSync(pictures, { recursive: true });

let wrong = 0;
export function tell(line) {
  wrong += 1;
  console.log(line);
}

/** Runs `work` with a browser, then ends with 1 if anything was wrong. */
export async function browse(work) {
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
  try {
    await work(browser);
  } finally {
    await browser.close();
  }
  process.exit(wrong ? 1 : 0);
}

/** A page in a window of its own; `here()` says what is being looked at. */
export async function open(browser, options, here) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  page.on("console", (message) => message.type() === "error" && tell(`${here()}: console: ${message.text()}`));
  page.on("pageerror", (error) => tell(`${here()}: ${error}`));
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(base + "/") && !url.startsWith("data:")) tell(`${here()}: asks ${url}`);
  });
  return page;
}

/** What a person who can't see it, or has a narrow screen, would stumble over. */
export async function check(page, here) {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (over > 0) tell(`${here}: ${over} px too wide`);
  await page.evaluate(axe);
  const found = await page.evaluate((rules) => axe.run(document, { runOnly: rules }), RULES);
  for (const { impact, id, nodes } of found.violations) {
    for (const node of nodes.slice(0, 3)) tell(`${here}: ${impact} ${id}: ${node.target}: ${node.failureSummary}`);
  }
}

/** Tells it when `is` is not what is expected. */
export function expect(what, is) {
  if (!is) tell(`not so: ${what}`);
}
