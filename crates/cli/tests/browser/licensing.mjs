// What an operator and a seller do with licences, for `flows.mjs`: the first time it sets a shop up by its forms; the other times it looks at all of it.

// A zip with one folder that is called `shop`.
const PACKAGE = Buffer.from("UEsDBBQAAAAAAAAAIQAAAAAAAAAAAAAAAAAFAAAAc2hvcC9QSwMEFAAAAAAAAAAhAM7jGgMGAAAABgAAAA0AAABzaG9wL3Nob3AucGhwPD9waHAKUEsBAhQDFAAAAAAAAAAhAAAAAAAAAAAAAAAAAAUAAAAAAAAAAAAAAIABAAAAAHNob3AvUEsBAhQDFAAAAAAAAAAhAM7jGgMGAAAABgAAAA0AAAAAAAAAAAAAAIABIwAAAHNob3Avc2hvcC5waHBQSwUGAAAAAAIAAgBuAAAAVAAAAAAA", "base64");
const HOSTILE = "<img src=x onerror=alert(1)>";

async function dialog(page, link) {
  await page.click(link);
  await page.waitForSelector("dialog[open]");
}

export async function setUp(page, home, seen) {
  await page.goto(`${home}/licenses`);
  await seen("licences-samples");
  await page.goto(`${home}/operator/products`);
  await seen("products-samples");
  await dialog(page, "text=Add product");
  await page.fill("dialog #name", "Shop");
  await page.fill("dialog #slug", "shop");
  await page.click("dialog button.button");
  await page.waitForSelector("text=The product is there");
  await page.click("text=Upload the first release");
  await page.fill("#version", "one");
  await page.setInputFiles("#file", { name: "shop.zip", mimeType: "application/zip", buffer: PACKAGE });
  await page.click("button:text-is('Upload')");
  await page.waitForSelector("text=Version must");
  await seen("upload-refused");
  await page.fill("#version", "1.5.0");
  await page.setInputFiles("#file", { name: "shop.zip", mimeType: "application/zip", buffer: PACKAGE });
  await page.click("button:text-is('Upload')");
  await page.waitForSelector("text=The release is there");

  await page.goto(`${home}/operator/components`);
  await dialog(page, "text=Add your first component");
  await page.fill("dialog #name", "Invoicing");
  await page.fill("dialog #slug", "shop-invoicing");
  await page.click("dialog button.button");
  await page.waitForSelector("text=The component is there");
  await page.goto(`${home}/operator/plans`);
  await dialog(page, "text=Add your first plan");
  await page.fill("dialog #name", "Starter");
  await page.fill("dialog #id", "starter");
  await page.check("dialog [value=shop]");
  await page.fill("dialog #month", "9.90");
  await page.fill("dialog #year", "99");
  await page.click("dialog button.button");
  await page.waitForSelector("text=The plan is as you said");
  await page.goto(`${home}/subscriptions`);
  await dialog(page, "a:has-text('Subscribe')");
  await page.click("dialog button.button");
  await page.waitForSelector("text=You have subscribed");

  await page.goto(`${home}/clients`);
  await dialog(page, "text=Add client");
  await page.fill("dialog #name", HOSTILE);
  await page.fill("dialog #email", "client@example.com");
  await page.click("dialog button.button");
  await page.waitForSelector("text=The client is there");
  await dialog(page, "text=Create licence");
  await page.selectOption("dialog #product", { label: "Shop" });
  await page.fill("dialog #quantity", "3");
  await page.click("dialog button.button");
  await page.waitForSelector("text=3 licences of Shop are there");
  await seen("licences-made");

  await page.goto(`${home}/tickets`);
  await page.click("main >> text=Open ticket");
  await page.fill("#subject", HOSTILE);
  await page.fill("#message", "The site says 403.\nWhat now?");
  await page.setInputFiles("#files", { name: "log.txt", mimeType: "text/plain", buffer: Buffer.from("403") });
  await page.click("button:text-is('Open the ticket')");
  await page.waitForSelector("text=The ticket is open");
  await page.goto(`${home}/operator/tickets`);
  await page.click("tbody th a");
  await page.fill("#note", "A known customer.");
  await page.click("text=Keep the note");
  await page.waitForSelector("text=The note is there");
  await page.fill("#message", "Free a domain, then try again.");
  await page.click("button:text-is('Answer')");
  await page.waitForSelector("text=Your message is there");
}

export async function look(page, home, seen, activate) {
  await page.goto(`${home}/licenses`);
  await seen("licences");
  await page.click("tbody th a");
  await activate(await page.textContent("#key"));
  await page.reload();
  await seen("licence");
  await dialog(page, "main .acts >> text=Revoke");
  await seen("licence-revoke");
  await page.keyboard.press("Escape");
  await page.goto(`${home}/clients`);
  await seen("clients");
  await page.click("tbody th a");
  await page.waitForSelector("main .tiles");
  await seen("client");
  const pages = [["new-licence", "licenses/new"], ["subscriptions", "subscriptions"], ["subscription", "subscriptions/1"],
    ["account-type", "subscriptions/account"], ["tickets", "tickets"], ["ticket", "tickets/1"], ["open-ticket", "tickets/new"],
    ["accounts", "operator/accounts"], ["account", "operator/accounts/1"], ["desk", "operator/tickets"], ["desk-ticket", "operator/tickets/1"],
    ["product", "operator/products/shop"], ["upload", "operator/products/shop/releases/new"], ["release", "operator/products/shop/releases/1.5.0"],
    ["component", "operator/components/shop-invoicing"], ["tiers", "operator/tiers"], ["plans", "operator/plans"], ["plan", "operator/plans/starter"],
    ["by-number", "operator/by-number"]];
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
