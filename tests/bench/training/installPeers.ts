import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { inRepository } from "../../../lib/site/paths.js";

/** Installs what the bench compares with, once, by the lockfile beside it. */
export function installPeers(): void {
  const folder = inRepository("tests", "bench", "peers");
  if (existsSync(`${folder}/node_modules`)) return;
  console.log("Installing the peers of the training bench, once …");
  execFileSync("npm", ["ci", "--ignore-scripts", "--no-fund", "--no-audit"], {
    cwd: folder,
    stdio: "inherit",
  });
}
