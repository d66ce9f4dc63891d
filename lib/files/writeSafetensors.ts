/** A tensor to be written as float32. */
export interface WrittenTensor {
  shape: readonly number[];
  values: Float32Array<ArrayBuffer>;
}

/**
 * A safetensors file of float32 tensors. They lie in the order of their names, as the reference implementation lays
 * them, and the header is filled up with spaces so that the numbers begin at a multiple of eight bytes.
 *
 * @param metadata texts by name, such as `{ format: "pt" }`, which PyTorch's loader wants
 * @returns parts for a `Blob`; the numbers are not copied
 * @throws RangeError if a tensor's numbers do not fit its shape, or its name is the format's own
 */
export function writeSafetensors(
  tensors: Readonly<Record<string, WrittenTensor>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer>[] {
  const names = Object.keys(tensors).sort(byCodePoint);
  const entries: [string, object][] = [];
  if (Object.keys(metadata).length > 0) entries.push(["__metadata__", metadata]);
  let end = 0;
  for (const name of names) {
    const { shape, values } = tensors[name] as WrittenTensor;
    const size = shape.reduce((product, n) => product * n, 1);
    if (values.length !== size) {
      throw new RangeError(
        `writeSafetensors: ${name} has ${values.length} numbers, want ${size} for shape [${shape}]`,
      );
    }
    if (name === "__metadata__") {
      throw new RangeError('writeSafetensors: no tensor may be named "__metadata__"');
    }
    const begin = end;
    end += values.byteLength;
    entries.push([name, { dtype: "F32", shape, data_offsets: [begin, end] }]);
  }
  const json = new TextEncoder().encode(objectText(entries));
  const header = new Uint8Array(8 + Math.ceil(json.length / 8) * 8).fill(0x20); // spaces
  new DataView(header.buffer).setBigUint64(0, BigInt(header.length - 8), true);
  header.set(json, 8);
  const bytes = names.map((name) => {
    const { buffer, byteOffset, byteLength } = (tensors[name] as WrittenTensor).values;
    return new Uint8Array(buffer, byteOffset, byteLength);
  });
  return [header, ...bytes];
}

/** Not `JSON.stringify` of an object, which would move names such as "10" to the front and lose `__proto__`. */
function objectText(entries: [string, object][]): string {
  const fields = entries.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
  return `{${fields.join(",")}}`;
}

function byCodePoint(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
