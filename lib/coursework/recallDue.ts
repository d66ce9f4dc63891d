import { words } from "../words/words.js";
import { element } from "./element.js";
import { LiveQuestion } from "./liveQuestion.js";
import { openRecallRound } from "./recallRound.js";
import { scheduleRecall } from "./recallSchedule.js";
import type { RecallRecord } from "./record.js";
import type { CourseStore } from "./store.js";

/** Most questions that come back at once: half a minute. */
const mostAtOnce = 5;

export interface RecallDue {
  /** An empty `<lml-recall>`; stays empty and hidden when nothing is due. */
  readonly root: HTMLElement;
  /** The page that shows it; its own questions are not asked here. */
  readonly page: string;
  readonly store: CourseStore;
  /** The HTML of another page of the course; the default fetches it from the site. */
  readonly fetchPage?: (page: string) => Promise<string>;
}

/** Offers the recall questions of other pages that are due; they are loaded when it is started. */
export async function recallDue({ root, page, store, fetchPage }: RecallDue): Promise<void> {
  const say = words.coursework;
  root.hidden = true;
  const due = dueRecords(await store.read(), page, store.now()).slice(0, mostAtOnce);
  root.hidden = due.length === 0;
  if (due.length === 0) return;
  const kind = element("span", { class: "coursework-kind" }, say.recallDue);
  const lead = element("p", { class: "coursework-lead" }, kind, " ", say.recallDueLead(due.length));
  const body = element("div", { class: "coursework recall" }, lead);
  const start = element("button", { type: "button" }, say.recallStart(due.length));
  const status = element("p", { role: "status", class: "verdict" });
  root.replaceChildren(body);
  body.append(start, status);
  start.addEventListener("click", async () => {
    const load = fetchPage ?? ((other: string) => fetchFromSite(page, other));
    const found = await findQuestions(due, load);
    if (found.size === 0) {
      status.textContent = say.recallGone;
      return;
    }
    start.remove();
    const round = openRecallRound({
      root: body,
      questions: [...found.keys()],
      answered: async (question, choice, right) => {
        const record = found.get(question);
        if (!record) return;
        await store.change("recall", record.page, record.id, (before, now) =>
          scheduleRecall(before, { choice, right }, now),
        );
      },
    });
    round.start(0);
  });
}

/** The recall records of other pages that are due, longest due first. */
export function dueRecords(
  records: Awaited<ReturnType<CourseStore["read"]>>,
  page: string,
  now: number,
): RecallRecord[] {
  return records
    .filter((record) => record.kind === "recall")
    .filter((record) => record.page !== page && record.due <= now)
    .sort((a, b) => a.due - b.due || (a.key < b.key ? -1 : 1));
}

/** The due questions as they stand on their pages now; those that are gone are left out. */
async function findQuestions(
  due: readonly RecallRecord[],
  load: (page: string) => Promise<string>,
): Promise<Map<LiveQuestion, RecallRecord>> {
  const pages = new Map<string, Document | undefined>();
  for (const { page } of due)
    if (!pages.has(page)) {
      const html = await load(page).catch(() => undefined);
      const parsed = html && new DOMParser().parseFromString(html, "text/html");
      pages.set(page, parsed || undefined);
    }
  const found = new Map<LiveQuestion, RecallRecord>();
  for (const record of due) {
    const [fence = "", version = ""] = record.id.split(".");
    const selector = `[data-coursework="recall"][data-id="${CSS.escape(fence)}"] [data-version="${CSS.escape(version)}"]`;
    const original = pages.get(record.page)?.querySelector<HTMLElement>(selector);
    if (original) found.set(new LiveQuestion(document.importNode(original, true)), record);
  }
  return found;
}

/** Pages lie as deep as their names have slashes. */
async function fetchFromSite(page: string, other: string): Promise<string> {
  const up = "../".repeat(page.split("/").length - 1) || "./";
  const answer = await fetch(new URL(`${up}${other}.html`, document.baseURI));
  if (!answer.ok) throw new Error(`recallDue: ${other} answered ${answer.status}`);
  return answer.text();
}
