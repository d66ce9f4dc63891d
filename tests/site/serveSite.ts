import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { buildSite } from "../../lib/site/build.js";
import { distFolder, inRepository } from "../../lib/site/paths.js";
import { serveSite } from "../../lib/site/serve.js";

declare module "vitest" {
  export interface ProvidedContext {
    /** Where the built site is served. */
    address: string;
    /** The folder that is served: a copy of `dist`, to which tests may add pages. */
    folder: string;
  }
}

/** Builds the site if `dist` is older than what it is made of, and serves a copy of it. */
export default async function setup({ provide }: TestProject): Promise<() => void> {
  if (!isFresh()) await buildSite();
  const folder = mkdtempSync(join(tmpdir(), "large-models-live-"));
  cpSync(distFolder, folder, { recursive: true });
  const { server, address } = await serveSite({ port: 4300, folder });
  provide("address", address);
  provide("folder", folder);
  return () => {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  };
}

function isFresh(): boolean {
  const built = join(distFolder, "index.html");
  if (!existsSync(built)) return false;
  const time = statSync(built).mtimeMs;
  return ["lessons", "lib", "data", "observablehq.config.ts", "package-lock.json"].every(
    (name) => newest(inRepository(name)) < time,
  );
}

function newest(path: string): number {
  const status = statSync(path);
  if (!status.isDirectory()) return status.mtimeMs;
  const ignored = new Set(["lib", "data", ".observablehq", "fonts"]);
  const inLessons = path.endsWith("lessons");
  return Math.max(
    0,
    ...readdirSync(path)
      .filter((name) => !(inLessons && ignored.has(name)))
      .map((name) => newest(join(path, name))),
  );
}
