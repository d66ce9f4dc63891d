import type { Server } from "node:http";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { serveSite } from "../../lib/site/serve.js";
import { cellOf, openBrowser, opened } from "./browser.js";
import { fixturePage } from "./fixture.js";

/** Large enough operations to be shared, thirty times over; then a digest of all their bits, of each time. */
const cell = `
import * as tf from "@tensorflow/tfjs";
import {attention, attentionGradient} from "lib/compute/fused/attention.js";
import {gelu} from "lib/compute/fused/gelu.js";
const noise = (shape, seed) => tf.randomNormal(shape, 0, 1, "float32", seed);
const [a, b, qkv, dy] = [noise([205, 301], 1), noise([301, 403], 2), noise([7, 64, 288], 3), noise([7, 64, 96], 4)];
const images = noise([9, 28, 28, 8], 5), filter = noise([3, 3, 8, 16], 6);
const digests = new Set();
for (let time = 0; time < 30; time++) {
  const all = [tf.matMul(a, b), tf.matMul(b, a, true, true), gelu(images), tf.conv2d(images, filter, 1, "same")];
  const kept = attention(qkv, {heads: 3, causal: true});
  all.push(...Object.values(kept));
  all.push(attentionGradient(dy, qkv, kept.output, kept.logSumExp, {heads: 3, causal: true}));
  let hash = 2166136261;
  for (const x of all)
    for (const bits of new Uint32Array((await x.data()).slice().buffer)) hash = Math.imul(hash ^ bits, 16777619);
  digests.add(hash);
  tf.dispose(all);
  await new Promise((resolve) => setTimeout(resolve, 10));
}
display([...digests].join());
`;

let path: string;
let plain: { server: Server; address: string };

beforeAll(async () => {
  path = await fixturePage("threads", `# Threads\n\n\`\`\`ts echo id=work\n${cell}\n\`\`\``);
  plain = await serveSite({ port: 4600, folder: inject("folder"), isolated: false });
});
afterAll(() => void plain.server.close());

/** Runs the page once. @returns the digest, the workers' number, and what the panel says of the device */
async function run(
  query: string,
  { address = inject("address"), script = "" }: { address?: string; script?: string } = {},
) {
  const context = await (await openBrowser()).newContext();
  const page = await context.newPage();
  if (script) await page.addInitScript(script);
  await page.goto(`${address}${path}?device=wasm&${query}`);
  await opened(page);
  await page.mouse.wheel(0, 1);
  const work = cellOf(page, "work");
  await work.becomes("done", "error");
  const alert = (await work.state()) === "error" ? await work.alert.textContent() : undefined;
  const digest = alert ?? (await work.output.textContent());
  const workers = page.workers().length;
  const panel = (await page.locator("#device-why").textContent()) ?? "";
  await context.close();
  return { digest, workers, panel };
}

it("computes the same bits in several threads as in one, time after time", async () => {
  const one = await run("threads=1");
  expect(one.digest).toMatch(/^"-?\d+"$/);
  expect(one).toMatchObject({ workers: 0, panel: expect.stringContaining("as the address asks") });
  const several = await run("threads=4");
  expect(several.panel).toMatch(/shared among \d threads/);
  expect(several.workers).toBeGreaterThan(0);
  expect(several.digest).toBe(one.digest);
});

it("computes in one thread where the host sends no headers, and says so", async () => {
  const { workers, panel, digest } = await run("", { address: plain.address });
  expect(digest).toMatch(/^"-?\d+"$/);
  expect(workers).toBe(0);
  expect(panel).toContain("does not send the two headers");
});

it("goes on in one thread where the browser refuses another, and says so", async () => {
  const refuse = `window.Worker = class { constructor() { throw new Error("no worker today"); } };`;
  const { digest, panel } = await run("threads=2", { script: refuse });
  expect(digest).toMatch(/^"-?\d+"$/);
  expect(panel).toContain("one thread: another could not be had (Error: no worker today)");
  const silent = `const {Worker} = window;
    window.Worker = class extends Worker { constructor() { super("nowhere.js"); } };`;
  const failed = await run("threads=2", { script: silent });
  expect(failed.digest).toBe(digest);
  expect(failed.panel).toContain("one thread: another could not be had");
});
