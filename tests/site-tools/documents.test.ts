import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";

const folders = ["docs", join("docs", "decisions")].flatMap((folder) =>
  readdirSync(folder).map((name) => join(folder, name)),
);
const documents = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", ...folders].filter((name) =>
  name.endsWith(".md"),
);

it.each(documents)("every link and picture of %s leads to something in the repository", (name) => {
  const text = readFileSync(name, "utf8").replace(/^( {4}|```)[\s\S]*?$/gm, "");
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
  const missing = targets
    .filter((target) => !/^(https?:|#)/.test(target))
    .filter((target) => !existsSync(join(dirname(name), target.replace(/#.*/, ""))));
  expect(missing).toEqual([]);
});
