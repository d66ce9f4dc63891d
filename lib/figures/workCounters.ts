import { element } from "./element.js";
import { type FrameLabels, figureFrame } from "./figureFrame.js";

/** What a device was asked to do, such as `countWork` counts it. */
export interface WorkCounts {
  /** Programs started on a GPU; elsewhere, kernels that ran. */
  launches: number;
  byName: Readonly<Record<string, number>>;
  /** Bundles of commands sent to a GPU. */
  submits: number;
  uploads: number;
  uploadBytes: number;
  readBacks: number;
  readBackBytes: number;
  /** Live tensors more than before. */
  tensors: number;
  /** Their bytes. */
  bytes: number;
}

export interface WorkCountersLabels extends FrameLabels {
  /** Heads of the columns. */
  what: string;
  amount: string;
  meaning: string;
  launches: string;
  launchesMean: string;
  submits: string;
  submitsMean: string;
  uploads: string;
  uploadsMean: string;
  readBacks: string;
  readBacksMean: string;
  left: string;
  leftMean: string;
  /** Heads of the toggled table: the kernel's name and how often it ran. */
  kernel: string;
  times: string;
  count(count: number): string;
  /** A count of tensors and their size. */
  sized(count: number, bytes: number): string;
  summary(work: WorkCounts): string;
}

/** A table of what some work asked of the device, with its kernels by name behind the toggle, the busiest first. */
export function workCounters(
  work: WorkCounts,
  { title, labels }: { title: string; labels: WorkCountersLabels },
): HTMLElement {
  const frame = figureFrame({ title, name: "figure-work", labels });
  const rows = [
    [labels.launches, labels.count(work.launches), labels.launchesMean],
    [labels.submits, labels.count(work.submits), labels.submitsMean],
    [labels.uploads, labels.sized(work.uploads, work.uploadBytes), labels.uploadsMean],
    [labels.readBacks, labels.sized(work.readBacks, work.readBackBytes), labels.readBacksMean],
    [labels.left, labels.sized(work.tensors, work.bytes), labels.leftMean],
  ] as const;
  const head = [labels.what, labels.amount, labels.meaning].map((text) =>
    element("th", { scope: "col" }, text),
  );
  const body = rows.map(([name, amount, meaning]) =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, name),
      element("td", {}, amount),
      element("td", { class: "work-meaning" }, meaning),
    ),
  );
  frame.body.append(
    element(
      "div",
      { class: "figure-table-scroll", tabindex: 0, role: "group", "aria-label": title },
      element(
        "table",
        {},
        element("thead", {}, element("tr", {}, ...head)),
        element("tbody", {}, ...body),
      ),
    ),
  );
  frame.summarise(labels.summary(work));
  frame.tabulate(() => [{ columns: [labels.kernel, labels.times], rows: kernels(work, labels) }]);
  return frame.figure;
}

function kernels({ byName }: WorkCounts, { count }: WorkCountersLabels): string[][] {
  return Object.entries(byName)
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .map(([name, times]) => [name, count(times)]);
}
