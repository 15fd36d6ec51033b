// What a developer does: keys, gates, webhooks, events.
import { secrets } from "./walk.mjs";

export async function keys({ page, width, seen, follow, dialog, secret, copied, send, check }, home) {
  await page.goto(`${home}/keys`);
  await seen("keys");
  await dialog("a[data-dialog]");
  await seen("create");
  await page.keyboard.press("Escape");
  await page.waitForSelector("dialog", { state: "detached" });
  await dialog("a[data-dialog]");
  await page.fill("dialog #name", `Key of ${width}`);
  await page.check("dialog [value=customer]");
  await page.fill("dialog #external_id", "customer-7");
  await page.fill("dialog #permissions", "documents:read");
  await page.selectOption("dialog #days", "30");
  await page.click("dialog button.button");
  const shown = await secret();
  await seen("secret");
  check((await copied("button[data-copy=secret]")) === shown, "the secret is copied");
  check(!page.url().includes(shown), "the secret is in the address");
  await page.reload();
  check(!(await page.content()).includes(shown), "the secret is there after a reload");
  await seen("key");
  await page.fill(".question #permissions", "documents:write");
  await page.fill(".question #ip", "192.0.2.7");
  await send("No, it would be refused", ".question button");
  await seen("explain");
  await page.goto(`${home}/keys`);
  await page.goBack();
  check(!(await page.content()).includes(shown), "the secret is there after going back");

  await page.goto(`${home}/keys`);
  await page.fill("#q", `KEY OF ${width}`);
  await page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 1);
  check(page.url().includes("q="), "a search has an address");
  await page.fill("#q", "there is none such");
  await page.waitForSelector("text=Nothing matches");
  await seen("no-match");
  await page.goto(`${home}/keys?q=${width}`);
  await follow("tbody th a");
  await dialog("text=Rotate");
  await seen("rotate");
  await page.click("dialog button.button");
  await secret();
  await follow("text=I have copied it");
  await send("The key is switched off", "text=Disable");
  await send("switched on again", "text=Enable");
  await dialog(".acts >> text=Revoke");
  await seen("revoke");
  await send("The key is revoked", "dialog .danger");
  await seen("keys-after");
}

export async function gates({ page, width, seen, follow, dialog, secret, copied, send, check }, home) {
  await page.goto(`${home}/gates`);
  await seen("gates");
  await follow("text=Create gate");
  await page.fill("#name", `Gate of ${width}`);
  await page.click("text=Add a rule");
  await page.fill("#rule-1-path", "/admin");
  await page.click("text=Add another rule");
  await page.waitForSelector("#rule-2-path");
  check((await page.inputValue("#rule-1-path")) === "/admin", "another line keeps what was typed");
  await seen("gate-form");
  await page.click("main .acts button");
  await secret();
  await follow("text=I have copied it");
  await seen("gate");
  const gate = new URL(page.url()).pathname.split("/").pop();
  await follow(".acts >> text=Edit");
  await page.fill("#permissions", "documents:read AND (");
  await page.click("main .acts button");
  await page.waitForSelector("[aria-invalid]");
  await seen("gate-refused");
  await page.fill("#permissions", "documents:read");
  await send("The gate is changed", "main .acts button");
  await dialog(".acts >> text=Another secret");
  await seen("gate-rotate");
  await page.click("dialog .danger");
  await secret();
  await follow("text=I have copied it");
  await follow("text=Caddy");
  await page.waitForSelector("text=Caddyfile");
  const file = await copied("button[data-copy=file-1]");
  check(file.includes(`/v1/gates/${gate}/auth`) && file.includes("YOUR_GATE_SECRET"), "the file is copied");
  await dialog(".acts >> text=Delete");
  await seen("gate-delete");
  await send("The gate is deleted", "dialog .danger");
}

export async function webhooks({ page, width, seen, follow, dialog, secret, send }, home, receiver) {
  await page.goto(`${home}/webhooks/new`);
  await page.fill("#url", `${receiver}/${width}`);
  await page.check("[value=some]");
  await page.check("[value='key.*']");
  await seen("webhook-form");
  await page.click("main .acts button");
  await secret();
  await follow("text=I have copied it");
  await page.click("text=Send a test");
  // The page looks by itself what became of it.
  await page.waitForSelector("h1:has-text('webhook.test') .active");
  await seen("delivery");
  await follow(".crumb a >> nth=-1");
  await dialog(".acts >> text=Another secret");
  await seen("webhook-rotate");
  await page.click("dialog button.button");
  await secret();
  await follow("text=I have copied it");
  await page.waitForSelector("text=Two secrets are live");
  await seen("webhook");
  await follow(".acts >> text=Edit");
  await page.fill("#description", `Told of keys, at ${width}`);
  await send("The endpoint is changed", "main .acts button");
  await page.goto(`${home}/webhooks`);
  await seen("webhooks");

  // There is one connection a provider.
  const [provider, name] = width < 500 ? ["stripe", "Stripe"] : ["standard", "Standard Webhooks"];
  const given = `whsec_${Buffer.from(`signs what comes at ${width}`.padEnd(32, ".")).toString("base64")}`;
  secrets.push(given);
  await dialog("text=Connect a provider");
  await page.check(`dialog [value=${provider}]`);
  await page.fill("dialog #secret", given);
  await seen("webhook-connect");
  await send("webhooks are taken from now on", "dialog button.button");
  await seen("webhooks-connected");
  await page.locator(".session", { hasText: name }).locator("text=End").click();
  await page.waitForSelector("text=The connection is gone");
  await follow(`tbody th a:has-text("${receiver}/${width}")`);
  await dialog(".acts >> text=Delete");
  await seen("webhook-delete");
  await send("The endpoint is gone", "dialog .danger");
}

export async function events({ page, seen, follow }, home) {
  await page.goto(`${home}/events`);
  await seen("events");
  await follow("tbody th a >> nth=0");
  await seen("event");
  await page.goto(`${home}/events/usage`);
  await page.selectOption("#aggregation", "SUM");
  await page.fill("#property", "tokens");
  await page.click(".more summary");
  await page.fill("#groups", "model");
  await page.click("text=Show >> nth=-1");
  await page.waitForSelector("figure >> nth=1");
  await seen("usage");
}

/** What an environment without anything teaches. */
export async function empty({ page, seen }, home) {
  for (const name of ["keys", "gates", "webhooks", "events", "customers", "service-accounts"]) {
    await page.goto(`${home}/${name}`);
    await seen(`empty-${name}`);
  }
}

/** The same without a script. */
export async function plainly(page, home) {
  await page.goto(`${home}/keys`);
  await page.click("text=Create key");
  await page.fill("#name", "Without a script");
  await page.click("main button.button");
  secrets.push(await page.textContent("#secret"));
  await page.click("text=I have copied it");
  await page.click(".acts >> text=Revoke");
  await page.click("text=Revoke for ever");
  await page.waitForSelector("text=The key is revoked");
}
