import type { Amount } from "./task.js";

/** One side's run of one workload; without rounds where it did not run. */
export interface SideResult {
  side: string;
  /** How it ran, or why it did not. */
  note: string;
  /** Milliseconds a step, one for each round. */
  rounds: number[];
  /** Of every step from the first. */
  losses: number[];
  /** The most WebAssembly memory it had; of PyTorch, what training added to the process's peak. */
  memoryBytes: number;
}

export interface TrainingResult {
  workload: string;
  title: string;
  amount: Amount;
  sides: SideResult[];
}
