import { beforeAll, expect, it } from "vitest";
import { openDevice } from "../../lib/compute/device.js";
import { setWasmFiles } from "../../lib/compute/wasmFiles.js";
import { FileError } from "../../lib/files/fileError.js";
import { openCheckpoints } from "../../lib/train/checkpointStore.js";
import { trained } from "./checkpoint.cases.js";

beforeAll(() => setWasmFiles("/node_modules/@tensorflow/tfjs-backend-wasm/dist/"));

it.each(["webgpu", "webgl"] as const)(
  "a training goes on as if it had not stopped on %s",
  async (name) => {
    expect((await openDevice(name)).name).toBe(name);
    for (const optimizer of ["adam", "momentum"]) {
      expect(await trained(optimizer, 5), optimizer).toEqual(await trained(optimizer));
    }
  },
);

it("keeps trainings under names, the newest first, also for another connection", async () => {
  const store = await openCheckpoints();
  for (const { name } of await store.list()) await store.forget(name);
  await store.save({ name: "a", taken: 7, note: { width: 8 } }, new Blob(["first"]));
  await new Promise((resolve) => setTimeout(resolve, 5));
  await store.save({ name: "b", taken: 9, note: undefined }, new Blob(["second"]));
  const again = await openCheckpoints();
  expect((await again.list()).map(({ name, taken, bytes }) => [name, taken, bytes])).toEqual([
    ["b", 9, 6],
    ["a", 7, 5],
  ]);
  const { file, note } = await again.load("a");
  expect([await file.text(), note]).toEqual(["first", { width: 8 }]);
  await again.save({ name: "a", taken: 8, note: 1 }, new Blob(["third"]));
  expect(await (await store.load("a")).file.text()).toBe("third");
  await store.forget("a");
  await expect(again.load("a")).rejects.toThrow("No training is kept under the name “a” any more");
  await store.forget("b");
});

it("keeps what was there when the disk is full, and says so", async () => {
  const store = await openCheckpoints();
  await store.save({ name: "a", taken: 7, note: 1 }, new Blob(["good"]));
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (...all) {
    // As a browser does it: the writing fails, and with it the whole transaction.
    if (this.name === "notes") throw new DOMException("no room", "QuotaExceededError");
    return put.apply(this, all);
  };
  try {
    const full = store.save({ name: "a", taken: 8, note: 2 }, new Blob(["worse"]));
    await expect(full).rejects.toThrow("There is no room for 5 bytes");
    await expect(full).rejects.toThrow(FileError);
  } finally {
    IDBObjectStore.prototype.put = put;
  }
  expect(await (await store.load("a")).file.text()).toBe("good");
  await store.forget("a");
});
