/**
 * The positions nearest to the wanted ones, by least squares, that keep their order and stay apart:
 * isotonic regression by pooling adjacent violators.
 *
 * @param wanted one position for each item, in order
 * @param gaps the least distance between item `i` and `i + 1`; one fewer than `wanted`
 * @see Barlow et al. 1972, "Statistical Inference under Order Restrictions", chapter 1
 */
export function spacedPositions(wanted: readonly number[], gaps: readonly number[]): number[] {
  const offsets = [0];
  for (const gap of gaps) offsets.push((offsets.at(-1) ?? 0) + gap);
  const pools: { sum: number; size: number }[] = [];
  wanted.forEach((position, i) => {
    let pool = { sum: position - (offsets[i] ?? 0), size: 1 };
    for (let last = pools.at(-1); last; last = pools.at(-1)) {
      if (last.sum / last.size <= pool.sum / pool.size) break;
      pools.pop();
      pool = { sum: last.sum + pool.sum, size: last.size + pool.size };
    }
    pools.push(pool);
  });
  return pools
    .flatMap(({ sum, size }) => new Array<number>(size).fill(sum / size))
    .map((position, i) => position + (offsets[i] ?? 0));
}
