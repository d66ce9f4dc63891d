import { words } from "../../words/words.js";
import { giveUpThreads, threadsAllowed } from "../threads.js";
import { type Share, shareOut } from "./shareOut.js";
import { desk, threadWorker, type WorkerStart } from "./threadWorker.js";

/** Work that can be divided: its results must not depend on how. */
export interface Work {
  items: number;
  /** Shares begin at multiples of it; default 1. */
  grain?: number;
  /** About as many multiply-adds as all of it takes. */
  cost: number;
}

/** Less is done by one thread before another has woken up (measured: 20 to 50 µs). */
const worthSharing = 2 ** 21;

/** How long a share may take, in ms, before the worker counts as gone. */
const patienceMs = 20_000;

interface Colleague {
  worker: Worker;
  words: Int32Array;
  numbers: Float64Array;
}

type Exports = Record<string, (...numbers: number[]) => number>;

/**
 * The threads that run compiled kernels over one memory: the page's own, and workers that start when the first work
 * comes that is worth it. Until they are ready, and where there are none, the page's own does everything.
 */
export class Threads {
  readonly #start: Omit<WorkerStart, "desk">;
  readonly #exports: Exports;
  readonly #names: string[];
  readonly #most: number;
  #colleagues: Colleague[] | undefined;
  #ready = 0;

  /** @param most threads, this one among them; 1 where the memory is not shared */
  constructor(start: Omit<WorkerStart, "desk">, exports: object, most: number) {
    this.#start = start;
    this.#exports = exports as Exports;
    this.#names = Object.keys(exports);
    this.#most = most;
  }

  /** How many work now. It changes between two tasks of the page only. */
  get size(): number {
    const all = this.#colleagues?.length ?? 0;
    return all > 0 && this.#ready === all && threadsAllowed() > 1 ? all + 1 : 1;
  }

  /**
   * Calls a compiled function for each share of the work, at the same time, and returns when all have ended.
   *
   * @param argumentsOf of the call for items `first` to `last`, on thread 0 to `size - 1`
   */
  run(
    name: string,
    { items, grain = 1, cost }: Work,
    argumentsOf: (first: number, last: number, thread: number) => number[],
  ): void {
    let shares: Share[] = [[0, items]];
    if (cost >= worthSharing && this.#most > 1) {
      if (!this.#colleagues) this.#hire();
      shares = shareOut(items, grain, this.size);
    }
    const call = ([first, last]: Share) => this.#exports[name]?.(...argumentsOf(first, last, 0));
    const asked = shares.slice(1).map((share, i) => {
      const colleague = this.#colleagues?.[i] as Colleague;
      this.#ask(colleague, name, argumentsOf(...share, i + 1));
      return [colleague, share] as const;
    });
    call(shares[0] as Share);
    for (const [colleague, share] of asked) {
      if (this.#takeBack(colleague)) call(share);
      else this.#await(colleague);
    }
  }

  /** Ends the workers. */
  stop(): void {
    for (const { worker } of this.#colleagues ?? []) worker.terminate();
    this.#colleagues = [];
  }

  #hire(): void {
    this.#colleagues = [];
    try {
      const address = URL.createObjectURL(
        new Blob([`(${threadWorker})()`], { type: "text/javascript" }),
      );
      for (let i = 1; i < this.#most; i++) {
        const shared = new SharedArrayBuffer(desk.argumentsAt + 8 * desk.mostArguments);
        const worker = new Worker(address);
        worker.onmessage = () => this.#ready++;
        worker.onerror = ({ message }) => this.#giveUp(message || words.compute.threads.noReason);
        this.#colleagues.push({
          worker,
          words: new Int32Array(shared, 0, 4),
          numbers: new Float64Array(shared, desk.argumentsAt),
        });
        worker.postMessage({ ...this.#start, desk: shared } satisfies WorkerStart);
      }
    } catch (error) {
      this.#giveUp(String(error));
    }
  }

  #giveUp(reason: string): void {
    this.stop();
    giveUpThreads(reason);
  }

  #ask({ words, numbers }: Colleague, name: string, values: number[]): void {
    numbers.set(values);
    words[1] = this.#names.indexOf(name);
    words[2] = values.length;
    Atomics.store(words, 0, desk.asked);
    Atomics.notify(words, 0);
  }

  /** What a worker has not begun when the page's own thread has ended its share. */
  #takeBack({ words: its }: Colleague): boolean {
    return Atomics.compareExchange(its, 0, desk.asked, desk.idle) === desk.asked;
  }

  /** Looks until the worker has done its share: a page may not sleep, and it will not be long. */
  #await({ words: its }: Colleague): void {
    const until = performance.now() + patienceMs;
    for (let look = 1; Atomics.load(its, 0) === desk.running; look++) {
      if (look % 2 ** 16 === 0 && performance.now() > until) break;
    }
    if (Atomics.load(its, 0) === desk.idle) return;
    const say = words.compute.threads;
    this.#giveUp(Atomics.load(its, 0) === desk.failed ? say.broke : say.silent);
    throw new Error(say.lostShare);
  }
}
