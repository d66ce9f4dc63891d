import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { apiIndex } from "./apiIndex.js";
import { copyAssets } from "./assets.js";
import { compileKernels } from "./compileKernels.js";
import { linkFolders } from "./linkFolders.js";
import { inRepository, lessonsFolder } from "./paths.js";
import { registrySource } from "./registry.js";
import { answerOffline, vendorPackages } from "./vendor.js";

/** Makes everything that the site is built from and that Git does not keep. */
export async function prepare(): Promise<void> {
  linkFolders();
  await compileKernels();
  mkdirSync(join(lessonsFolder, "theme"), { recursive: true });
  writeIfChanged(join(lessonsFolder, "registry.ts"), registrySource());
  writeIfChanged(inRepository("data", "api.json"), JSON.stringify(apiIndex(inRepository("lib"))));
  copyAssets();
  answerOffline();
  await vendorPackages();
}

/** Leaves an unchanged file alone, so that a running preview does not reload for nothing. */
function writeIfChanged(path: string, text: string): void {
  if (!existsSync(path) || readFileSync(path, "utf8") !== text) writeFileSync(path, text);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await prepare();
