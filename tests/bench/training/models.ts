import type * as tf from "@tensorflow/tfjs";
import type { Variable } from "../../../lib/autograd/tensor.js";
import { cnn } from "../../../lib/models/cnn.js";
import { gpt } from "../../../lib/models/gpt.js";
import { lstm } from "../../../lib/models/lstm.js";
import { mlp } from "../../../lib/models/mlp.js";
import type { Task } from "./task.js";

interface Model {
  parameters: Record<string, Variable>;
  /** A batch to logits, one row for each right class. */
  forward(x: tf.Tensor): Variable;
}

/** The course's own model of a task, with its own first weights. */
export function modelOf({ kind, config }: Pick<Task, "kind" | "config">): Model {
  const made = makers[kind](config as never);
  return { parameters: made.parameters, forward: (x) => made.forward(x as never) };
}

const makers = { gpt, mlp, cnn, lstm };
