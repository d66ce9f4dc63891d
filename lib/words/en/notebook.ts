/** What `lib/notebook` says to a reader, in English. */
export const notebook = {
  run: "Run",
  stop: "Stop",
  reset: "Reset",
  copy: "Copy",
  copied: "Copied",
  changes: "Show what I changed",
  hideChanges: "Hide what I changed",
  showCode: "Code",
  cellLabel: (id: string) => `Code cell ${id}. Press Enter to edit.`,
  editorLabel: (id: string) => `Editing code cell ${id}`,
  editorHint: "Shift-Enter runs. Esc leaves. Tab moves on until you type, then it indents.",
  edited: "Edited",
  outputLabel: (id: string) => `Output of cell ${id}`,

  inlineFailed: "(not known: a cell has failed)",
  changeLabels: {
    title: "Your changes to this cell",
    added: "added",
    removed: "removed",
    same: "unchanged",
    none: "Nothing has changed.",
  },

  state: {
    idle: "Not run yet",
    pending: "Waiting",
    running: "Running",
    done: "Done",
    error: "Error",
  },

  atLine: (line: number, message: string) => `Line ${line}: ${message}`,
  noExport: "A cell cannot export. Its names are already there for every other cell.",
  foreignAssignment: (name: string) =>
    `This cell sets ${name}, which it does not declare. A cell can change only its own names: write “let ${name} = …”, or change the cell that declares it.`,
  reservedName: (name: string) =>
    `${name} is a name that the notebook gives to every cell. Choose another one.`,
  browserName: (name: string) =>
    `${name} is a name of the browser itself, and other cells would find the browser’s. Choose another one.`,
  thenName:
    "then cannot be the name of a cell’s value: JavaScript takes whatever has a “then” for a promise. Choose another one.",
  viewNeedsControl: (value: string) =>
    `view shows a control, such as an input element, and takes its value; it was given ${value}.`,
  syntaxError: (text: string) => `This is not valid code: ${text.replace(/\.$/, "")}.`,
  tooDeep:
    "This code is nested too deeply to be read: too many brackets inside one another, or too long a chain of operations. Break it into smaller steps.",
  noEval:
    "this page never runs text as code, not with eval, not with Function and not from a timer. Write the code into the cell itself; a timer takes a function.",
  noKernel: (operation: string, device: string) =>
    `The device (${device}) does not know the operation ${operation}. Write it with other operations, or run the page on another device.`,
  duplicate: (name: string, other: string) =>
    `${name} is already defined in the cell “${other}”. Two cells cannot define one name: rename yours.`,
  circular: (names: readonly string[]) =>
    `These names wait for each other in a circle: ${names.join(" → ")}. Break the circle by computing one of them without the next.`,
  unknown: (name: string, like: string | undefined) =>
    `${name} is not defined: no cell on this page declares it${like ? `. Did you mean ${like}?` : "."}`,
  unknownModule: (from: string, like: string | undefined) =>
    `There is no module “${from}” here. Cells can import from lib/… and from the packages the course uses${like ? `. Did you mean “${like}”?` : "."}`,
  missingExport: (name: string, from: string, like: string | undefined) =>
    `“${from}” has no export named ${name}${like ? `. Did you mean ${like}?` : "."}`,
  moduleFailed: (from: string, why: string) => `“${from}” could not be loaded: ${why}`,
  upstream: (name: string) =>
    `This cell needs ${name}, and the cell that makes it has failed. Mend that one first.`,
  upstreamStopped: (name: string) =>
    `This cell needs ${name}, and the cell that makes it was stopped or has not run.`,
  tooLong: (line: number) =>
    `Stopped: the loop at line ${line} ran for more than a second without a pause. Make it shorter, or add “await” of something that takes time, such as “await new Promise(requestAnimationFrame)”.`,
  stopped: "Stopped.",
  threw: (value: string) => `The cell threw ${value}, which is not an Error.`,

  pageEdited: (count: number) =>
    count === 1 ? "You changed one cell on this page." : `You changed ${count} cells on this page.`,
  resetAll: "Reset all",
  resetAllConfirm: "Throw away your changes to every cell on this page?",
  runOff: "Nothing runs on this page yet: it was opened with ?run=off. Run cells one by one, or",
  runOffHang: (cell: string) =>
    `The last time, the cell “${cell}” never finished, so nothing runs by itself now. Mend or reset what you changed, or`,
  runAll: "run everything",
  notStored: "Your browser gives this page no storage, so edits last only until you leave it.",
  lessonChanged:
    "The lesson’s own version of this cell has changed since you edited it. Reset takes the new one.",

  tensorDisposed: "This tensor has been disposed: its memory is already free.",
  fileUnknown: (name: string) =>
    `This page has no file “${name}”. A cell can open only the files that the lesson itself uses.`,
};
