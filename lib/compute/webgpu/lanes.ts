import { isSoftwareRenderer } from "../isSoftwareRenderer.js";
import type { WebGpuBackend } from "./launch.js";

const chosen = new WeakMap<WebGpuBackend, boolean>();

/** Makes a backend's kernels share their rows among threads or not, whatever its adapter; for tests. */
export function chooseSharing(backend: WebGpuBackend, sharing: boolean): void {
  chosen.set(backend, sharing);
}

/**
 * Whether threads of a group should work together, which takes barriers: a GPU gains by it, and a
 * program that imitates one pays dearly.
 */
export function sharesWork(backend: WebGpuBackend): boolean {
  const { vendor = "", architecture = "" } = backend.adapterInfo;
  return chosen.get(backend) ?? !isSoftwareRenderer(`${vendor} ${architecture}`);
}

/** How a group's threads divide sums among them: `lanes` threads for each of `slots` sums. */
export interface Lanes {
  lanes: number;
  slots: number;
  /** Whether the threads of one sum are neighbours, else those of one lane are. */
  neighbours: boolean;
}

/** WGSL that says which sum a thread works for, and in which lane. */
export function laneCode({ lanes, slots, neighbours }: Lanes): string {
  if (neighbours) return `let slot = thread / ${lanes}; let lane = thread % ${lanes};`;
  return `let slot = thread % ${slots}; let lane = thread / ${slots};`;
}

/**
 * A WGSL function `name(thread, value)` that combines the values of a sum's lanes, and gives each of them the
 * result. All threads of a group must call it together.
 *
 * @param operation in WGSL, of `a` and `b`
 */
export function combineCode(name: string, operation: string, among: Lanes): string {
  const { lanes, slots, neighbours } = among;
  if (lanes === 1) return `fn ${name}(thread: i32, value: f32) -> f32 { return value; }`;
  const apart = neighbours ? 1 : slots;
  return `
var<workgroup> ${name}Cells: array<f32, ${lanes * slots}>;
fn ${name}(thread: i32, value: f32) -> f32 {
  ${laneCode(among)}
  workgroupBarrier(); // the cells of an earlier call have been read
  ${name}Cells[thread] = value;
  for (var half = ${lanes / 2}; half > 0; half /= 2) {
    workgroupBarrier();
    if (lane < half) {
      let a = ${name}Cells[thread];
      let b = ${name}Cells[thread + half * ${apart}];
      ${name}Cells[thread] = ${operation};
    }
  }
  workgroupBarrier();
  return ${name}Cells[thread - lane * ${apart}];
}`;
}
