import { spawn } from "node:child_process";
import { inRepository } from "./paths.js";

const program = inRepository("node_modules/@observablehq/framework/dist/bin/observable.js");

/** Runs Framework's own program; what it prints comes back. @throws Error if it fails */
export function framework(
  args: string[],
  {
    show = true,
    responseHeaders = {},
  }: { show?: boolean; responseHeaders?: Record<string, string> } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const preload = ["--import", addHeaders(responseHeaders)];
    const child = spawn(process.execPath, [...preload, program, ...args], {
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

/** A module that makes the process which imports it send headers with each answer: Framework's preview has no setting. */
function addHeaders(headers: Record<string, string>): string {
  const source = `
    import { ServerResponse } from "node:http";
    const { writeHead } = ServerResponse.prototype;
    ServerResponse.prototype.writeHead = function (...given) {
      for (const [name, value] of ${JSON.stringify(Object.entries(headers))}) this.setHeader(name, value);
      return writeHead.apply(this, given);
    };`;
  return `data:text/javascript,${encodeURIComponent(source)}`;
}
