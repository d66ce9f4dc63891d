import { execFileSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright";

/** How every test starts Chromium: WebGPU on software adapters, and no calls home. */
export const browserArguments = [
  "--no-sandbox",
  "--enable-unsafe-webgpu",
  "--disable-quic",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

export interface Browser {
  /** Absolute path of the executable; absent when none was found. */
  path?: string;
  /** Where it was found, or what a person can do to get one. */
  because: string;
}

/** Looks for a Chromium: `CHROMIUM_PATH`, then the `PATH`, then Playwright's own download. */
export function findBrowser(): Browser {
  const wanted = process.env.CHROMIUM_PATH;
  if (wanted) {
    if (isExecutable(wanted)) return { path: wanted, because: "CHROMIUM_PATH names it" };
    return { because: `CHROMIUM_PATH is ${wanted}, but no program is there` };
  }
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    for (const name of names) {
      const path = join(folder, process.platform === "win32" ? `${name}.exe` : name);
      if (isExecutable(path)) return { path, because: "it is on the PATH" };
    }
  }
  const own = chromium.executablePath();
  if (existsSync(own)) return { path: own, because: "Playwright downloaded it" };
  return {
    because:
      "no Chromium was found: install one (Debian: apt-get install chromium; anywhere: npx playwright install chromium) or set CHROMIUM_PATH",
  };
}

/** As `findBrowser`, but installs Debian's package (as root) or Playwright's Chromium if there is none. */
export function findOrInstallBrowser(): Browser {
  const found = findBrowser();
  if (found.path || process.env.CHROMIUM_PATH) return found;
  const attempts: [string, string[]][] = [["npx", ["playwright", "install", "chromium"]]];
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    attempts.unshift(
      ["apt-get", ["update", "-qq"]],
      ["apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"]],
    );
  }
  for (const [command, args] of attempts) {
    try {
      console.log(`No Chromium yet: ${command} ${args.join(" ")}`);
      execFileSync(command, args, {
        stdio: "inherit",
        env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
      });
    } catch {
      continue; // the next attempt, or the sentence below
    }
    const installed = findBrowser();
    if (installed.path) return installed;
  }
  return findBrowser();
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { path, because } = findOrInstallBrowser();
  if (path) console.log(`Tests use ${path} (${because}).`);
  else {
    console.error(`The tests need a browser: ${because}.`);
    process.exit(1);
  }
}
