import { type EinsumAttrs, type TensorInfo, util } from "@tensorflow/tfjs";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { callKernel, free, kernel, reshaped } from "./kernel.js";

/** A tensor whose axes carry letters. */
interface Term {
  info: TensorInfo;
  letters: string[];
}

/**
 * Einsum of one or two operands as transposes and a matrix product, missing in stock tfjs. No letter
 * may stand twice in one operand.
 */
export const einsum = kernel<EinsumAttrs>("Einsum", ({ inputs, backend, attrs }) => {
  const [left, right] = attrs.equation.replaceAll(/\s/g, "").split("->") as [string, string];
  const result = [...right];
  const letters = left.split(",").map((word) => [...word]);
  if (letters.some((word) => new Set(word).size < word.length)) {
    throw new Error(`einsum: ${attrs.equation} has a letter twice in one operand`);
  }
  const [first, second, ...more] = Object.values(inputs).map(
    (info, i): Term => ({ info: reshaped(backend, info, info.shape), letters: letters[i] ?? [] }),
  );
  if (!first || more.length > 0) throw new Error(`einsum: ${attrs.equation} needs 1 or 2 operands`);
  const kept = new Set(result);
  const term = second ? contract(backend, first, second, kept) : summed(backend, first, kept);
  return ordered(backend, term, result).info;
});

/** The product of two terms, summed over the letters that nobody needs any more. */
function contract(backend: BackendWasm, first: Term, second: Term, kept: Set<string>): Term {
  const a = summed(backend, first, new Set([...kept, ...second.letters]));
  const b = summed(backend, second, new Set([...kept, ...first.letters]));
  const size = (letter: string) => sizeOf(a, letter) ?? (sizeOf(b, letter) as number);
  const shared = a.letters.filter((letter) => b.letters.includes(letter));
  const batch = shared.filter((letter) => kept.has(letter));
  const inner = shared.filter((letter) => !kept.has(letter));
  const rows = a.letters.filter((letter) => !shared.includes(letter));
  const columns = b.letters.filter((letter) => !shared.includes(letter));
  const count = (letters: string[]) => letters.reduce((n, letter) => n * size(letter), 1);
  const left = ordered(backend, a, [...batch, ...rows, ...inner]).info;
  const right = ordered(backend, b, [...batch, ...inner, ...columns]).info;
  const [n, m, k, c] = [count(batch), count(rows), count(inner), count(columns)];
  const product = callKernel(
    backend,
    "BatchMatMul",
    { a: { ...left, shape: [n, m, k] }, b: { ...right, shape: [n, k, c] } },
    { transposeA: false, transposeB: false },
  );
  free(backend, left, right);
  const letters = [...batch, ...rows, ...columns];
  return { info: { ...product, shape: letters.map(size) }, letters };
}

/** The term summed over every letter outside `kept`; takes the term over. */
function summed(backend: BackendWasm, term: Term, kept: Set<string>): Term {
  const axis = term.letters.flatMap((letter, i) => (kept.has(letter) ? [] : [i]));
  if (axis.length === 0) return term;
  const letters = term.letters.filter((letter) => kept.has(letter));
  const sum = callKernel(backend, "Sum", { x: term.info }, { axis, keepDims: false });
  free(backend, term.info);
  return { info: { ...sum, shape: letters.map((l) => sizeOf(term, l) as number) }, letters };
}

/** The term with its axes in that order; takes the term over. */
function ordered(backend: BackendWasm, term: Term, letters: string[]): Term {
  const perm = letters.map((letter) => term.letters.indexOf(letter));
  if (perm.every((axis, i) => axis === i)) return term;
  const info = callKernel(backend, "Transpose", { x: term.info }, { perm });
  free(backend, term.info);
  return { info, letters };
}

function sizeOf({ info, letters }: Term, letter: string): number | undefined {
  util.assert(info.shape.length === letters.length, () => {
    return `einsum: an operand has shape [${info.shape}], want axes ${letters.join("")}`;
  });
  return info.shape[letters.indexOf(letter)];
}
