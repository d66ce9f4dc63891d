import { words } from "../words/words.js";
import { type Checks, fail, messageOf, type Verdict } from "./check.js";
import type { CellPort } from "./notebookPort.js";
import { runCheck } from "./runCheck.js";

/** How long a cell may run before its exercise says so. */
const cellLimitMs = 20_000;

/**
 * Runs an exercise's cell, then its check. An error in the cell and a cell that does not finish are
 * verdicts too.
 *
 * @returns `undefined` if there is no such check
 */
export async function judge(
  cell: CellPort,
  id: string,
  loadChecks: () => Promise<Checks>,
): Promise<Verdict | undefined> {
  const say = words.coursework;
  const checks = await loadChecks().catch(() => undefined);
  const check = checks?.[id];
  if (!check) return undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), cellLimitMs);
  });
  try {
    const values = await Promise.race([cell.run(), late]);
    return values ? await runCheck(check, values) : fail(say.cellTooSlow(cellLimitMs / 1000));
  } catch (error) {
    return fail(say.cellFailed(messageOf(error)));
  } finally {
    clearTimeout(timer);
  }
}
