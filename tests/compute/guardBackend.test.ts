import type { KernelBackend } from "@tensorflow/tfjs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DeviceLostError } from "../../lib/compute/deviceLostError.js";
import { guardBackend } from "../../lib/compute/guardBackend.js";

const sentence = "The device was lost.";

/** A backend whose only read ends as it is told, guarded, with what came of the read. */
function guarded(outcome: () => Promise<Float32Array>) {
  let lost = false;
  const backend = { read: outcome, disposeData: () => true } as unknown as KernelBackend;
  const { rejectPending } = guardBackend(backend, sentence, () => lost);
  const came: unknown[] = [];
  const lose = () => {
    lost = true;
    rejectPending();
  };
  const read = () =>
    backend.read({}).then(
      (values) => came.push(values),
      (error) => came.push(error),
    );
  return { came, read, lose };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("a guarded read", () => {
  it("gives what the backend gives", async () => {
    const { came, read } = guarded(async () => Float32Array.of(1, 2));
    await read();
    expect(came).toEqual([Float32Array.of(1, 2)]);
  });

  it("that the browser broke off waits for the news that the device is gone", async () => {
    const broken = new DOMException("Failed to execute 'mapAsync'", "AbortError");
    const { came, read, lose } = guarded(() => Promise.reject(broken));
    void read();
    await vi.advanceTimersByTimeAsync(3000);
    expect(came).toEqual([]);
    lose();
    await vi.advanceTimersByTimeAsync(0);
    expect(came).toEqual([new DeviceLostError(sentence)]);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(came).toHaveLength(1);
  });

  it("that failed on a device that is still there says why in the end", async () => {
    const broken = new DOMException("no memory", "OperationError");
    const { came, read } = guarded(() => Promise.reject(broken));
    void read();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(came).toEqual([broken]);
    const plain = guarded(() => Promise.reject(new Error("a mistake")));
    void plain.read();
    await vi.advanceTimersByTimeAsync(1000);
    expect(plain.came).toEqual([new Error("a mistake")]);
  });

  it("that never ends is rejected when the device is lost", async () => {
    const { came, read, lose } = guarded(() => new Promise(() => {}));
    void read();
    lose();
    await vi.advanceTimersByTimeAsync(0);
    expect(came).toEqual([new DeviceLostError(sentence)]);
  });
});
