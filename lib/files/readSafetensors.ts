import { words } from "../words/words.js";
import { type ByteReader, byteReader } from "./byteReader.js";
import type { ByteSource } from "./byteSource.js";
import { bytesOf, type Dtype } from "./dtypes.js";
import { FileError } from "./fileError.js";
import { bfloat16ToFloat32, float16ToFloat32 } from "./halfFloats.js";
import { type Entry, headerBytes, parseHeader, prefixBytes } from "./safetensorsHeader.js";

/** One tensor as it arrives from a file. */
export interface StoredTensor {
  name: string;
  shape: number[];
  /** How the file stores it. */
  dtype: Dtype;
  /** Its numbers as float32: F16 and BF16 exactly, F64 and whole numbers rounded. */
  values: Float32Array<ArrayBuffer>;
}

export interface ReadOptions {
  /** Told after each tensor, and first after the header. */
  onProgress?: (progress: { bytes: number; size: number }) => void;
  /** Which tensors to decode; the others are passed over. Default: all */
  wanted?: (name: string) => boolean;
}

const says = words.files.safetensors;

/**
 * Reads a safetensors file from front to back and yields its tensors in the order in which they lie there. Only one is
 * held at a time, so that a model can be loaded that fills most of the memory.
 *
 * @throws FileError where the header is wrong, or the file is cut off or has something behind its tensors; nothing that
 *   was yielded before may be used then
 */
export async function* readSafetensors(
  source: ByteSource,
  options: ReadOptions = {},
): AsyncGenerator<StoredTensor, void, void> {
  for await (const { name, shape, dtype, values } of readBlocks(source, options, Infinity)) {
    yield { name, shape, dtype, values };
  }
}

/** A part of a tensor. */
export interface StoredBlock extends StoredTensor {
  /** Which of the tensor's numbers, in row-major order, is the first of these. */
  offset: number;
}

/**
 * As `readSafetensors`, in parts: large tensors come in several blocks, in order, and a tensor without numbers as an empty
 * one. Only one block is held at a time.
 *
 * @param blockBytes how much of the file a block takes at most; at least 8
 */
export async function* readBlocks(
  source: ByteSource,
  { onProgress, wanted = () => true }: ReadOptions = {},
  blockBytes = 4 * 2 ** 20,
): AsyncGenerator<StoredBlock, void, void> {
  const reader = byteReader(source);
  try {
    const length = headerBytes(await reader.take(prefixBytes), source.size);
    const text = await reader.take(length);
    if (text.length < length) {
      throw new FileError(says.headerCutOff(length, prefixBytes + text.length));
    }
    const { tensors, dataOffset } = parseHeader(text, source.size);
    const last = Math.max(0, ...[...tensors.values()].map(({ end }) => end));
    const size = dataOffset + last;
    onProgress?.({ bytes: dataOffset, size });
    for (const [name, entry] of tensors) {
      const width = bytesOf[entry.dtype];
      const most = blockBytes - (blockBytes % width || 0); // Infinity % 4 is NaN
      for (let at = entry.begin; at < entry.end || at === entry.begin; at += most) {
        const count = Math.min(most, entry.end - at);
        const bytes = await takeBytes(reader, name, count);
        if (bytes.length < count) throw new FileError(says.cutOff(reader.taken, size));
        onProgress?.({ bytes: reader.taken, size });
        if (wanted(name)) {
          yield { name, offset: (at - entry.begin) / width, ...decode(entry, bytes) };
        }
      }
    }
    if (!(await reader.isAtEnd())) throw new FileError(says.tooLong(undefined, size));
  } finally {
    await reader.close();
  }
}

async function takeBytes(reader: ByteReader, name: string, count: number) {
  try {
    return await reader.take(count);
  } catch (error) {
    if (error instanceof RangeError) throw new FileError(says.tooLargeHere(name, count));
    throw error;
  }
}

function decode({ dtype, shape }: Entry, bytes: Uint8Array<ArrayBuffer>) {
  return { shape, dtype, values: numbersOf[dtype](bytes.buffer) };
}

// Files are little-endian, and so is every machine that runs a browser with WebAssembly.
const numbersOf: Record<Dtype, (buffer: ArrayBuffer) => Float32Array<ArrayBuffer>> = {
  F32: (buffer) => new Float32Array(buffer), // the same memory
  F16: (buffer) => float16ToFloat32(new Uint16Array(buffer)),
  BF16: (buffer) => bfloat16ToFloat32(new Uint16Array(buffer)),
  F64: (buffer) => Float32Array.from(new Float64Array(buffer)),
  BOOL: (buffer) => Float32Array.from(new Uint8Array(buffer)),
  U8: (buffer) => Float32Array.from(new Uint8Array(buffer)),
  I8: (buffer) => Float32Array.from(new Int8Array(buffer)),
  U16: (buffer) => Float32Array.from(new Uint16Array(buffer)),
  I16: (buffer) => Float32Array.from(new Int16Array(buffer)),
  U32: (buffer) => Float32Array.from(new Uint32Array(buffer)),
  I32: (buffer) => Float32Array.from(new Int32Array(buffer)),
  U64: (buffer) => Float32Array.from(new BigUint64Array(buffer), Number),
  I64: (buffer) => Float32Array.from(new BigInt64Array(buffer), Number),
};
