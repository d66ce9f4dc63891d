import { spawnSync } from "node:child_process";
import { buildSite } from "./build.js";
import { inRepository } from "./paths.js";
import { prepare } from "./prepare.js";

/** Types, format and lint, import directions, and a build without one mistake; stops at none. */
const steps: [name: string, run: () => boolean | Promise<boolean>][] = [
  ["types", () => node("node_modules/typescript/bin/tsc", "--noEmit")],
  ["format and lint", () => node("node_modules/@biomejs/biome/bin/biome", "ci", ".")],
  [
    "import directions",
    () =>
      node(
        "node_modules/vitest/vitest.mjs",
        "run",
        "--project",
        "node",
        "tests/architecture.test.ts",
      ),
  ],
  [
    "every lesson compiles",
    async () => {
      try {
        await buildSite();
        return true;
      } catch (error) {
        console.error((error as Error).message);
        return false;
      }
    },
  ],
];

function node(program: string, ...args: string[]): boolean {
  const { status } = spawnSync(process.execPath, [inRepository(program), ...args], {
    cwd: inRepository(),
    stdio: "inherit",
  });
  return status === 0;
}

await prepare();
const failed: string[] = [];
for (const [name, run] of steps) {
  console.log(`check: ${name}`);
  if (!(await run())) failed.push(name);
}
if (failed.length > 0) {
  console.error(`check failed: ${failed.join(", ")}`);
  process.exit(1);
}
console.log("check: everything is right");
