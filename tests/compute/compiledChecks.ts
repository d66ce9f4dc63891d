import { describe, expect, it } from "vitest";
import { geluError, logSumExps, type Variant, wrongProducts } from "./compiledModule.js";

/** What each compiled module must do, in Node and in a browser. */
export function checkVariants(names: readonly Variant[]): void {
  describe.each(names)("the compiled module %s", (name) => {
    it("multiplies matrices of any sizes and strides, adds, and adds a bias", async () => {
      expect(await wrongProducts(name)).toEqual([]);
    });

    it("computes gelu to five float32 roundings over its whole range", async () => {
      expect(await geluError(name)).toBeLessThan(5e-7);
    });

    it("adds up powers without overflow, and gives NaN where the composition does", async () => {
      const rows = [
        [0],
        [1, 2, 3],
        [-200, -200, -200, -200, -200],
        [1e4, 0, 88, -88, 1e4],
        [90, 91],
      ];
      const want = rows.map((row) => {
        const top = Math.max(...row);
        return top + Math.log(row.reduce((sum, x) => sum + Math.exp(x - top), 0));
      });
      const got = await logSumExps(name, rows);
      got.forEach((x, i) => {
        const wanted = want[i] as number;
        expect(Math.abs(x - wanted)).toBeLessThanOrEqual(2e-7 * Math.max(1, Math.abs(wanted)));
      });
      const odd = [
        [Number.NaN, 1],
        [1, 2, 3, 4, Number.NaN],
        [Number.POSITIVE_INFINITY, 1],
      ];
      expect(await logSumExps(name, odd)).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    });
  });
}
