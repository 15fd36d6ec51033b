// What people do with the dashboard, in a real browser, on a phone and on a desk, in light and in dark. `crates/cli/tests/it/browser.rs` runs it:
// node flows.mjs SERVER FOLDER_FOR_SCREENSHOTS CHROMIUM. It says on its last line which secrets it was shown.
import { createServer } from "node:http";
import { once } from "node:events";
import * as developers from "./developers.mjs";
import * as licensing from "./licensing.mjs";
import * as people from "./people.mjs";
import { ask, check, launch, open, problems, secrets, signIn } from "./walk.mjs";

// Something to see in the plots.
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
const browser = await launch();

/** A person at a window of that width, from the sign-in to the sign-out. `shop`: what there is to license. */
async function walk(width, shop) {
  const window = await open(browser, width);
  const home = await people.enter(window);
  await developers.keys(window, home);
  await developers.gates(window, home);
  await developers.webhooks(window, home, receiver);
  await developers.events(window, home);
  await people.account(window, home);
  await shop;
  await licensing.look(window, home);
  await developers.empty(window, await people.production(window, home));
  await people.leave(window, home);
  await window.page.context().close();
}

/** An operator sets a shop up. */
async function shop() {
  const window = await open(browser, 390);
  await signIn(window.page);
  await licensing.setUp(window, window.page.url());
  await window.page.context().close();
}

async function plainly() {
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  await signIn(page);
  const home = page.url();
  await developers.plainly(page, home);
  await licensing.plainly(page, home);
  await context.close();
}

// Where one can't go on, the others still tell what they find.
const tried = (work) => work.catch((error) => check(false, error.stack));
const ready = shop();
await Promise.all([ready, walk(390, ready), walk(1440, ready)].map(tried));
await tried(plainly());
await browser.close();
endpoint.close();
endpoint.closeAllConnections();

for (const problem of problems) console.error(problem);
console.log(JSON.stringify(secrets));
process.exitCode = problems.length ? 1 : 0;
