import * as tf from "@tensorflow/tfjs";
import { runOurs } from "./runOurs.js";

/** A run of an LSTM, with what its gradient needs again. */
export interface LstmRun {
  /** `[B, T, H]` */
  hidden: tf.Tensor;
  /** `[B, T, H]` */
  cells: tf.Tensor;
  /** `[B, T, 4H]`: σ(i), σ(f), tanh(g), σ(o) side by side. */
  activations: tf.Tensor;
}

/**
 * Runs an LSTM over whole sequences from zeros: `c = σ(f) c + σ(i) tanh(g)`, `h = σ(o) tanh(c)`, one kernel where the
 * device has ours.
 *
 * @param gates `[B, T, 4H]`, the inputs' part of i, f, g, o
 * @param stateWeight `[H, 4H]`, by which each h adds to the gates of the next step
 */
export function lstm(gates: tf.Tensor3D, stateWeight: tf.Tensor2D): LstmRun {
  const ours = runOurs("Lstm", { gates, stateWeight });
  if (ours) return { hidden: ours[0], cells: ours[1], activations: ours[2] } as LstmRun;
  return tf.tidy(() => {
    const steps: Record<keyof LstmRun, tf.Tensor[]> = { hidden: [], cells: [], activations: [] };
    let h: tf.Tensor | undefined;
    let c: tf.Tensor | undefined;
    for (const fromInput of tf.unstack(gates, 1)) {
      const a = h ? tf.add(fromInput, tf.matMul(h as tf.Tensor2D, stateWeight)) : fromInput;
      const parts = tf.split(a, 4, -1) as Four;
      const [i, f, g, o] = parts.map((part, k) => (k === 2 ? tf.tanh : tf.sigmoid)(part)) as Four;
      const written = tf.mul(i, g);
      c = c ? tf.add(tf.mul(f, c), written) : written;
      h = tf.mul(o, tf.tanh(c));
      steps.hidden.push(h);
      steps.cells.push(c);
      steps.activations.push(tf.concat([i, f, g, o], -1));
    }
    return {
      hidden: tf.stack(steps.hidden, 1),
      cells: tf.stack(steps.cells, 1),
      activations: tf.stack(steps.activations, 1),
    };
  });
}

/**
 * Backwards through the steps, each step's `dh` is what came from above plus what the next step hands back.
 *
 * @param dy the gradient of every h, `[B, T, H]`
 * @returns the gradients of the gates `[B, T, 4H]` and of the state's weights `[H, 4H]`
 */
export function lstmGradient(
  dy: tf.Tensor,
  { hidden, cells, activations }: LstmRun,
  stateWeight: tf.Tensor2D,
): [dgates: tf.Tensor, dstateWeight: tf.Tensor] {
  const ours = runOurs("LstmGradient", { dy, hidden, cells, activations, stateWeight });
  if (ours) return ours as [tf.Tensor, tf.Tensor];
  return tf.tidy(() => {
    const upstream = tf.unstack(dy, 1);
    const [states, memory] = [tf.unstack(hidden, 1), tf.unstack(cells, 1)];
    const gates = tf.unstack(activations, 1).map((gate) => tf.split(gate, 4, -1) as Four);
    const slopes: tf.Tensor[] = []; // of the last step first
    let dh: tf.Tensor | undefined;
    let dc: tf.Tensor | undefined;
    for (let t = gates.length - 1; t >= 0; t--) {
      const [i, f, g, o] = gates[t] as Four;
      const above = upstream[t] as tf.Tensor;
      const down = dh ? tf.add(above, dh) : above;
      const bent = tf.tanh(memory[t] as tf.Tensor);
      const toCell = tf.mul(tf.mul(down, o), oneMinusSquare(bent));
      const cell = dc ? tf.add(toCell, dc) : toCell;
      const earlier = memory[t - 1] ?? tf.zerosLike(cell);
      const slope = tf.concat(
        [
          tf.mul(tf.mul(cell, g), sigmoidSlope(i)),
          tf.mul(tf.mul(cell, earlier), sigmoidSlope(f)),
          tf.mul(tf.mul(cell, i), oneMinusSquare(g)),
          tf.mul(tf.mul(down, bent), sigmoidSlope(o)),
        ],
        -1,
      ); // [B, 4H]
      dc = tf.mul(cell, f);
      dh = tf.matMul(slope as tf.Tensor2D, stateWeight, false, true);
      slopes.push(slope);
    }
    const inOrder = slopes.reverse();
    const later = inOrder.slice(1);
    const dweight =
      later.length > 0
        ? tf.matMul(tf.concat(states.slice(0, -1), 0), tf.concat(later, 0), true, false)
        : tf.zerosLike(stateWeight);
    return [tf.stack(inOrder, 1), dweight];
  });
}

type Four = [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];

/** `y (1 - y)`, the slope of σ where it gives y. */
function sigmoidSlope(y: tf.Tensor): tf.Tensor {
  return tf.mul(y, tf.sub(1, y));
}

/** `1 - y²`, the slope of tanh where it gives y. */
function oneMinusSquare(y: tf.Tensor): tf.Tensor {
  return tf.sub(1, tf.square(y));
}
