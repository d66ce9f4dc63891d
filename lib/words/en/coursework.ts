const count = (n: number, one: string, many = `${one}s`) => `${n} ${n === 1 ? one : many}`;

/** What `lib/coursework` says to a reader, in English. */
export const coursework = {
  memoryOnly:
    "This browser stores nothing for this page, so your answers last only until you leave it.",

  // Quiz, prediction and recall: the parts that stand without scripts.
  quiz: "Question",
  prediction: "Predict",
  recall: "Recall",
  recallLead: (questions: number) =>
    `${count(questions, "question")}, about six seconds each. They come back on later pages.`,
  explained: "The answer, explained",
  outcomes: "What each outcome would mean",
  rightOption: "Right",
  wrongOption: "Not this one",

  // A quiz at work.
  answer: "Check the answer",
  chooseFirst: "Choose an option first.",
  quizWrong: "Not this one. Read why, then choose again.",
  quizDone: (tries: number) => (tries === 1 ? "Right, at once." : `Right, on try ${tries}.`),

  // A prediction at work.
  predict: "Record my prediction and run",
  skip: "Skip and run",
  held: "This cell waits for your prediction above it.",
  predicted: "Recorded. Your prediction stands beside the result.",
  skipped: "Skipped. The cell may run.",
  youPredicted: "You predicted:",
  cameTrue: "What came out:",
  asPredicted: "As you predicted.",
  notPredicted: "Not as you predicted, and that is worth a minute: what did you assume?",
  noPrediction: "You made no prediction for this run.",

  // Recall at work.
  recallAnswer: "Answer",
  recallNext: "Next question",
  recallFinish: "Finish",
  recallAgain: "Go through them again",
  recallStart: (questions: number) => `Answer ${count(questions, "question")}`,
  recallStep: (at: number, of: number) => `Question ${at} of ${of}`,
  recallRight: "Right.",
  recallWrong: "Not this one. It will come back.",
  recallDone: (right: number, of: number) =>
    right === of
      ? `All ${of} right. They come back later, further and further apart.`
      : `${right} of ${of} right. The others come back soon.`,
  recallKept: (answered: number, of: number) =>
    `You have answered ${answered} of ${count(of, "question")} here before.`,
  recallDue: "From earlier lessons",
  recallDueLead: (questions: number) =>
    `${count(questions, "question")} from lessons you have read ${questions === 1 ? "is" : "are"} due again.`,
  recallGone: "These questions could not be loaded. They stay due.",

  // Exercises.
  check: "Check",
  checking: "Running your cell and its check …",
  passed: "Passed.",
  passedBefore: "You have passed this exercise.",
  notYet: "Not yet:",
  tries: (tries: number) => (tries === 0 ? "" : `${count(tries, "try", "tries")} so far.`),
  solutionLocked: (left: number) =>
    left === 3
      ? "The solution opens after a pass or three tries."
      : `The solution opens after a pass or ${left === 1 ? "one more try" : `${left} more tries`}.`,
  solutionOpens: "The solution is open now, below.",
  cellFailed: (message: string) => `the cell stopped with an error. ${message}`,
  cellTooSlow: (seconds: number) =>
    `the cell has not finished after ${count(seconds, "second")}. Stop it and look for a loop or an await that never ends.`,
  noCell: "This exercise's cell is not on the page, so nothing can be checked.",
  noCheck: "This exercise's check could not be loaded. Reload the page and try again.",

  // What checks say: each completes "Not yet: …".
  missingName: (name: string, declared: readonly string[]) =>
    declared.length === 0
      ? `the cell does not define ${name}. It defines no names yet.`
      : `the cell does not define ${name}. It defines ${declared.join(", ")}: is it a spelling?`,
  isUndefined: (name: string) => `${name} is undefined: did you forget to return?`,
  isBlank: (name: string) => `${name} is undefined: fill in its value.`,
  isPromise: (name: string) => `${name} is a promise: did you forget await, or write async?`,
  isNotNumber: (name: string, got: string) => `${name} is ${got}, expected a number.`,
  isNotFinite: (name: string, got: string) =>
    `${name} is ${got}: look for a division by zero, a log of 0 or a number that is undefined.`,
  isNotFunction: (name: string, got: string) => `${name} is ${got}, expected a function.`,
  isNotArray: (name: string, got: string) => `${name} is ${got}, expected an array.`,
  threw: (name: string, message: string) => `${name} threw an error: ${message}`,
  tookTooLong: (seconds: number) =>
    `the check took too long (over ${count(seconds, "second")}): does something wait for ever?`,
  wrongValue: (name: string, got: string, wanted: string) =>
    `${name} is ${got}, expected ${wanted}.`,
  wrongSign: (name: string, got: string, wanted: string) =>
    `${name} is ${got}, expected ${wanted}: the size is right, the sign is not.`,
  wrongFactor: (name: string, got: string, wanted: string, factor: string) =>
    `${name} is ${got}, expected ${wanted}: that is ${factor} times as much.`,
  wrongLength: (name: string, got: number, wanted: number, unit: "element" | "row" | "column") =>
    `${name} has ${count(got, unit)}, expected ${wanted}.`,
  element: (name: string, index: number) => `element ${index} of ${name}`,
  row: (name: string, row: number) => `row ${row} of ${name}`,
  cell: (name: string, row: number, column: number) => `row ${row}, column ${column} of ${name}`,
  entry: (name: string, path: string) => `${name}${path}`,
  rowSum: (name: string, row: number, got: string, wanted: string) =>
    `row ${row} of ${name} sums to ${got}, expected ${wanted}.`,
  noVerdict: "the check gave no verdict. That is a mistake in the lesson, not in your code.",
  brokenCheck: (message: string) =>
    `the check itself stopped: ${message}. A value of another kind than expected can do that.`,

  // The progress page.
  lesson: "Lesson",
  exercises: "Exercises passed",
  quizzes: "Questions right",
  predictions: "Predictions made",
  due: "Recall due",
  next: "Go on",
  ofAll: (done: number, all: number) => `${done} of ${all}`,
  none: "none",
  start: "Start",
  goOn: "Continue",
  readAgain: "Read again",
  toLesson: (verb: string, title: string) => `${verb}: ${title}`,
  summaryNothing: "No answer is stored yet. Answer a question in a lesson and it appears here.",
  summary: (passed: number, exercises: number, due: number) =>
    `You have passed ${passed} of ${count(exercises, "exercise")}. ${
      due === 0 ? "No recall question is due." : `${count(due, "recall question")} due.`
    }`,
  lastAnswer: (date: string) => `Your last answer is from ${date}.`,
  noLessons: "No lesson is published yet.",
  tableCaption: "What you have done, lesson by lesson",

  // Export and import.
  exportButton: "Save progress to a file",
  exported: (answers: number, edits: number) =>
    `Saved ${count(answers, "answer")} and ${count(edits, "edited cell")}.`,
  importButton: "Bring in a file",
  importLabel: "A progress file saved from this course",
  previewTitle: "What this file would change",
  previewMade: (date: string) => `Saved on ${date}.`,
  previewSame: "Everything in this file is already here. There is nothing to bring in.",
  previewAdded: "New",
  previewChanged: "Changed",
  previewKept: "Kept as it is here",
  previewWhere: "Lesson",
  mergeRule:
    "Nothing you have done here is lost: a pass stays a pass, the higher count of tries stays, the first prediction stays, and of two answers or two versions of a cell the later one stays.",
  apply: "Bring it in",
  cancel: "Cancel",
  applied: (added: number, changed: number) =>
    `Done: ${count(added, "record")} added, ${changed} changed.`,
  cancelled: "Cancelled. Nothing has changed.",
  fileTooLarge: (megabytes: number, limit: number) =>
    `This file has ${megabytes} MB; a progress file has at most ${limit} MB. Nothing has changed.`,
  fileUnreadable: "This file could not be read. Nothing has changed.",
  fileNotText: "This file is not text, so it is not a progress file. Nothing has changed.",
  fileForeign: "This file was not saved by this course. Nothing has changed.",
  fileNewer: (version: number) =>
    `This file was saved by a newer version of the course (format ${version}). Reload this page to get the newer version, then try again. Nothing has changed.`,
  fileDamaged: "This file is damaged: its contents do not match its checksum. Nothing has changed.",
  fileCutShort:
    "This file is damaged: it is cut short or has been edited. Save it again where it came from. Nothing has changed.",
  fileInvalid: (which: string) =>
    `This file holds a record that this course cannot have written (${which}). Nothing has changed.`,

  // Reset.
  resetAll: "Forget everything",
  resetLesson: "Forget",
  resetLessonLabel: (title: string) => `Forget what you did in ${title}`,
  resetLessonAsk: (title: string) =>
    `Forget your answers, tries, hints and edited cells in “${title}”? This cannot be undone; a saved file can bring them back.`,
  resetAllAsk:
    "Forget all your answers, tries, hints and edited cells in every lesson? This cannot be undone; a saved file can bring them back.",
  resetConfirm: "Forget them",
  resetDoneLesson: (title: string) => `What you did in “${title}” is forgotten.`,
  resetDoneAll: "Everything is forgotten.",

  // What an author reads when a fence is malformed.
  fence: {
    noId: (kind: string) =>
      `A ${kind} fence needs id=<letters, digits and hyphens> after its name.`,
    badId: (kind: string, id: string) =>
      `The ${kind} fence "${id}" needs an id of lower-case letters, digits and hyphens.`,
    unknownKey: (kind: string, id: string, key: string) =>
      `The ${kind} fence "${id}" has ${key}=, which means nothing there.`,
    noFor: (id: string) => `The predict fence "${id}" needs for=<id of the cell that it predicts>.`,
    noPrompt: (kind: string, id: string) =>
      `The ${kind} fence "${id}" has options before any question.`,
    empty: (kind: string, id: string) => `The ${kind} fence "${id}" holds no question.`,
    several: (kind: string, id: string) =>
      `The ${kind} fence "${id}" has text after its options: only a recall fence holds several questions.`,
    fewOptions: (kind: string, id: string, question: string) =>
      `The ${kind} fence "${id}" needs at least two options ("- [ ] …") under "${question}".`,
    badOption: (kind: string, id: string, line: string) =>
      `The ${kind} fence "${id}" has the line "${line}": an option begins with "- [ ]" or "- [x]" and has a text.`,
    oneRight: (kind: string, id: string, right: number, question: string) =>
      `The ${kind} fence "${id}" marks ${right} options right under "${question}"; mark exactly one with [x].`,
    predictRight: (id: string) =>
      `The predict fence "${id}" marks more than one outcome, or marks one and also has answer=.`,
    unexplained: (kind: string, id: string, option: string) =>
      `The ${kind} fence "${id}" does not explain its option "${option}": write " :: " and the reason behind it.`,
    twice: (kind: string, id: string, question: string) =>
      `The ${kind} fence "${id}" has "${question}" twice.`,
  },
};
