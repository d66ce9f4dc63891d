/** What every page says around its lesson, in English. */
export const page = {
  course: "Large Models, Live",
  skip: "Skip to the lesson",
  contents: "Contents",
  onThisPage: "On this page",
  progress: "Progress",
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
