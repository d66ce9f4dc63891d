import type * as tf from "@tensorflow/tfjs";
import { recordJoint, type Variable } from "../autograd/tensor.js";
import { lstm, lstmGradient } from "../compute/fused/lstm.js";
import { bindAxes, ShapeError } from "../tensor/axes.js";

/**
 * A long short-term memory, run over whole sequences from a state of zeros. At each step t, with `a` the inputs' part
 * of the gates plus `h[t-1] · stateWeight`, in four parts i, f, g, o side by side:
 *
 *     c[t] = σ(f) · c[t-1] + σ(i) · tanh(g)
 *     h[t] = σ(o) · tanh(c[t])
 *
 * The cell c is carried on by a sum, so that its gradient does not fade the way a plain recurrent network's does.
 * One operation and not hundreds: the gradient of the weights is then one product over all steps.
 *
 * @param gates `[B, T, 4H]`, the inputs' part of i, f, g and o, as one linear layer makes it
 * @param stateWeight `[H, 4H]`
 * @returns every `h`, `[B, T, H]`
 * @throws ShapeError if the sizes do not fit
 * @see Hochreiter and Schmidhuber 1997, "Long short-term memory"; Gers et al. 2000 (the forget gate f)
 */
export function lstmLayer(gates: Variable, stateWeight: Variable): Variable {
  const { H, G } = bindAxes("lstmLayer", {
    gates: [gates, "BTG"],
    stateWeight: [stateWeight, "HG"],
  });
  if (G !== 4 * H) {
    throw new ShapeError(
      `lstmLayer: stateWeight has shape [${stateWeight.shape}], want [H,4H]: four gates side by side`,
    );
  }
  const weight = stateWeight.data as tf.Tensor2D;
  const ran = lstm(gates.data as tf.Tensor3D, weight);
  const { hidden, cells, activations } = ran;
  const pullback = (dy: tf.Tensor) => lstmGradient(dy, ran, weight);
  return recordJoint("lstm", hidden, [gates, stateWeight], pullback, [cells, activations]);
}
