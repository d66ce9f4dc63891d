/** The items from `first` up to, but not with, `last`. */
export type Share = readonly [first: number, last: number];

/**
 * Divides items into shares of about the same size, one for each thread.
 *
 * @param grain shares begin at multiples of it: what a kernel handles at once, so that it does so in every share
 * @returns `threads` shares at most, the first the largest
 */
export function shareOut(items: number, grain: number, threads: number): Share[] {
  const grains = Math.ceil(items / grain);
  const shares: Share[] = [];
  let first = 0;
  for (let thread = 0; thread < threads && first < items; thread++) {
    const size = Math.ceil((grains - first / grain) / (threads - thread)) * grain;
    const last = Math.min(items, first + size);
    shares.push([first, last]);
    first = last;
  }
  return shares.length > 0 ? shares : [[0, items]];
}
