// What an operator and a seller do with licences, for `flows.mjs`: it sets a shop up by its forms, then sells and looks at all of it.
import { ask } from "./walk.mjs";

// A zip with one folder that is called `shop`.
const PACKAGE = Buffer.from("UEsDBBQAAAAAAAAAIQAAAAAAAAAAAAAAAAAFAAAAc2hvcC9QSwMEFAAAAAAAAAAhAM7jGgMGAAAABgAAAA0AAABzaG9wL3Nob3AucGhwPD9waHAKUEsBAhQDFAAAAAAAAAAhAAAAAAAAAAAAAAAAAAUAAAAAAAAAAAAAAIABAAAAAHNob3AvUEsBAhQDFAAAAAAAAAAhAM7jGgMGAAAABgAAAA0AAAAAAAAAAAAAAIABIwAAAHNob3Avc2hvcC5waHBQSwUGAAAAAAIAAgBuAAAAVAAAAAAA", "base64");
const HOSTILE = "<img src=x onerror=alert(1)>";

export async function setUp({ page, seen, follow, dialog, send }, home) {
  await page.goto(`${home}/licenses`);
  await seen("licences-samples");
  await page.goto(`${home}/operator/products`);
  await seen("products-samples");
  await dialog("text=Add product");
  await page.fill("dialog #name", "Shop");
  await page.fill("dialog #slug", "shop");
  await send("The product is there");
  await follow("text=Upload the first release");
  await page.fill("#version", "one");
  await page.setInputFiles("#file", { name: "shop.zip", mimeType: "application/zip", buffer: PACKAGE });
  await send("Version must", "button:text-is('Upload')");
  await seen("upload-refused");
  await page.fill("#version", "1.5.0");
  await page.setInputFiles("#file", { name: "shop.zip", mimeType: "application/zip", buffer: PACKAGE });
  await send("The release is there", "button:text-is('Upload')");

  await page.goto(`${home}/operator/components`);
  await dialog("text=Add your first component");
  await page.fill("dialog #name", "Invoicing");
  await page.fill("dialog #slug", "shop-invoicing");
  await send("The component is there");
  await page.goto(`${home}/operator/plans`);
  await dialog("text=Add your first plan");
  await page.fill("dialog #name", "Starter");
  await page.fill("dialog #id", "starter");
  await page.check("dialog [value=shop]");
  await page.fill("dialog #month", "9.90");
  await page.fill("dialog #year", "99");
  await send("The plan is as you said");
  await page.goto(`${home}/subscriptions`);
  await dialog("a:has-text('Subscribe')");
  await send("You have subscribed");

  await page.goto(`${home}/tickets`);
  await follow("main >> text=Open ticket");
  await page.fill("#subject", HOSTILE);
  await page.fill("#message", "The site says 403.\nWhat now?");
  await page.setInputFiles("#files", { name: "log.txt", mimeType: "text/plain", buffer: Buffer.from("403") });
  await send("The ticket is open", "button:text-is('Open the ticket')");
  await page.goto(`${home}/operator/tickets`);
  await follow("tbody th a");
  await page.fill("#note", "A known customer.");
  await send("The note is there", "text=Keep the note");
  await page.fill("#message", "Free a domain, then try again.");
  await send("Your message is there", "button:text-is('Answer')");
}

/** Sells a client two licences, and looks at every page about them. */
export async function look({ page, width, seen, follow, dialog, send, check }, home) {
  await page.goto(`${home}/clients`);
  await dialog("text=Add client");
  await seen("add-client");
  await page.fill("dialog #name", HOSTILE);
  await page.fill("dialog #email", `client-${width}@example.com`);
  await send("The client is there");
  const client = new URL(page.url()).pathname.split("/").pop();
  await dialog("text=Create licence");
  await page.selectOption("dialog #product", { label: "Shop" });
  await page.fill("dialog #quantity", "2");
  await seen("create-licence");
  await send("2 licences of Shop are there");
  await seen("licences-made");

  await page.goto(`${home}/licenses?client=${client}`);
  await follow("tbody th a");
  const license = page.url();
  const domain = `shop-${width}.example.com`;
  await ask("/api/v1/licenses/activate", { license_key: await page.textContent("#key"), domain });
  await page.reload();
  await seen("licence");
  await dialog("main .acts >> text=Licence file");
  await seen("licence-file");
  const [file] = await Promise.all([page.waitForEvent("download"), page.click("dialog button.button")]);
  check((await file.suggestedFilename()).endsWith(".lic"), "the licence file is saved");
  await page.waitForSelector("dialog", { state: "detached" });
  await dialog("td >> text=Release");
  await seen("licence-release");
  await page.keyboard.press("Escape");
  await page.waitForSelector("dialog", { state: "detached" });
  await dialog("main .acts >> text=Revoke");
  await seen("licence-revoke");

  await page.goto(`${home}/licenses?client=${client}`);
  await page.check("[data-all=id]:visible");
  await seen("licences");
  await page.selectOption("#act", "revoke");
  await follow("text=Go on");
  check(await page.isVisible("text=One site stops working"), "what a revocation ends is said");
  await seen("selected");
  await send("The licences are revoked", "main .danger");
  await page.goto(`${home}/licenses?client=${client}`);
  await page.check("[data-all=id]:visible");
  await page.selectOption("#act", "renew");
  await follow("text=Go on");
  await send("None was renewed", "main button.button");
  await seen("selected-refused");
  await page.goto(license);
  await seen("licence-revoked");

  await page.goto(`${home}/clients`);
  await seen("clients");
  await page.goto(`${home}/clients/${client}`);
  await seen("client");
  const pages = [["new-licence", "licenses/new"], ["subscriptions", "subscriptions"], ["subscription", "subscriptions/1"],
    ["cancel", "subscriptions/1/cancel"], ["account-type", "subscriptions/account"], ["tickets", "tickets"], ["ticket", "tickets/1"],
    ["open-ticket", "tickets/new"], ["accounts", "operator/accounts"], ["account", "operator/accounts/1"], ["desk", "operator/tickets"],
    ["desk-ticket", "operator/tickets/1"], ["products", "operator/products"], ["product", "operator/products/shop"],
    ["product-edit", "operator/products/shop/edit"], ["upload", "operator/products/shop/releases/new"],
    ["release", "operator/products/shop/releases/1.5.0"], ["release-yank", "operator/products/shop/releases/1.5.0/yank"],
    ["components", "operator/components"], ["component", "operator/components/shop-invoicing"], ["tiers", "operator/tiers"],
    ["new-tier", "operator/tiers/new"], ["plans", "operator/plans"], ["plan", "operator/plans/starter"], ["by-number", "operator/by-number"]];
  for (const [name, path] of pages) {
    await page.goto(`${home}/${path}`);
    await seen(name);
  }
}

// The same form without a script.
export async function plainly(page, home) {
  await page.goto(`${home}/operator/products/shop/releases/new`);
  await page.fill("#version", "1.6.0");
  await page.setInputFiles("#file", { name: "shop.zip", mimeType: "application/zip", buffer: PACKAGE });
  await page.click("button:text-is('Upload')");
  await page.waitForSelector("text=The release is there");
}
