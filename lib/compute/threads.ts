import { words } from "../words/words.js";

/** More than these share memory's bandwidth rather than work, on the machines of most readers. */
const mostThreads = 4;

const say = words.compute.threads;

/**
 * In how many threads WebAssembly may compute here: as many as the processor has, 4 at most, where the page is
 * cross-origin isolated and may share memory among them; `?threads=1` asks for fewer.
 *
 * @param search the page's query, with or without `?`
 * @returns the number, and a sentence on it for the reader
 */
export function threadCount(search: string): { count: number; why: string } {
  const asked = new URLSearchParams(search).get("threads")?.trim();
  const wanted = asked ? Number(asked) : mostThreads;
  const { crossOriginIsolated = false, navigator } = globalThis;
  if (asked && !(Number.isInteger(wanted) && wanted >= 1)) {
    return { count: 1, why: say.unknown(asked, mostThreads) };
  }
  if (wanted === 1) return { count: 1, why: say.asked };
  if (!crossOriginIsolated) return { count: 1, why: say.notIsolated };
  const count = Math.min(wanted, mostThreads, navigator.hardwareConcurrency);
  return { count, why: count === 1 ? say.oneCore : say.several(count) };
}

let most = 1;
let trouble: string | undefined;
const listeners = new Set<(sentence: string) => void>();

/** Says in how many threads to compute at most; call it before the first `openDevice`. */
export function setThreads(count: number): void {
  most = count;
  trouble = undefined;
}

export function threadsAllowed(): number {
  return trouble === undefined ? most : 1;
}

/** Goes back to one thread for good. */
export function giveUpThreads(reason: string): void {
  if (trouble !== undefined) return;
  trouble = say.failed(reason);
  for (const listener of [...listeners]) listener(trouble);
}

/** Calls back with a sentence when threads fail. @returns a function that stops it */
export function onThreadTrouble(listener: (sentence: string) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
