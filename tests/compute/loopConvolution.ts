type Numbers = ArrayLike<number>;

/**
 * A 3 × 3 convolution with padding `same`, and its gradients, number by number.
 *
 * @param shape of x, `[B, Y, X, I]`
 * @param filter `[3, 3, I, O]`
 * @param dy what comes back to the result, `[B, Y, X, O]`
 * @returns the result, and the gradients of x, filter and bias
 */
export function loopConvolution(
  shape: readonly [number, number, number, number],
  { x, filter, bias, dy }: Record<"x" | "filter" | "bias" | "dy", Numbers>,
): Float64Array[] {
  const [B, Y, X, I] = shape;
  const O = bias.length;
  const y = new Float64Array(dy.length);
  const dx = new Float64Array(x.length);
  const dfilter = new Float64Array(filter.length);
  const dbias = new Float64Array(O);
  for (let place = 0; place < B * Y * X; place++) {
    const row = Math.floor(place / X) % Y;
    const column = place % X;
    const to = place * O;
    for (let o = 0; o < O; o++) {
      plus(y, to + o, bias[o]);
      plus(dbias, o, dy[to + o]);
    }
    for (let f = 0; f < 9; f++) {
      const [down, right] = [Math.floor(f / 3) - 1, (f % 3) - 1];
      if (row + down < 0 || row + down >= Y) continue;
      if (column + right < 0 || column + right >= X) continue;
      for (let i = 0; i < I; i++) {
        const from = (place + down * X + right) * I + i;
        const seen = x[from] as number;
        for (let o = 0; o < O; o++) {
          const at = (f * I + i) * O + o;
          const upstream = dy[to + o] as number;
          const weight = filter[at] as number;
          plus(y, to + o, seen * weight);
          plus(dfilter, at, seen * upstream);
          plus(dx, from, weight * upstream);
        }
      }
    }
  }
  return [y, dx, dfilter, dbias];
}

function plus(sums: Float64Array, at: number, value: number | undefined): void {
  sums[at] = (sums[at] as number) + (value as number);
}
