import { afterEach, expect, it, vi } from "vitest";
import type { ByteSource } from "../../lib/files/byteSource.js";
import { FileError } from "../../lib/files/fileError.js";
import { forgetFile, hasRoomFor, keepFile, keptFile } from "../../lib/files/keptFiles.js";

const address = "https://example.org/model.safetensors";

afterEach(async () => {
  vi.restoreAllMocks();
  await forgetFile(address);
});

const source = (bytes: number[], failure?: Error): ByteSource => ({
  size: bytes.length,
  pieces: (async function* () {
    for (const byte of bytes) yield Uint8Array.of(byte);
    if (failure) throw failure;
  })(),
});

async function read(kept: ByteSource | undefined): Promise<number[] | undefined> {
  if (!kept) return undefined;
  const all: number[] = [];
  for await (const piece of kept.pieces) all.push(...piece);
  expect(kept.size).toBe(all.length);
  return all;
}

it("keeps a file until it is deleted", async () => {
  expect(await keptFile(address)).toBeUndefined();
  await keepFile(address, source([1, 2, 3]));
  expect(await read(await keptFile(address))).toEqual([1, 2, 3]);
  expect(await forgetFile(address)).toBe(true);
  expect(await keptFile(address)).toBeUndefined();
  expect(await forgetFile(address)).toBe(false);
});

it("keeps nothing of a file whose pieces end in an error, and passes that on", async () => {
  const failure = new FileError("cut off");
  await expect(keepFile(address, source([1, 2], failure))).rejects.toBe(failure);
  expect(await keptFile(address)).toBeUndefined();
});

it("says that the disk is full, after how much", async () => {
  vi.spyOn(Cache.prototype, "put").mockImplementation(async (_, answer) => {
    const reader = answer.body?.getReader();
    await reader?.read();
    throw new DOMException("no room", "QuotaExceededError");
  });
  const kept = keepFile(address, source([1, 2, 3]));
  await expect(kept).rejects.toThrow(/full after \d bytes?\. Nothing of it was kept/);
  await expect(keepFile(address, source([1]))).rejects.toThrow(FileError);
});

it("knows whether there is room, as the browser tells", async () => {
  expect(await hasRoomFor(1000)).toBe(true);
  expect(await hasRoomFor(1e18)).toBe(false);
  vi.spyOn(CacheStorage.prototype, "open").mockRejectedValue(new DOMException("", "SecurityError"));
  expect(await hasRoomFor(1)).toBe(false);
  expect(await keptFile(address)).toBeUndefined();
  await expect(keepFile(address, source([1]))).rejects.toThrow("keeps no files");
});
