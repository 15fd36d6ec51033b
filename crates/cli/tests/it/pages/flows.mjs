// Does what a reader of the documentation and a customer do: node flows.mjs BASE PICTURES PORTAL
import { base, browse, check, expect, open, pictures, rest } from "./tools.mjs";

const [portal] = rest;

async function reader(browser) {
  const page = await open(browser, { permissions: ["clipboard-read", "clipboard-write"] }, () => "a reader");
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
  await page.goto(`${base}/docs/api/create_key`);
  await page.click("text=Copy as prompt");
  await page.waitForSelector("text=Copied");
  expect("the prompt is whole", (await clipboard()).startsWith("# Issue a key\n") && (await clipboard()).includes("told this once"));
  await page.click("text=Copy curl");
  await page.waitForFunction(async () => (await navigator.clipboard.readText()).startsWith("curl "));
  expect("the command calls this server", (await clipboard()).includes(`"${base}/v1/keys"`));
  await page.keyboard.press("/");
  await page.keyboard.type("rotate");
  await page.keyboard.press("Enter");
  await page.waitForSelector("h1:text('Search')");
  const found = page.waitForResponse((answer) => answer.url().endsWith("q=rotate%20gate"));
  await page.fill("#q", "rotate gate");
  await found;
  await page.waitForSelector("#results a[href='/docs/api/rotate_gate_secret']");
  await page.context().close();
}

async function plainReader(browser) {
  const page = await open(browser, { javaScriptEnabled: false }, () => "a reader without scripts");
  await page.goto(`${base}/docs`);
  await page.fill("#q", "revoke key");
  await page.press("#q", "Enter");
  await page.click("#results a[href='/docs/api/revoke_key']");
  expect("the page is there", (await page.textContent("h1")) === "Revoke a key for ever");
  expect("what needs a script is not shown", !(await page.isVisible("text=Copy as prompt")));
  await page.context().close();
}

async function customer(browser) {
  const page = await open(browser, { permissions: ["clipboard-read", "clipboard-write"] }, () => "a customer");
  const token = portal.split("#token=")[1];
  await page.goto(base + portal);
  await page.waitForSelector("#keys");
  expect("the token has left the address", page.url() === `${base}/portal`);
  expect("and is not in the page", !(await page.content()).includes(token));
  await page.goBack().catch(() => {});
  expect("nor in the history", !page.url().includes("token"));
  await page.goto(`${base}/portal`);

  const name = "<img src=x onerror=alert(1)>";
  page.on("dialog", () => expect("a name is a text", false));
  await page.fill("#name", name);
  await page.selectOption("#days", "30");
  await page.click("text=Create key");
  const secret = await page.textContent("#secret");
  expect("a secret is shown", secret.startsWith("kw_"));
  await check(page, "a key just made");
  await page.screenshot({ path: `${pictures}/portal-made.png`, fullPage: true });
  await page.click(".made button");
  await page.waitForSelector("text=Copied");
  expect("it can be copied", (await page.evaluate(() => navigator.clipboard.readText())) === secret);
  await page.reload();
  expect("it is gone after a reload", !(await page.content()).includes(secret));
  expect("and the key is there once", (await page.locator(`.rows strong:text-is("${name}")`).count()) === 1);

  const row = page.locator(".rows li", { hasText: name });
  await row.locator("summary").focus();
  await page.keyboard.press("Enter");
  await check(page, "the question before a revocation");
  await row.locator("text=Revoke for ever").click();
  await page.waitForSelector("text=The key is revoked.");
  expect("it is revoked", (await row.locator(".status").textContent()) === "revoked");
  await page.click("text=Leave");
  expect("who leaves is out", (await page.textContent("h1")) === "You have left.");
  await page.context().close();
}

async function plainCustomer(browser) {
  const page = await open(browser, { javaScriptEnabled: false }, () => "a customer without scripts");
  await page.goto(base + portal);
  await page.fill("#pasted", portal.split("#token=")[1]);
  await page.click(".paste button");
  await page.fill("#name", "Made without a script");
  await page.click("text=Create key");
  expect("a secret is shown", (await page.textContent("#secret")).startsWith("kw_"));
  await page.click("text=I have copied it");
  expect("the key is there", await page.isVisible("text=Made without a script"));
  await page.context().close();
}

await browse(async (browser) => {
  for (const one of [reader, plainReader, customer, plainCustomer]) await one(browser);
});
