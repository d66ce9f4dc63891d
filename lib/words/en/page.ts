import { syllabus } from "./syllabus.js";

/** What every page says around its lesson, in English. */
export const page = {
  language: "en",
  course: "Large Models, Live",
  skip: "Skip to the lesson",
  contents: "Contents",
  onThisPage: "On this page",
  site: "Course",
  pager: "Next and previous page",
  progress: "Progress",
  syllabus,
  wholeSyllabus: "The whole syllabus",
  notWritten: "not written yet",
  nowThere: (written: number, all: number) =>
    `${written === 1 ? "One lesson is" : `${written} lessons are`} there, of ${all} planned. A lesson is linked once it is written and tested.`,
  search: {
    label: "Search",
    hint: "Search the lessons",
    found: (count: number) => (count === 1 ? "1 result" : `${count} results`),
    nothing: (query: string) => `Nothing here mentions “${query}”.`,
    failed: "The search could not be loaded. Try again in a moment.",
  },
  partMissing:
    "A part of this page could not be loaded: the connection is gone, or the site was renewed while the page was open. Your edits and answers are kept.",
  reload: "Load the page again",
  theme: { label: "Theme", system: "System", light: "Light", dark: "Dark" },
  footer: {
    licence: (text: string, code: string) => `Text and figures: ${text}. Code: ${code}.`,
    privacy:
      "No account, no cookies, no tracking. What you type and what you compute stay on your device.",
  },
  tensor: {
    value: "value",
    gradient: "gradient",
    axis: (place: number) => `axis ${place}`,
    real: "real part",
    imaginary: "imaginary part",
    more: (count: number) => `and ${count} more`,
  },
  device: {
    label: "Device",
    none: "not started",
    why: "Nothing computes yet. A device starts when the first cell needs it.",
    choose: "Run on",
    automatic: "the fastest that works",
    runsOn: (adapter: string) => `It runs on ${adapter}.`,
    refused: (device: string, reason: string) => `Not ${device}: ${reason}`,
    recovered: (sentence: string) =>
      `${sentence} It was started again, and the cells have run anew.`,
    runAgain: "Run again",
  },
};
