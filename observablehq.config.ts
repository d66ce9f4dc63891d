import { liveCells } from "./lib/site/cells.js";
import type { MarkdownIt } from "./lib/site/markdown.js";
import { maths } from "./lib/site/maths.js";
import { pageFooter, pageHead, pageHeader } from "./lib/site/pageFrame.js";
import { syllabusFence, writtenLessons } from "./lib/site/syllabus.js";
import { words } from "./lib/words/words.js";

const { course, onThisPage, progress } = words.page;

export default {
  root: "lessons",
  output: "dist",
  title: course,
  // Only the page for missing addresses needs to know where the site is hosted.
  base: process.env.COURSE_BASE ?? "/",
  // Links name files, so that every static host finds them.
  preserveExtension: true,
  style: "theme/site.css",
  globalStylesheets: [],
  sidebar: false,
  search: false,
  toc: { show: true, label: onThisPage },
  pages: [...writtenLessons(), { name: progress, path: "/progress", pager: null }],
  head: pageHead,
  header: pageHeader,
  footer: pageFooter,
  markdownIt(markdown: MarkdownIt) {
    maths(markdown);
    liveCells(markdown);
    syllabusFence(markdown);
    return markdown;
  },
};
