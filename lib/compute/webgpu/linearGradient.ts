import { gpuKernel, pick } from "./gpuKernel.js";
import { sharesWork } from "./lanes.js";
import { productCode, tilesOf, tileThreads } from "./productCode.js";

/** One launch: the first groups compute tiles of dx, the others tiles of dW and, beside the topmost, db. */
export const linearGradient = gpuKernel("LinearGradient", (call) => {
  const { backend, make, run } = call;
  const [N, I] = call.input("x").shape as [number, number];
  const O = call.input("dy").shape[1] as number;
  const [dx, dweight, dbias] = [make([N, I]), make([I, O]), make([O])];
  const sharing = sharesWork(backend);
  const dxTiles = tilesOf(N, I);
  const tiles = dxTiles + tilesOf(I, O);
  run({
    key: `linearGradient ${sharing}`,
    groupSize: tileThreads,
    groups: tiles,
    reads: pick(call, "dy", "x", "weight"),
    writes: { dx, dweight, dbias },
    integers: { N, I, O, dxTiles, tiles },
    source: () => ({
      functions: [
        productCode(
          {
            name: "productX", // dx[n, i] = Σ dy[n, o] weight[i, o]
            M: "numbers.N",
            N: "numbers.I",
            K: "numbers.O",
            a: (m, k) => `dy[${m} * numbers.O + ${k}]`,
            aAlongK: true,
            b: (k, n) => `weight[${n} * numbers.O + ${k}]`,
            bAlongK: true,
            write: (m, n, value) => `dx[${m} * numbers.I + ${n}] = ${value};`,
          },
          sharing,
        ),
        productCode(
          {
            name: "productW", // dweight[i, o] = Σ x[n, i] dy[n, o]
            M: "numbers.I",
            N: "numbers.O",
            K: "numbers.N",
            a: (m, k) => `x[${k} * numbers.I + ${m}]`,
            aAlongK: false,
            b: (k, n) => `dy[${k} * numbers.O + ${n}]`,
            bAlongK: false,
            write: (m, n, value) => `dweight[${m} * numbers.O + ${n}] = ${value};`,
            writeSum: (n, value) => `dbias[${n}] = ${value};`,
          },
          sharing,
        ),
      ].join("\n"),
      main: `
  if (group < numbers.dxTiles) { productX(group, thread); }
  else if (group < numbers.tiles) { productW(group - numbers.dxTiles, thread); }`,
    }),
  });
  return [dx, dweight, dbias];
});
