import * as tf from "@tensorflow/tfjs";
import { ShapeError } from "../tensor/axes.js";
import type { ParameterSet } from "./parameterSet.js";
import type { Edge, Variable } from "./tensor.js";
import { topologicalOrder } from "./topologicalOrder.js";

/**
 * Adds d loss / d p to `p.grad` of every parameter `p` that the loss was computed from.
 *
 * It walks the graph from the loss back, so that a result has received its whole gradient before it
 * passes it on, and frees each tensor as soon as nothing further back needs it.
 *
 * @param loss a single number
 * @param options.retainGraph keep what was computed, for a second pass over the same graph; then
 *   `freeGraph` frees it. Default false.
 * @throws ShapeError if the loss is not a single number
 * @throws Error if a part of the graph was freed, or a parameter was replaced since it was read
 */
export function backward(loss: Variable, { retainGraph = false } = {}): void {
  if (loss.data.size !== 1) {
    throw new ShapeError(
      `backward: the loss has shape [${loss.shape}], want a single number; take its mean or sum`,
    );
  }
  const order = topologicalOrder(loss).reverse();
  for (const node of order) for (const edge of node.edges) checkUnchanged(node, edge);
  tf.tidy(() => {
    const gradients = new Map<Variable, tf.Tensor>([[loss, tf.fill(loss.shape, 1)]]);
    for (const node of order) {
      const dy = gradients.get(node);
      if (dy && node.operation === "parameter") addToGrad(node, dy);
      else if (dy) {
        pullBack(node, dy, gradients);
        dy.dispose();
      }
      if (!retainGraph && node !== loss) free(node);
    }
  });
}

/** Frees everything that `root` was computed from, and `root`; parameters and plain tensors stay. */
export function freeGraph(root: Variable): void {
  for (const node of topologicalOrder(root)) free(node);
}

/** Frees and forgets every gradient, so that the next `backward` starts from nothing. */
export function zeroGrad(parameters: ParameterSet): void {
  for (const parameter of Object.values(parameters)) {
    parameter.grad?.dispose();
    parameter.grad = undefined;
  }
}

/** Hands `dy`, pulled back through the operation, to each of its inputs. */
function pullBack(node: Variable, dy: tf.Tensor, gradients: Map<Variable, tf.Tensor>): void {
  const together = node.jointPullback && pullBackTogether();
  node.edges.forEach(({ input, pullback }, i) => {
    const returned = together ? together[i] : input.requiresGrad && tf.tidy(() => pullback?.(dy));
    if (!returned) return;
    if (input.requiresGrad) add(input, returned);
    else returned.dispose();
  });

  function pullBackTogether(): (tf.Tensor | undefined)[] {
    const first = node.edges[0]?.input as Variable;
    const earlier = node.takesEarlier ? gradients.get(first) : undefined;
    const returned = tf.tidy(() => [...(node.jointPullback?.(dy, earlier) ?? [])] as tf.Tensor[]);
    if (earlier) {
      gradients.delete(first); // it is in the first of those returned
      earlier.dispose();
    }
    return returned;
  }

  function add(input: Variable, returned: tf.Tensor): void {
    const dx = returned === dy ? tf.reshape(dy, dy.shape) : returned; // a second handle, no copy
    const earlier = gradients.get(input);
    gradients.set(input, earlier ? tf.add(earlier, dx) : dx);
    if (earlier) tf.dispose([earlier, dx]);
  }
}

function addToGrad(parameter: Variable, gradient: tf.Tensor): void {
  const { grad } = parameter;
  parameter.grad = tf.keep(grad ? tf.add(grad, gradient) : gradient);
  if (grad) tf.dispose([grad, gradient]);
}

function free(node: Variable): void {
  if (node.operation !== "parameter" && node.operation !== "constant") node.dispose();
}

function checkUnchanged({ operation }: Variable, { input, data }: Edge): void {
  if (input.data !== data) {
    throw new Error(
      `backward: ${input.label} was given new numbers after ${operation} had read it; run forward again`,
    );
  }
  if (data.isDisposed) {
    throw new Error(
      `backward: an input of ${operation} was freed; run forward again, or give the first backward { retainGraph: true }`,
    );
  }
}
