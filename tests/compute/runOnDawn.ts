import * as tf from "@tensorflow/tfjs";
import { openDevice } from "../../lib/compute/device.js";
import { chooseSharing } from "../../lib/compute/webgpu/lanes.js";
import type { WebGpuBackend } from "../../lib/compute/webgpu/launch.js";
import { runBattery } from "./battery.js";
import { useDawn } from "./dawn.js";
import { runFused } from "./fused.battery.js";
import { fusedOpenOn } from "./fused.open.js";

/**
 * Runs the parity battery on WebGPU without a browser, for machines with a real GPU:
 *
 *     npx tsx tests/compute/runOnDawn.ts
 *
 * On a machine without one, with Debian's Chromium, put before it:
 * `LD_LIBRARY_PATH=/usr/lib/chromium VK_ICD_FILENAMES=/usr/lib/chromium/vk_swiftshader_icd.json`
 */
async function main(): Promise<number> {
  useDawn();
  const device = await openDevice("webgpu");
  if (device.name !== "webgpu") {
    const reasons = device.refused.map(({ reason }) => reason).join(" ");
    console.error(`The battery needs WebGPU, and Dawn found no adapter: ${reasons}`);
    return 1;
  }
  console.log(`On ${device.adapter}${device.software ? ", a software adapter" : ""}:`);
  const { ran, problems } = await runBattery("webgpu", 1e-3);
  for (const sharing of [false, true]) {
    chooseSharing(tf.backend() as unknown as WebGpuBackend, sharing);
    const fused = await runFused(1e-3, fusedOpenOn.webgpu);
    problems.push(...fused.problems.map((problem) => `sharing ${sharing}: ${problem}`));
    console.log(`Fused, sharing ${sharing}: ${fused.ours.join(", ")}`);
  }
  for (const problem of problems) console.error(problem);
  console.log(`${ran} cases, ${problems.length} problems`);
  return problems.length === 0 ? 0 : 1;
}

process.exit(await main()); // Dawn's threads would keep the process alive
