// What a page weighs on the wire when nothing of it is there yet: itself, its style, its scripts, its fonts and pictures.

/** Less than this, in bytes. */
export const FIRST_VISIT = 100_000;

/** Lets each page of that window come as on a first visit; the line on which the browser was told so. */
export async function visitAnew(page) {
  const wire = await page.context().newCDPSession(page);
  await wire.send("Network.enable");
  await wire.send("Network.setCacheDisabled", { cacheDisabled: true });
  return wire;
}

/** In the page: what came with it, and not what its scripts asked for later. */
export const weighed = `[...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
  .filter((one) => ["navigation", "link", "script", "css", "img"].includes(one.initiatorType))
  .reduce((sum, one) => sum + one.transferSize, 0)`;
