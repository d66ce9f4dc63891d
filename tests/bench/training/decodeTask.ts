import type { Task } from "./task.js";

/** What `encodeTask` wrote. */
export function decodeTask(text: string): Task {
  return JSON.parse(text, (_, value) => {
    if (typeof value?.base64 !== "string") return value;
    const bytes = Uint8Array.from(atob(value.base64), (letter) => letter.charCodeAt(0));
    return value.type === "Int32Array"
      ? new Int32Array(bytes.buffer)
      : new Float32Array(bytes.buffer);
  }) as Task;
}
