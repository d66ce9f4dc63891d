import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";
import { browserArguments, findBrowser } from "./lib/site/findBrowser.js";

const inline = [/@tensorflow\//];
const executablePath = findBrowser().path;

export default defineConfig({
  test: {
    // Two cores: one Chromium or one built site at a time is enough for them.
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: "node",
          include: ["tests/**/*.test.ts"],
          exclude: ["**/node_modules/**", "tests/**/*.browser.test.ts", "tests/site/**"],
          server: { deps: { inline } },
          testTimeout: 30_000,
        },
      },
      {
        // Loaded late, by a dynamic import: found early, they cause no reload in the midst of a test.
        optimizeDeps: { include: ["acorn", "periscopic", "sucrase"] },
        test: {
          name: "browser",
          include: ["tests/**/*.browser.test.ts"],
          fileParallelism: false,
          testTimeout: 120_000,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: { ...(executablePath && { executablePath }), args: browserArguments },
            }),
            instances: [{ browser: "chromium" }],
          },
        },
      },
      {
        test: {
          name: "site",
          include: ["tests/site/**/*.test.ts"],
          globalSetup: "tests/site/serveSite.ts",
          fileParallelism: false,
          // Limits, not measurements: a busy machine may take several times as long.
          testTimeout: 300_000,
          hookTimeout: 300_000,
          expect: { poll: { timeout: 15_000 } },
        },
      },
    ],
  },
});
