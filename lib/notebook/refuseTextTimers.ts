import { words } from "../words/words.js";

/**
 * Lets `setTimeout` and `setInterval` throw for a text. The page's policy keeps such a text from
 * running, but the browser tells only its console, and the cell would wait for nothing.
 */
export function refuseTextTimers(): void {
  for (const name of ["setTimeout", "setInterval"] as const) {
    const original = globalThis[name] as (...args: unknown[]) => unknown;
    const refusing = (...args: unknown[]) => {
      if (typeof args[0] === "string") throw new EvalError(words.notebook.noEval);
      return original(...args);
    };
    Object.assign(globalThis, { [name]: refusing });
  }
}
