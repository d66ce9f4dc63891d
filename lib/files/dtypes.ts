/** How a file may store numbers, and the bytes that each one takes. */
export const bytesOf = {
  BOOL: 1,
  U8: 1,
  I8: 1,
  I16: 2,
  U16: 2,
  F16: 2,
  BF16: 2,
  I32: 4,
  U32: 4,
  F32: 4,
  F64: 8,
  I64: 8,
  U64: 8,
} as const;

/** A name of a number's format, as safetensors files write it. */
export type Dtype = keyof typeof bytesOf;

export function isDtype(name: unknown): name is Dtype {
  return typeof name === "string" && Object.hasOwn(bytesOf, name);
}
