import { words } from "../words/words.js";
import { type Check, CheckFailure, fail, messageOf, type Verdict } from "./check.js";

/** How long a check may take before it is called a failure. */
export const checkLimitMs = 5000;

/**
 * Runs a check on what a cell declared. Never rejects: a missing name, an error in the reader's
 * code and a promise that never settles each become a verdict with a sentence.
 *
 * @param values the cell's names and their values; promises among them are awaited
 */
export async function runCheck(
  check: Check,
  values: Readonly<Record<string, unknown>>,
  limitMs = checkLimitMs,
): Promise<Verdict> {
  const say = words.coursework;
  const declared = Object.keys(values);
  const missing = check.names.find((name) => !Object.hasOwn(values, name));
  if (missing !== undefined) return fail(say.missingName(missing, declared));
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<Verdict>((resolve) => {
    timer = setTimeout(() => resolve(fail(say.tookTooLong(limitMs / 1000))), limitMs);
  });
  try {
    return await Promise.race([judge(check, values), late]);
  } catch (error) {
    if (error instanceof CheckFailure) return fail(error.message);
    return fail(say.brokenCheck(messageOf(error)));
  } finally {
    clearTimeout(timer);
  }
}

async function judge(check: Check, values: Readonly<Record<string, unknown>>): Promise<Verdict> {
  const settled: Record<string, unknown> = {};
  for (const name of check.names) {
    try {
      settled[name] = await values[name];
    } catch (error) {
      return fail(words.coursework.threw(name, messageOf(error)));
    }
  }
  const verdict: Verdict | undefined = await check.check(settled);
  return typeof verdict?.passed === "boolean" ? verdict : fail(words.coursework.noVerdict);
}
