// What a person does with the dashboard, in a real browser, at two widths and in two themes. `crates/cli/tests/it/browser.rs` runs it:
// node flows.mjs SERVER FOLDER_FOR_SCREENSHOTS CHROMIUM. It says on its last line which secrets it was shown.
import { readFileSync } from "node:fs";
import { once } from "node:events";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import * as licensing from "./licensing.mjs";

const [server, folder, executablePath] = process.argv.slice(2);
const require = createRequire(`${process.env.KEYWARD_NODE_MODULES}/`);
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];
const LOOKS = [[390, "light"], [390, "dark"], [1440, "light"], [1440, "dark"]];
const problems = [];
const secrets = [];

function check(truth, what) {
  if (!truth) problems.push(what);
}

// Something to see in the plots.
async function ask(path, body) {
  const headers = { "Content-Type": "application/json", "X-API-Key": "0cc505d7b917e0b1f25ccbea029dd43f4002edfea46b7f941f281911246768fe" };
  const answer = await fetch(`${server}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  return answer.json();
}
const busy = await ask("/v1/keys", { name: "Busy", owner: { external_id: "customer-1" }, permissions: ["documents:read"] });
for (let uses = 0; uses < 12; uses += 1) await ask("/v1/keys/verify", { key: busy.api_key });
for (let uses = 0; uses < 4; uses += 1) await ask("/v1/keys/verify", { key: busy.api_key, permissions: "documents:write" });
await ask("/v1/keys/verify", { key: "kw_test_unknown" });

const events = [...Array(40).keys()].map((number) => ({
  event_name: "api_call", external_customer_id: `customer-${number % 3}`, timestamp: new Date(Date.now() - number * 40e6).toISOString(),
  properties: { tokens: 50 + (number * 37) % 90, model: number % 4 ? "small" : "large" },
}));
await ask("/v1/events/bulk", { events });
const endpoint = createServer((_, answer) => answer.end("taken")).listen(0, "127.0.0.1");
await once(endpoint, "listening");
const receiver = `http://127.0.0.1:${endpoint.address().port}`;

const browser = await chromium.launch({ executablePath, args: flags });
for (const [width, colorScheme] of LOOKS) {
  const look = `${width}-${colorScheme}`;
  const context = await browser.newContext({ viewport: { width, height: width < 500 ? 844 : 900 }, colorScheme });
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: server });
  const page = await context.newPage();
  let where = "start";
  page.on("console", (message) => {
    // A refused sign-in is answered 422, which the browser tells as an error.
    if (message.type() === "error" && !/status of 4\d\d/.test(message.text())) problems.push(`${look} ${where}: console: ${message.text()}`);
  });
  page.on("pageerror", (error) => problems.push(`${look} ${where}: ${error}`));
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol !== "data:" && url.origin !== server) problems.push(`${look} ${where}: asked ${url}`);
  });
  const seen = async (name) => {
    where = name;
    await page.screenshot({ path: `${folder}/${name}-${look}.png`, fullPage: !(await page.locator("dialog[open]").count()) });
    await page.evaluate(axe);
    const found = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
    for (const { id, impact, nodes } of found.violations.filter((one) => ["serious", "critical"].includes(one.impact))) {
      problems.push(`${look} ${name}: axe ${id} (${impact}): ${nodes.map((node) => `${node.target} ${node.failureSummary}`).slice(0, 3).join("; ")}`);
    }
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    check(wide <= 0, `${look} ${name}: ${wide} px wider than the window`);
  };

  await page.goto(`${server}/dashboard`);
  await seen("sign-in");
  await page.fill("#email", "dev@keyward.invalid");
  await page.fill("#password", "not this one");
  await page.click("text=Sign in >> nth=-1");
  await page.waitForSelector("[role=alert]");
  await seen("sign-in-refused");
  await page.fill("#password", "keyward-dev");
  await page.click("form .button");
  await page.waitForURL(/\/dashboard\/env_/);
  // Uses are written down each second.
  while (!(await page.locator(".bars li").count())) await page.reload();
  await seen("overview");
  const home = page.url();

  await page.goto(`${home}/keys`);
  await seen("keys");
  await page.click("a[data-dialog]");
  await page.waitForSelector("dialog[open]");
  await seen("create");
  await page.keyboard.press("Escape");
  await page.waitForSelector("dialog", { state: "detached" });
  await page.click("a[data-dialog]");
  await page.fill("dialog #name", `Key of ${look}`);
  await page.check("dialog [value=customer]");
  await page.fill("dialog #external_id", "customer-7");
  await page.fill("dialog #permissions", "documents:read");
  await page.selectOption("dialog #days", "30");
  await page.click("dialog button.button");
  await page.waitForSelector("#secret");
  const secret = await page.textContent("#secret");
  secrets.push(secret);
  await seen("secret");
  await page.click("button[data-copy=secret]");
  check((await page.evaluate(() => navigator.clipboard.readText())) === secret, `${look}: the secret is copied`);
  check(!page.url().includes(secret), `${look}: the secret is in the address`);
  await page.reload();
  check(!(await page.content()).includes(secret), `${look}: the secret is there after a reload`);
  await seen("key");
  await page.fill(".question #permissions", "documents:write");
  await page.fill(".question #ip", "192.0.2.7");
  await page.click(".question button");
  await page.waitForSelector("text=No, it would be refused");
  await seen("explain");
  await page.goto(`${home}/keys`);
  await page.goBack();
  check(!(await page.content()).includes(secret), `${look}: the secret is there after going back`);

  await page.goto(`${home}/keys`);
  await page.fill("#q", `KEY OF ${look}`);
  await page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 1);
  check(page.url().includes("q="), `${look}: a search has an address`);
  await page.fill("#q", "there is none such");
  await page.waitForSelector("text=Nothing matches");
  await seen("no-match");
  await page.goto(`${home}/keys?q=${encodeURIComponent(look)}`);
  await page.click("tbody th a");
  await page.click("text=Rotate");
  await page.waitForSelector("dialog[open]");
  await seen("rotate");
  await page.click("dialog button.button");
  await page.waitForSelector("#secret");
  secrets.push(await page.textContent("#secret"));
  await page.click("text=I have copied it");
  await page.click("text=Disable");
  await page.waitForSelector("text=The key is switched off");
  await page.click("text=Enable");
  await page.waitForSelector("text=switched on again");
  await page.click(".acts >> text=Revoke");
  await page.waitForSelector("dialog[open]");
  await seen("revoke");
  await page.click("dialog .danger");
  await page.waitForSelector("text=The key is revoked");
  await seen("keys-after");

  await page.goto(`${home}/gates`);
  await seen("gates");
  await page.click("text=Create gate");
  await page.fill("#name", `Gate of ${look}`);
  await page.click("text=Add a rule");
  await page.fill("#rule-1-path", "/admin");
  await page.click("text=Add another rule");
  await page.waitForSelector("#rule-2-path");
  check((await page.inputValue("#rule-1-path")) === "/admin", `${look}: another line keeps what was typed`);
  await seen("gate-form");
  await page.click("main .acts button");
  await page.waitForSelector("#secret");
  secrets.push(await page.textContent("#secret"));
  await page.click("text=I have copied it");
  await seen("gate");
  await page.click("text=Caddy");
  await page.waitForSelector("text=Caddyfile");
  await page.click("button[data-copy=file-1]");
  const gate = new URL(page.url()).pathname.split("/").pop();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  check(copied.includes(`/v1/gates/${gate}/auth`) && copied.includes("YOUR_GATE_SECRET"), `${look}: the file is copied`);
  await page.click(".acts >> text=Delete");
  await page.waitForSelector("dialog[open]");
  await page.click("dialog .danger");
  await page.waitForSelector("text=The gate is deleted");

  await page.goto(`${home}/webhooks/new`);
  await page.fill("#url", `${receiver}/${look}`);
  await page.check("[value=some]");
  await page.check("[value='key.*']");
  await seen("webhook-form");
  await page.click("main .acts button");
  await page.waitForSelector("#secret");
  secrets.push(await page.textContent("#secret"));
  await page.click("text=I have copied it");
  await page.click("text=Send a test");
  // The page looks by itself what became of it.
  await page.waitForSelector("h1 .active");
  await seen("delivery");
  await page.click(".crumb a >> nth=-1");
  await seen("webhook");
  await page.goto(`${home}/webhooks`);
  await seen("webhooks");
  await page.goto(`${home}/events`);
  await seen("events");
  await page.click("tbody th a >> nth=0");
  await seen("event");
  await page.goto(`${home}/events/usage`);
  await page.selectOption("#aggregation", "SUM");
  await page.fill("#property", "tokens");
  await page.click(".more summary");
  await page.fill("#groups", "model");
  await page.click("text=Show >> nth=-1");
  await page.waitForSelector("figure >> nth=1");
  await seen("usage");

  await page.goto(`${home}/service-accounts`);
  await page.click("a[data-dialog]");
  await page.waitForSelector("dialog[open]");
  await seen("add-service-account");
  await page.fill("dialog #name", `Service of ${look}`);
  await page.check("dialog [value=event_ingestor]");
  await page.click("dialog button.button");
  await page.waitForSelector("text=The service account is there");
  await seen("service-accounts");
  await page.goto(`${home}/people`);
  await page.click("a[data-dialog]");
  await page.waitForSelector("dialog[open]");
  await seen("invite");
  await page.fill("dialog #email", `grace-${look}@example.com`);
  await page.check("dialog [value=all_reader]");
  await page.click("dialog button.button");
  await page.waitForSelector("text=The invitation is on its way");
  await seen("people");
  await page.click(`text=grace-${look}@example.com`);
  await page.waitForSelector("text=Send it again");
  await seen("person");
  await page.goto(`${home}/roles`);
  await page.click(".head a[data-dialog]");
  await page.waitForSelector("dialog[open]");
  await page.fill("dialog #id", `support-${look}`);
  await page.fill("dialog #name", `Support ${look}`);
  await page.fill("dialog #permissions", "secret:read");
  await seen("add-role");
  await page.click("dialog button.button");
  await page.waitForSelector("text=The role is there");
  await seen("roles");
  if (look === "390-light") await licensing.setUp(page, home, seen);
  if (["390-dark", "1440-light"].includes(look)) {
    const domain = `${look}.example.com`;
    await licensing.look(page, home, seen, (key) => ask("/api/v1/licenses/activate", { license_key: key, domain }));
  }
  await page.goto(`${home}/audit`);
  await seen("audit");
  await page.click("text=Verify the chain");
  await page.waitForSelector("text=The trail is whole");
  await seen("audit-verify");
  await page.goto(`${home}/settings`);
  await seen("settings");
  await page.goto(`${home}/keys`);

  await page.click("summary.place");
  await page.click(".pop .production");
  await page.waitForSelector("summary.production");
  await seen("production");
  await page.click(".person summary");
  await seen("account-menu");
  await page.click(`.themes [value=${colorScheme === "dark" ? "light" : "dark"}]`);
  await page.waitForSelector("html[data-theme]");
  await page.goto(`${home}/keys/key_nonsense`);
  await seen("missing");
  await page.goto(home);
  await page.click(".person summary");
  await page.click("text=Sign out");
  await page.waitForSelector("text=You are signed out");
  await page.goto(home);
  check(page.url().includes("/sign-in"), `${look}: signed out`);
  for (const name of ["register", "forgot-password", "reset-password", "accept-invitation", "verify-email"]) {
    await page.goto(`${server}/dashboard/${name}`);
    await seen(name);
  }
  await context.close();
}

// Without a script.
const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
const page = await context.newPage();
await page.goto(`${server}/dashboard`);
await page.fill("#email", "dev@keyward.invalid");
await page.fill("#password", "keyward-dev");
await page.click("form .button");
const home = page.url();
await page.goto(`${home}/keys`);
await page.click("text=Create key");
await page.fill("#name", "Without a script");
await page.click("main button.button");
secrets.push(await page.textContent("#secret"));
await page.click("text=I have copied it");
await page.click(".acts >> text=Revoke");
await page.click("text=Revoke for ever");
check((await page.textContent("main")).includes("The key is revoked"), "without a script: revoked");
await licensing.plainly(page, home);
await browser.close();
endpoint.close();
endpoint.closeAllConnections();

for (const problem of problems) console.error(problem);
console.log(JSON.stringify(secrets));
process.exitCode = problems.length ? 1 : 0;
