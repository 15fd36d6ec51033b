// What a walk through the pages is made of: a window that is one width all along and light and dark by turns, and what is looked for on each page.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { FIRST_VISIT, visitAnew, weighed } from "./weight.mjs";

export const [server, folder, executablePath] = process.argv.slice(2);
const require = createRequire(`${process.env.KEYWARD_NODE_MODULES}/`);
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];
const THEMES = ["light", "dark"];

/** What is wrong. */
export const problems = [];
/** What was shown once, or typed as a secret. */
export const secrets = [];

/** All windows have one clipboard: they copy one after the other. */
let copying = Promise.resolve();

export function check(truth, what) {
  if (!truth) problems.push(what);
}

export function launch() {
  return chromium.launch({ executablePath, args: FLAGS });
}

/** A call of the API, as the development key. */
export async function ask(path, body) {
  const headers = { "Content-Type": "application/json", "X-API-Key": "0cc505d7b917e0b1f25ccbea029dd43f4002edfea46b7f941f281911246768fe" };
  const answer = await fetch(`${server}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  return answer.json();
}

export async function signIn(page) {
  await page.goto(`${server}/dashboard`);
  await page.fill("#email", "dev@keyward.invalid");
  await page.fill("#password", "keyward-dev");
  await page.click("form .button");
  await page.waitForURL(/\/dashboard\/env_/);
}

/** A window of that width. `seen(name)` looks at the page that it shows, in both themes, and leaves a picture of each. */
export async function open(browser, width) {
  const viewport = { width, height: width < 500 ? 844 : 900 };
  const context = await browser.newContext({ viewport, colorScheme: THEMES[0], reducedMotion: "reduce" });
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: server });
  const page = await context.newPage();
  const wire = await visitAnew(page);
  // Sent once, and there in each page.
  await page.addInitScript(axe);
  let [where, theme] = ["start", THEMES[0]];
  const wrong = (what) => problems.push(`${width} ${theme} ${where}: ${what}`);
  page.on("console", (message) => {
    // A refused form is answered 422, which the browser tells as an error.
    if (message.type() === "error" && !/status of 4\d\d/.test(message.text())) wrong(`console: ${message.text()}`);
  });
  page.on("pageerror", wrong);
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol !== "data:" && url.origin !== server) wrong(`asked ${url}`);
  });

  async function axed(options) {
    const found = await page.evaluate((options) => axe.run(document, { resultTypes: ["violations"], ...options }), options);
    for (const { id, impact, nodes } of found.violations.filter((one) => ["serious", "critical"].includes(one.impact))) {
      wrong(`axe ${id} (${impact}): ${nodes.map((node) => `${node.target} ${node.failureSummary}`).slice(0, 3).join("; ")}`);
    }
  }

  // All of the page, or where a dialog is open the window. The browser is asked itself: Playwright would lay the page out anew for each.
  async function picture(name, size) {
    const clip = size && { x: 0, y: 0, scale: 1, ...size };
    const taken = await wire.send("Page.captureScreenshot", { format: "png", optimizeForSpeed: true, captureBeyondViewport: true, clip });
    writeFileSync(`${folder}/${name}-${width}-${theme}.png`, taken.data, "base64");
  }

  async function seen(name) {
    await page.waitForLoadState();
    where = name;
    await page.evaluate(() => { if (!document.querySelector("dialog[open]")) scrollTo(0, 0); });
    const { wide, size, weight } = await page.evaluate(`({
      wide: document.documentElement.scrollWidth - innerWidth,
      size: document.querySelector("dialog[open]") ? undefined : { width: innerWidth, height: document.documentElement.scrollHeight },
      weight: ${weighed},
    })`);
    if (wide > 0) wrong(`${wide} px wider than the window`);
    if (!(weight > 0 && weight < FIRST_VISIT)) wrong(`${weight} bytes on a first visit`);
    // A page that is open in one theme is the same in the other but for its colours.
    await axed({});
    await picture(name, size);
    theme = THEMES.find((one) => one !== theme);
    await page.emulateMedia({ colorScheme: theme });
    await axed({ runOnly: ["color-contrast"] });
    await picture(name, size);
  }

  /** Goes where a link leads, and waits until all of it is there. */
  async function follow(link) {
    await page.waitForLoadState();
    await Promise.all([page.waitForEvent("load"), page.click(link)]);
  }

  async function dialog(link) {
    // Before its scripts are there, a link leads to the page itself.
    await page.waitForLoadState();
    await page.click(link);
    await page.waitForSelector("dialog[open]");
  }

  /** The secret that the page shows. */
  async function secret() {
    await page.waitForSelector("#secret");
    const shown = await page.textContent("#secret");
    secrets.push(shown);
    return shown;
  }

  /** What a button copies. */
  function copied(button) {
    const turn = copying.then(async () => {
      await page.click(button);
      await page.waitForSelector("text=Copied");
      return page.evaluate(() => navigator.clipboard.readText());
    });
    copying = turn.catch(() => {});
    return turn;
  }

  /** Sends the form of a dialog, and waits until that is said. */
  async function send(told, button = "dialog button.button") {
    await page.click(button);
    await page.waitForSelector(`text=${told}`);
  }

  return { page, width, seen, follow, dialog, secret, copied, send, check: (truth, what) => check(truth, `${width}: ${what}`) };
}
