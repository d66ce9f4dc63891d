/** The learning rate for each step, the first of which is 1. */
export type Schedule = (step: number) => number;

/** The same rate at every step. */
export function constant(rate: number): Schedule {
  checkRate("constant", "rate", rate);
  return () => rate;
}

/**
 * Warm-up: from nearly 0 the rate rises by the same amount at each step until it is `peak`, and stays there.
 *
 * @param steps how many steps it rises; 0 for none
 * @throws RangeError if the peak is negative or not finite, or `steps` is not a whole number from 0
 */
export function linearWarmUp({ peak, steps }: { peak: number; steps: number }): Schedule {
  checkRate("linearWarmUp", "peak", peak);
  checkSteps("linearWarmUp", "steps", steps, 0);
  return (step) => peak * risen(step, steps);
}

/**
 * The schedule of the first Transformer, `scale · width^(-½) · min(step^(-½), step · warmUp^(-3/2))`: it rises
 * linearly for `warmUp` steps, then falls with the root of the step.
 *
 * @param width of the model, C
 * @param scale a factor on every rate. Default 1.
 * @throws RangeError if the width or `warmUp` is not a whole number above 0
 * @see Vaswani et al. 2017, "Attention is all you need", §5.3, https://arxiv.org/abs/1706.03762
 */
export function noam({
  width,
  warmUp,
  scale = 1,
}: {
  width: number;
  warmUp: number;
  scale?: number;
}): Schedule {
  checkSteps("noam", "width", width, 1);
  checkSteps("noam", "warmUp", warmUp, 1);
  checkRate("noam", "scale", scale);
  return (step) => (scale / Math.sqrt(width)) * Math.min(step ** -0.5, step * warmUp ** -1.5);
}

/**
 * Half a wave of the cosine from `peak` down to `end` at the last of `steps` steps, after a linear warm-up. Later
 * steps keep `end`.
 *
 * @param warmUp how many of the steps it rises. Default 0.
 * @param end the last rate. Default 0.
 * @throws RangeError if a rate is negative or not finite, or the warm-up is not shorter than `steps`
 * @see Loshchilov and Hutter 2017, "SGDR: stochastic gradient descent with warm restarts", eq. 5,
 *   https://arxiv.org/abs/1608.03983
 */
export function cosine({
  peak,
  steps,
  warmUp = 0,
  end = 0,
}: {
  peak: number;
  steps: number;
  warmUp?: number;
  end?: number;
}): Schedule {
  checkRate("cosine", "peak", peak);
  checkRate("cosine", "end", end);
  checkSteps("cosine", "steps", steps, 1);
  checkSteps("cosine", "warmUp", warmUp, 0);
  if (warmUp >= steps) {
    throw new RangeError(`cosine: got a warm-up of ${warmUp} in ${steps} steps, want it shorter`);
  }
  return (step) => {
    if (step <= warmUp) return peak * risen(step, warmUp);
    const done = Math.min(1, (step - warmUp) / (steps - warmUp));
    return end + ((peak - end) / 2) * (1 + Math.cos(Math.PI * done));
  };
}

/** The share of the peak that a warm-up has reached. */
function risen(step: number, steps: number): number {
  return step >= steps ? 1 : step / steps;
}

function checkRate(caller: string, name: string, rate: number): void {
  if (Number.isFinite(rate) && rate >= 0) return;
  throw new RangeError(`${caller}: got ${name} ${rate}, want a finite number from 0`);
}

function checkSteps(caller: string, name: string, steps: number, least: 0 | 1): void {
  if (Number.isInteger(steps) && steps >= least) return;
  throw new RangeError(`${caller}: got ${name} ${steps}, want a whole number from ${least}`);
}
