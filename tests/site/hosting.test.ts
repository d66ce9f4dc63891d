import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { describe, expect, inject, it } from "vitest";
import { builtPages, inlineScripts } from "../../lib/site/finishPages.js";
import { inRepository } from "../../lib/site/paths.js";
import { serveSite } from "../../lib/site/serve.js";
import { cellOf, openBrowser, opened, watch } from "./browser.js";
import { fixturePage } from "./fixture.js";

describe("hosting", () => {
  it("works under a sub-path", async () => {
    const path = await fixturePage(
      "sub",
      '# Sub\n\n```ts echo id=one\nimport {Value} from "lib/autograd/scalar.js";\ndisplay(new Value(2).data);\n```',
    );
    const { server, address } = await serveSite({
      port: 4500,
      base: "/course/",
      folder: inject("folder"),
    });
    const context = await (await openBrowser()).newContext();
    const page = await context.newPage();
    const failed: string[] = [];
    page.on("response", (response) => {
      if (response.status() >= 400) failed.push(response.url());
    });
    await page.goto(address + path);
    await cellOf(page, "one").becomes("done");
    await page.goto(address);
    await opened(page);
    expect(failed).toEqual([]);
    await context.close();
    server.close();
  });

  it("takes the next port when one is busy", async () => {
    const busy = createServer().listen(4700, "127.0.0.1");
    await new Promise((resolve) => busy.once("listening", resolve));
    const { server, address } = await serveSite({ port: 4700, folder: inject("folder") });
    expect(address).toBe("http://127.0.0.1:4701/");
    expect((await fetch(`${address}no-such-page`)).status).toBe(404);
    expect((await fetch(`${address}..%2f..%2fetc/passwd`)).status).toBe(404);
    expect((await fetch(`${address}%`)).status).toBe(404);
    server.close();
    busy.close();
  });
});

describe("the security policy", () => {
  it("stands on every page and allows neither eval nor another host", () => {
    for (const file of builtPages()) {
      const html = readFileSync(file, "utf8");
      const policy = html.match(/Content-Security-Policy" content="([^"]*)"/)?.[1] ?? "";
      expect(policy).toContain("default-src 'none'");
      expect(policy.replace("'wasm-unsafe-eval'", "")).not.toContain("unsafe-eval");
      // One page opens models from a hub, and names its two hosts.
      const usesHub = html.includes(" data-hub");
      expect(usesHub).toBe(file.endsWith("models/gpt.html"));
      const elsewhere = usesHub ? " https://huggingface.co https://*.hf.co" : "";
      expect(policy).toMatch(/connect-src 'self' blob:[^;]*;/);
      expect(policy.replace(`connect-src 'self' blob:${elsewhere};`, "")).not.toMatch(/https?:|\*/);
      expect(policy.match(/script-src[^;]*/)?.[0]).not.toContain("unsafe-inline");
      expect(inlineScripts(html).length).toBe(policy.match(/'sha256-/g)?.length);
    }
  });

  it("keeps a cell from reaching another host", async () => {
    const path = await fixturePage(
      "reach",
      '# Reach\n\n```ts echo id=one\nawait fetch("http://127.0.0.1:9/");\n```',
    );
    const context = await (await openBrowser()).newContext();
    const { page } = watch(await context.newPage());
    await page.goto(new URL(path, inject("address")).href);
    await cellOf(page, "one").becomes("error");
    expect(await cellOf(page, "one").alert.textContent()).toContain("Failed to fetch");
    await context.close();
  });
});

describe("without a network", () => {
  const loopback = "ip link set lo up || ifconfig lo up";
  const isolated = spawnSync("unshare", ["-rn", "sh", "-c", loopback]).status === 0;

  it.runIf(isolated)("the site builds, opens and runs with only loopback up", () => {
    const script = inRepository("tests", "site", "offline.ts");
    const output = execFileSync(
      "unshare",
      [
        "-rn",
        "sh",
        "-c",
        `(${loopback}) && exec "$@"`,
        "sh",
        process.execPath,
        inRepository("node_modules/tsx/dist/cli.mjs"),
        script,
      ],
      { encoding: "utf8", cwd: inRepository() },
    );
    expect(JSON.parse(output.trim().split("\n").at(-1) ?? "")).toEqual({
      state: "done",
      elsewhere: [],
      failed: [],
    });
  });
});
