import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inject } from "vitest";
import { liveCells } from "../../lib/site/cells.js";
import type { MarkdownIt } from "../../lib/site/markdown.js";
import { maths } from "../../lib/site/maths.js";
import { inRepository } from "../../lib/site/paths.js";

/**
 * Writes a page with the given Markdown beside the built ones: made by the site's own Markdown
 * rules, with the site's own scripts and security policy.
 *
 * @returns the page's path
 */
export async function fixturePage(name: string, markdown: string): Promise<string> {
  const address = inRepository("node_modules/@observablehq/framework/dist/markdown.js");
  const { createMarkdownIt } = (await import(address)) as {
    createMarkdownIt(options: object): { render(text: string, environment: object): string };
  };
  const renderer = createMarkdownIt({
    markdownIt(md: MarkdownIt) {
      maths(md);
      liveCells(md);
      return md;
    },
  });
  const folder = inject("folder");
  const body = renderer.render(markdown, { path: `/theory/${name}`, code: [], currentLine: 0 });
  const whole = readFileSync(join(folder, "theory", "backpropagation.html"), "utf8")
    .replace(/(<main[^>]*>)[\s\S]*<\/main>/, (_, open: string) => `${open}${body}</main>`)
    .replaceAll('content="theory/backpropagation"', `content="theory/${name}"`);
  writeFileSync(join(folder, "theory", `${name}.html`), whole);
  return `theory/${name}`;
}
