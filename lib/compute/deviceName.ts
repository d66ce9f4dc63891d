import { words } from "../words/words.js";

/** The devices in the order in which the page prefers them. */
export const deviceNames = ["webgpu", "webgl", "wasm", "cpu"] as const;

export type DeviceName = (typeof deviceNames)[number];

export function isDeviceName(name: string): name is DeviceName {
  return (deviceNames as readonly string[]).includes(name);
}

/**
 * Reads which device an address asks for: `?device=wasm`.
 *
 * @param search the address's query, with or without `?`
 * @returns `wanted` for a known name, `refused` (a sentence) for an unknown one, neither for none
 */
export function wantedDevice(search: string): { wanted?: DeviceName; refused?: string } {
  const asked = new URLSearchParams(search).get("device")?.trim().toLowerCase();
  if (!asked) return {};
  if (isDeviceName(asked)) return { wanted: asked };
  return { refused: words.compute.unknownDevice(asked, deviceNames.join(", ")) };
}
