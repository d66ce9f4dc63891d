import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { finishPage, inlineScripts } from "../../lib/site/finishPages.js";

const built = (body = "", head = "") => `<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, maximum-scale=1">
<title>Page</title>${head}
</head>
<body>
<div id="observablehq-center">
<header id="observablehq-header">
<form role="search" data-index=""></form>
</header>${body}
<main id="observablehq-main" class="observablehq">
</main>
<footer id="observablehq-footer">
<nav><a rel="prev" href="../"><span>Home</span></a></nav>
</footer>
</div>
</body>
</html>`;
const toc = (items: string) => `
<aside id="observablehq-toc" data-selector="h2">
<nav>${items && `\n<div>On this page</div>\n<ol>${items}\n</ol>`}
</nav>
</aside>`;
const place = {
  address: "theory/x.html",
  searchIndex: "_file/data/search.0badcafe.json",
  lessons: ["theory/x.html", "theory/y.html", "compression/z.html"],
};
const finished = finishPage(built(toc(`<li><a href="#a">A</a></li>`)), place);

describe("finishPage", () => {
  it("names the language and the kind of page", () => {
    expect(finished).toContain('<html lang="en" data-page="lesson">');
    const kindAt = (address: string) =>
      /data-page="(\w+)"/.exec(finishPage(built(), { ...place, address }))?.[1];
    expect([kindAt("index.html"), kindAt("progress.html")]).toEqual(["home", "other"]);
  });

  it("lets the reader zoom", () => {
    expect(finished).toContain('content="width=device-width, initial-scale=1"');
    expect(finished).not.toContain("maximum-scale");
  });

  it("names every landmark, and leads past the header", () => {
    expect(finished).toContain('<nav id="toc" popover aria-label="On this page">');
    expect(finished).toContain('<nav class="pager" aria-label="Next and previous page">');
    expect(finished).toContain('<main id="observablehq-main" tabindex="-1"');
    expect(finished).toMatch(/<body>\n<a class="skip" href="#observablehq-main">/);
    expect(finished).not.toContain("<aside");
  });

  it("makes notes of the asides in the margin, which are too many to be landmarks", () => {
    const aside = '<aside class="margin-note">Who said so.</aside>';
    const page = finishPage(built(aside + aside), place);
    expect(page.match(/<aside class="margin-note" role="note">/g)).toHaveLength(2);
  });

  it("keeps what Framework's script for the contents looks for", () => {
    expect(finished).toContain('<div id="observablehq-toc" data-selector="h2">');
    expect(finished).toContain('popovertarget="toc"');
    expect(finished).toContain('<a href="#a">A</a>');
  });

  it("drops contents that list nothing", () => {
    expect(finishPage(built(toc("")), place)).not.toContain("observablehq-toc");
  });

  it("writes addresses from the page's own place, so that the site may lie under any path", () => {
    expect(finished).toContain('data-index="../_file/data/search.0badcafe.json" data-root="../"');
    expect(finished).toContain('href="../_file/fonts/source-serif-4-latin-wght-normal.woff2"');
    const home = finishPage(built(), { ...place, address: "index.html" });
    expect(home).toContain('data-index="./_file/data/search.0badcafe.json" data-root="./"');
  });

  it("tells the table of progress how many lessons it will show, so that it can keep the room", () => {
    const page = finishPage(
      built(`<section data-progress="table" aria-label="x"></section>`),
      place,
    );
    expect(page).toContain(
      '<section data-progress="table" style="--lessons: 3; --parts: 2" aria-label="x">',
    );
  });

  it("allows each inline script by its hash and nothing else inline", () => {
    const script = 'document.documentElement.dataset.scripts="";';
    const page = finishPage(
      built("", `<script>${script}</script><script type="application/json">{}</script>`),
      place,
    );
    const hash = createHash("sha256").update(script).digest("base64");
    const policy = /content="(default-src[^"]*)"/.exec(page)?.[1] ?? "";
    expect(policy.match(/'sha256-[^']*'/g)).toEqual([`'sha256-${hash}'`]);
    expect(policy).toMatch(/^default-src 'none'; script-src 'self' blob: 'wasm-unsafe-eval' /);
    expect(policy).not.toContain("'unsafe-eval'");
  });

  it("lets a page reach the hub for models only where it has a part for that", () => {
    const reaches = (html: string) => /connect-src[^;]*/.exec(html)?.[0];
    expect(reaches(finished)).toBe("connect-src 'self' blob:");
    const page = finishPage(built("<section data-hub>x</section>"), place);
    expect(reaches(page)).toBe("connect-src 'self' blob: https://huggingface.co https://*.hf.co");
    expect(reaches(finishPage(built("<p>data-hub </p>"), place))).toBe("connect-src 'self' blob:");
  });
});

describe("inlineScripts", () => {
  it("finds scripts that run in the page, not data and not files", () => {
    const html = `<script src="a.js"></script><script type="application/json">1</script><script type="module">2</script><script>3</script>`;
    expect(inlineScripts(html)).toEqual(["2", "3"]);
  });
});
