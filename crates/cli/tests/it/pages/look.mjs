// Looks at pages on a phone and a desk, in light and dark: node look.mjs BASE PICTURES PATH...
import { FIRST_VISIT, visitAnew, weighed } from "../../browser/weight.mjs";
import { base, browse, check, open, pictures, rest, tell } from "./tools.mjs";

await browse(async (browser) => {
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [390, 1440]) {
      let here = "";
      const page = await open(browser, { colorScheme, viewport: { width, height: 900 } }, () => here);
      await visitAnew(page);
      for (const path of rest) {
        here = `${path.replace(/#.*/, "")} ${width} ${colorScheme}`;
        await page.goto(base + path, { waitUntil: "networkidle" });
        const name = path.replace(/#.*/, "-inside").replace(/[^a-z0-9]+/gi, "-").replace(/^-|-$/g, "");
        await page.screenshot({ path: `${pictures}/${name}-${width}-${colorScheme}.png`, fullPage: true });
        await check(page, here);
        const weight = await page.evaluate(weighed);
        if (!(weight > 0 && weight < FIRST_VISIT)) tell(`${here}: ${weight} bytes on a first visit`);
      }
      await page.context().close();
    }
  }
});
