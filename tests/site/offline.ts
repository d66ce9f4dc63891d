import { chromium } from "playwright";
import { buildSite } from "../../lib/site/build.js";
import { browserArguments, findBrowser } from "../../lib/site/findBrowser.js";
import { serveSite } from "../../lib/site/serve.js";

/**
 * Builds the site, opens a lesson and runs its first cell. Run by `hosting.test.ts` where only the
 * loopback interface is up; prints what it saw as JSON.
 */
await buildSite();
const { server, address } = await serveSite({ port: 4600 });
const executablePath = findBrowser().path;
const browser = await chromium.launch({
  ...(executablePath && { executablePath }),
  args: browserArguments,
});
const page = await browser.newPage();
const elsewhere: string[] = [];
const failed: string[] = [];
page.on("request", (request) => {
  const url = new URL(request.url());
  if (!["blob:", "data:"].includes(url.protocol) && !url.href.startsWith(address)) {
    elsewhere.push(url.href);
  }
});
page.on("requestfailed", (request) => failed.push(request.url()));
await page.goto(`${address}theory/backpropagation?device=wasm`);
const first = page.locator("[data-cell]").first();
await page.mouse.wheel(0, 1);
await first.and(page.locator("[data-state=done]")).waitFor({ state: "attached", timeout: 60_000 });
console.log(JSON.stringify({ state: await first.getAttribute("data-state"), elsewhere, failed }));
await browser.close();
server.close();
