import { spawn } from "node:child_process";
import { inRepository } from "./paths.js";

const program = inRepository("node_modules/@observablehq/framework/dist/bin/observable.js");

/** Runs Framework's own program; what it prints comes back. @throws Error if it fails */
export function framework(args: string[], { show = true } = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], {
      cwd: inRepository(),
      stdio: show ? "inherit" : ["ignore", "pipe", "pipe"],
      env: { ...process.env, OBSERVABLE_TELEMETRY_DISABLE: "true" },
    });
    let text = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (part: string) => {
        text += part;
      });
    }
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(text);
      else reject(new Error(`Framework failed (exit code ${code}).\n${text}`));
    });
  });
}
