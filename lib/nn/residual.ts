import { add } from "../autograd/arithmetic.js";
import type { Variable } from "../autograd/tensor.js";
import { ShapeError } from "../tensor/axes.js";

/**
 * A way around some layers: `x + branch(x)`. The layers learn what to add to x and not what to make of it, and the
 * gradient comes back twice, through them and past them: its factor is `I + J` where theirs is `J`.
 *
 * @param x any shape
 * @param branch layers that keep the shape
 * @returns x's shape
 * @throws ShapeError if the branch changes the shape
 * @see He et al. 2016, "Deep residual learning for image recognition", §3.1, https://arxiv.org/abs/1512.03385
 */
export function residual(x: Variable, branch: (x: Variable) => Variable): Variable {
  const change = branch(x);
  if (`${change.shape}` !== `${x.shape}`) {
    throw new ShapeError(
      `residual: the branch made [${change.shape}] of x, want [${x.shape}], its own shape, so that the two add up`,
    );
  }
  return add(x, change);
}
