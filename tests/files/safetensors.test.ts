import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ByteSource, fromBlob, piecesOf } from "../../lib/files/byteSource.js";
import { bytesOf } from "../../lib/files/dtypes.js";
import { FileError } from "../../lib/files/fileError.js";
import { fromFloat16 } from "../../lib/files/halfFloats.js";
import { type ReadOptions, readBlocks, readSafetensors } from "../../lib/files/readSafetensors.js";
import { headerBytes, parseHeader } from "../../lib/files/safetensorsHeader.js";
import { writeSafetensors } from "../../lib/files/writeSafetensors.js";
import golden from "../golden/safetensorsFiles.json";

const decode = (base64: string) => Uint8Array.from(Buffer.from(base64, "base64"));

/** A file's bytes in pieces of one size, as a network may bring them, with or without a known length. */
const source = (
  bytes: Uint8Array,
  piece = 7,
  size: number | "unknown" = bytes.length,
): ByteSource => ({
  size: size === "unknown" ? undefined : size,
  pieces: (async function* () {
    for (let i = 0; i < bytes.length; i += piece) yield bytes.subarray(i, i + piece);
  })(),
});

async function read(from: ByteSource, options?: ReadOptions) {
  const tensors = new Map<string, { shape: number[]; values: number[] }>();
  for await (const { name, shape, values } of readSafetensors(from, options)) {
    tensors.set(name, { shape, values: [...values] });
  }
  return tensors;
}

const built = (header: object | string, data = 0, length?: number) => {
  const text = new TextEncoder().encode(
    typeof header === "string" ? header : JSON.stringify(header),
  );
  const bytes = new Uint8Array(8 + text.length + data);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length ?? text.length), true);
  bytes.set(text, 8);
  return bytes;
};
const entry = (begin: number, end: number, shape: unknown = [2], dtype = "F32") => ({
  dtype,
  shape,
  data_offsets: [begin, end],
});

describe("blocks", () => {
  it("together have every tensor's numbers once, in order, and none is larger than asked", async () => {
    const file = new Blob(
      writeSafetensors({
        empty: { shape: [0, 3], values: new Float32Array(0) },
        large: { shape: [5, 7], values: Float32Array.from({ length: 35 }, (_, i) => i) },
        one: { shape: [], values: Float32Array.of(-1) },
      }),
    );
    const whole = await read(fromBlob(file));
    for (const blockBytes of [8, 13, 64, 140]) {
      const parts = new Map<string, number[]>();
      for await (const block of readBlocks(fromBlob(file), {}, blockBytes)) {
        const so = parts.get(block.name) ?? [];
        expect(block.offset).toBe(so.length);
        expect(block.values.byteLength).toBeLessThanOrEqual(blockBytes);
        parts.set(block.name, [...so, ...block.values]);
      }
      expect([...parts.keys()].sort()).toEqual([...whole.keys()].sort());
      for (const [name, { values }] of whole) expect(parts.get(name), name).toEqual(values);
    }
  });
});

describe("half precision", () => {
  it("has the known numbers", () => {
    expect(fromFloat16(0x3c00)).toBe(1);
    expect(fromFloat16(0xc000)).toBe(-2);
    expect(fromFloat16(0x7bff)).toBe(65504);
    expect(fromFloat16(0x0001)).toBe(2 ** -24); // 5.96e-8, the smallest
    expect(fromFloat16(0x6801)).toBe(2050); // 2049 has no neighbour nearer than 2048 and 2050
    expect(fromFloat16(0x7c00)).toBe(Infinity);
    expect(fromFloat16(0xfe00)).toBeNaN();
    expect(Object.is(fromFloat16(0x8000), -0)).toBe(true);
  });
});

describe("reading", () => {
  it.each([1, 7, 4096])("gives the reference's numbers, in pieces of %i bytes", async (piece) => {
    const tensors = await read(source(decode(golden.file), piece));
    expect([...tensors.keys()].sort()).toEqual(Object.keys(golden.tensors).sort());
    for (const [name, { shape, values }] of Object.entries(golden.tensors)) {
      expect(tensors.get(name)?.shape, name).toEqual(shape);
      const wanted = Float32Array.from(values as (number | string)[], (v) =>
        Number(String(v).replace("inf", "Infinity")),
      );
      expect(tensors.get(name)?.values, name).toEqual([...wanted]);
    }
    expect(Object.keys(golden.tensors)).toHaveLength(15);
    expect(Object.keys(bytesOf)).toHaveLength(13); // every format is among them
  });

  it("needs no length, and reads a Blob", async () => {
    const bytes = decode(golden.file);
    expect((await read(source(bytes, 100, "unknown"))).size).toBe(15);
    expect((await read(fromBlob(new Blob([bytes])))).size).toBe(15);
  });

  it("tells how far it is, and skips what is not wanted", async () => {
    const bytes = decode(golden.file);
    const seen: number[] = [];
    const tensors = await read(source(bytes), {
      onProgress: (progress) => {
        expect(progress.size).toBe(bytes.length);
        seen.push(progress.bytes);
      },
      wanted: (name) => name === "i8",
    });
    expect([...tensors]).toEqual([["i8", { shape: [2], values: [-128, 127] }]]);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.at(-1)).toBe(bytes.length);
  });

  it("lets go of a source that nobody reads to its end", async () => {
    let closed = false;
    const bytes = decode(golden.file);
    const pieces = async function* () {
      try {
        for (const byte of bytes) yield Uint8Array.of(byte);
      } finally {
        closed = true;
      }
    };
    for await (const _ of readSafetensors({ size: bytes.length, pieces: pieces() })) break;
    expect(closed).toBe(true);
  });

  it("cancels a stream that it stops reading, and only then", async () => {
    const cancelled: boolean[] = [];
    for (const stopEarly of [true, false]) {
      let wasCancelled = false;
      const bytes = decode(golden.file);
      let at = 0;
      const stream = new ReadableStream<Uint8Array>({
        pull(controller) {
          if (at >= bytes.length) return controller.close();
          controller.enqueue(bytes.subarray(at, at + 50));
          at += 50;
        },
        cancel() {
          wasCancelled = true;
        },
      });
      const tensors = readSafetensors({ size: bytes.length, pieces: piecesOf(stream) });
      for await (const _ of tensors) if (stopEarly) break;
      cancelled.push(wasCancelled);
    }
    expect(cancelled).toEqual([true, false]);
  });

  it("passes on what goes wrong in the source", async () => {
    const failing = async function* () {
      yield decode(golden.file).subarray(0, 900);
      throw new TypeError("network error");
    };
    await expect(read({ size: undefined, pieces: failing() })).rejects.toThrow("network error");
  });
});

describe("damaged files", () => {
  // The reference sees whole files only, so a header that is cut off and an empty one are the same to it.
  it.each(golden.cases)("agrees with the reference about $name", async ({ file, refused }) => {
    const bytes = decode(file);
    for (const size of [bytes.length, "unknown"] as const) {
      const reading = read(source(bytes, 5, size));
      if (refused) await expect(reading).rejects.toThrow(FileError);
      else await reading;
    }
  });

  const two = { a: entry(0, 8), b: entry(4, 12) };
  const sentences: [string, Uint8Array][] = [
    ["This file has 7 bytes. A safetensors file has at least eight", new Uint8Array(7)],
    ["claims to be larger than 100 MB", built({}, 0, 100_000_001)],
    [
      "should have 1,000 bytes, but the whole file has 10 bytes. It was cut off",
      built({}, 0, 1000),
    ],
    ["not a safetensors file: its header does not begin with “{”", built("[1]")],
    ["not the JSON that it should be", built("{nonsense}")],
    ["(__metadata__) are not a list of texts", built({ __metadata__: { a: 1 } })],
    [
      "says of “a” something other than a type, a shape and a place",
      built({ a: entry(0, 8, [2.5]) }, 8),
    ],
    [
      "“a” is stored as “F33”, which this page cannot read. It reads BOOL, U8",
      built({ a: entry(0, 8, [2], "F33") }, 8),
    ],
    [
      "“a” has the shape [3] in F32, and its place in the file has 8 bytes",
      built({ a: entry(0, 8, [3]) }, 8),
    ],
    ["“b” overlaps the one before it: it begins at byte 4, and that one ends at 8", built(two, 12)],
    ["Before the tensor “a” 4 bytes belong to nobody", built({ a: entry(4, 12) }, 12)],
    [
      "claims the shape [9007199254740991, 9007199254740991], more numbers than can be counted",
      built({ a: entry(0, 8, [2 ** 53 - 1, 2 ** 53 - 1]) }, 8),
    ],
    ["ends after 67 bytes and should have 70 bytes. It was cut off", built({ a: entry(0, 8) }, 5)],
    ["should end after 70 bytes, but has 71 bytes", built({ a: entry(0, 8) }, 9)],
  ];
  it.each(sentences)("says “%s”", async (sentence, bytes) => {
    await expect(read(source(bytes))).rejects.toThrow(sentence);
  });

  it("says so when a file of unknown length goes on, or ends early", async () => {
    const whole = built({ a: entry(0, 8) }, 9);
    await expect(read(source(whole, 5, "unknown"))).rejects.toThrow("after 70 bytes, but goes on");
    const early = whole.subarray(0, 65);
    await expect(read(source(early, 5, "unknown"))).rejects.toThrow("ends after 65 bytes");
    const header = whole.subarray(0, 20);
    await expect(read(source(header, 5, "unknown"))).rejects.toThrow("the whole file has 20 bytes");
  });

  it("takes a tensor's name as text and not as a field", () => {
    const text = new TextEncoder().encode(
      '{"__proto__":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}',
    );
    expect([...parseHeader(text).tensors.keys()]).toEqual(["__proto__"]);
  });

  it("survives any bytes: a FileError or tensors, never another error", async () => {
    const text = new TextEncoder().encode(JSON.stringify({ a: entry(0, 8), b: entry(8, 12, [1]) }));
    const good = built(new TextDecoder().decode(text), 12);
    const spoilt = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(spoilt, fc.nat(good.length), async (changes, end) => {
        const bytes = good.slice(0, end || good.length);
        for (const [at, byte] of changes) if (at < bytes.length) bytes[at] = byte;
        await read(source(bytes)).catch((error) => expect(error).toBeInstanceOf(FileError));
      }),
      { numRuns: 300 },
    );
  });
});

describe("writing", () => {
  const tensors = {
    "b.weight": { shape: [2, 2], values: Float32Array.of(1, 2, 3, 4) },
    a: { shape: [], values: Float32Array.of(-0.5) },
    none: { shape: [0, 4], values: new Float32Array(0) },
    "10": { shape: [1], values: Float32Array.of(Number.NaN) },
  };
  const bytes = async (parts: Uint8Array<ArrayBuffer>[]) =>
    new Uint8Array(await new Blob(parts).arrayBuffer());

  it("can be read again, numbers and notes", async () => {
    const file = await bytes(writeSafetensors(tensors, { format: "pt" }));
    const again = await read(source(file));
    expect([...again.keys()]).toEqual(["10", "a", "b.weight", "none"]);
    for (const [name, { shape, values }] of Object.entries(tensors)) {
      expect(again.get(name)).toEqual({ shape, values: [...values] });
    }
    const length = headerBytes(file, file.length);
    const { metadata, dataOffset } = parseHeader(file.subarray(8, 8 + length), file.length);
    expect(metadata).toEqual({ format: "pt" });
    expect(dataOffset % 8).toBe(0);
  });

  it("writes the reference's bytes", async () => {
    const f32 = golden.written.tensors.map(({ name, shape, values }) => [
      name,
      { shape, values: Float32Array.from(values) },
    ]);
    const file = await bytes(writeSafetensors(Object.fromEntries(f32), { format: "pt" }));
    expect(Buffer.from(file).toString("base64")).toBe(golden.written.file);
  });

  it("gives back any tensors it was given", async () => {
    const shapes = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 });
    const names = fc.string({ unit: "grapheme" }).filter((name) => name !== "__metadata__");
    await fc.assert(
      fc.asyncProperty(fc.dictionary(names, shapes, { maxKeys: 5 }), async (wanted) => {
        const made = Object.entries(wanted).map(([name, shape], i) => {
          const size = shape.reduce((product, n) => product * n, 1);
          return [
            name,
            { shape, values: Float32Array.from({ length: size }, (_, k) => i + k / 7) },
          ] as const;
        });
        const file = await bytes(writeSafetensors(Object.fromEntries(made)));
        const again = await read(source(file));
        expect(again.size).toBe(made.length);
        expect(headerBytes(file, file.length) % 8).toBe(0); // the numbers lie aligned
        for (const [name, { shape, values }] of made) {
          expect(again.get(name)).toEqual({ shape, values: [...values] });
        }
      }),
      { numRuns: 100 },
    );
  });

  it("refuses numbers that do not fit, and the format's own name", () => {
    const one = { shape: [3], values: Float32Array.of(1) };
    expect(() => writeSafetensors({ a: one })).toThrow("a has 1 numbers, want 3 for shape [3]");
    expect(() => writeSafetensors({ __metadata__: { ...one, shape: [1] } })).toThrow(
      'may be named "__metadata__"',
    );
  });
});
