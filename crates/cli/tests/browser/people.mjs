// What somebody does who looks after an account: who is in it, what they may, what was done; and how they come in and leave.
import { server } from "./walk.mjs";

export async function enter({ page, seen }) {
  await page.goto(`${server}/dashboard`);
  await seen("sign-in");
  await page.fill("#email", "dev@keyward.invalid");
  await page.fill("#password", "not this one");
  await page.click("form .button");
  await page.waitForSelector("[role=alert]");
  await seen("sign-in-refused");
  await page.fill("#password", "keyward-dev");
  await page.click("form .button");
  await page.waitForURL(/\/dashboard\/env_/);
  // Uses are written down each second.
  while (!(await page.locator(".bars li").count())) await page.reload();
  await seen("overview");
  return page.url();
}

export async function account({ page, width, seen, follow, dialog, send }, home) {
  await page.goto(`${home}/service-accounts`);
  await dialog("a[data-dialog]");
  await seen("add-service-account");
  await page.fill("dialog #name", `Service of ${width}`);
  await page.check("dialog [value=event_ingestor]");
  await send("The service account is there");
  await seen("service-accounts");
  await page.goto(`${home}/customers`);
  await seen("customers");
  await page.fill("#external_id", "customer-7");
  await follow("text=Find");
  await follow("text=Its keys");
  await seen("customer-keys");
  await page.goto(`${home}/environments`);
  await page.fill("#name", `Staging ${width}`);
  await page.click("main button.button");
  await page.waitForSelector(`th >> text=Staging ${width}`);
  await seen("environments");

  await page.goto(`${home}/people`);
  await dialog("a[data-dialog]");
  await seen("invite");
  await page.fill("dialog #email", `grace-${width}@example.com`);
  await page.check("dialog [value=all_reader]");
  await send("The invitation is on its way");
  await seen("people");
  await follow(`text=grace-${width}@example.com`);
  await page.waitForSelector("text=Send it again");
  await seen("person");
  await dialog("main .acts >> text=Take it back");
  await seen("person-remove");
  await send("The account is removed", "dialog .danger");

  await page.goto(`${home}/roles`);
  await dialog(".head a[data-dialog]");
  await page.fill("dialog #id", `support-${width}`);
  await page.fill("dialog #name", `Support ${width}`);
  await page.fill("dialog #permissions", "secret:read");
  await seen("add-role");
  await send("The role is there");
  await seen("roles");
  await dialog(`thead >> text=Support ${width}`);
  await page.fill("dialog #description", "Answers customers");
  await seen("role");
  await send("The role is changed");
  await dialog(`thead >> text=Support ${width}`);
  await follow("dialog >> text=Remove it");
  await seen("role-remove");
  await send("The role is removed", "main .danger");

  await page.goto(`${home}/audit`);
  await seen("audit");
  await send("The trail is whole", "text=Verify the chain");
  await seen("audit-verify");
  await page.goto(`${home}/settings`);
  await seen("settings");
}

/** On to the production environment; its address. */
export async function production({ page, seen, follow }, home) {
  await page.goto(home);
  await page.click("summary.place");
  await follow(".pop .production");
  await seen("production");
  return page.url();
}

export async function leave({ page, seen, check }, home) {
  await page.click(".person summary");
  await seen("account-menu");
  await page.click(".themes [value=dark]");
  await page.waitForSelector("html[data-theme=dark]");
  await page.click(".person summary");
  await page.click(".themes [value='']");
  await page.waitForSelector("html:not([data-theme])");
  await page.goto(`${home}/keys/key_nonsense`);
  await seen("missing");
  await page.goto(home);
  await page.click(".person summary");
  await page.click("text=Sign out");
  await page.waitForSelector("text=You are signed out");
  await page.goto(home);
  check(page.url().includes("/sign-in"), "signed out");
  for (const name of ["register", "forgot-password", "reset-password", "accept-invitation", "verify-email"]) {
    await page.goto(`${server}/dashboard/${name}`);
    await seen(name);
  }
}
