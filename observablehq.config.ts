import { liveCells } from "./lib/site/cells.js";
import type { MarkdownIt } from "./lib/site/markdown.js";
import { maths } from "./lib/site/maths.js";
import { pageHead, pageHeader } from "./lib/site/pageFrame.js";

export default {
  root: "lessons",
  output: "dist",
  title: "Large Models, Live",
  style: "theme/site.css",
  globalStylesheets: [],
  sidebar: false,
  search: false,
  toc: { show: true, label: "On this page" },
  pages: [
    { name: "Backpropagation", path: "/theory/backpropagation" },
    { name: "Your progress", path: "/progress", pager: null },
  ],
  head: pageHead,
  header: pageHeader,
  footer: "",
  markdownIt(markdown: MarkdownIt) {
    maths(markdown);
    liveCells(markdown);
    return markdown;
  },
};
