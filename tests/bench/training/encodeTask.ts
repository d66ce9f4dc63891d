import type { Task } from "./task.js";

/** A task as text: the numbers in base64, so that every side reads the same bits. */
export function encodeTask(task: Task): string {
  return JSON.stringify(task, (_, value: unknown) => {
    if (!(value instanceof Float32Array || value instanceof Int32Array)) return value;
    const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    return { type: value.constructor.name, base64: Buffer.from(bytes).toString("base64") };
  });
}
