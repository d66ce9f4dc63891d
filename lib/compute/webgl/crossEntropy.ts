import type * as tf from "@tensorflow/tfjs";
import { sumColumns } from "./columns.js";
import { glKernel } from "./glKernel.js";

/** Two or three launches: each row's log Σ eˣ and what its right class lacks to it, then the mean of that. */
export const crossEntropy = glKernel("CrossEntropy", (call) => {
  const { input, pick, run, free } = call;
  const [rows, classes] = input("logits").shape as [number, number];
  const [logSumExp, missing] = run({
    key: "crossEntropy rows",
    form: "numbers",
    inputs: pick("logits", "labels"),
    outputs: ["logSumExp", "missing"],
    shape: [rows],
    integers: { classes },
    floats: { nan: Number.NaN },
    body: `
  ivec2 start = logitsRow(i);
  float top = -3.4e38;
  for (int c = 0; c < classes; c++) { top = max(top, logitsNumber(start, c)); }
  float sum = 0.0;
  for (int c = 0; c < classes; c++) { sum += exponential(logitsNumber(start, c) - top); }
  logSumExp = top + logarithm(sum);
  int label = int(labelsAt(i));
  missing = label >= 0 && label < classes ? logSumExp - logitsNumber(start, label) : nan;`,
  }) as [tf.TensorInfo, tf.TensorInfo];
  const [loss] = sumColumns(call, {
    key: "crossEntropy",
    inputs: { missing },
    rows,
    width: 1,
    terms: { loss: "vec2(missingAt(row), 0.0)" },
    shape: [],
    scale: 1 / rows,
  }) as [tf.TensorInfo];
  free(missing);
  return [loss, logSumExp];
});

/** One launch; the probabilities come from `logSumExp` again. */
export const crossEntropyGradient = glKernel("CrossEntropyGradient", (call) => {
  const { input, pick, run } = call;
  const { shape } = input("logits");
  return run({
    key: "crossEntropyGradient",
    form: "rows",
    inputs: pick("dy", "logits", "labels", "logSumExp"),
    outputs: ["gradient"],
    shape,
    floats: { scale: 1 / (shape[0] as number) },
    body: `
  vec2 probabilities = exponential(logitsPair(logitsRow(row), c) - logSumExpAt(row));
  int label = int(labelsAt(row));
  vec2 wanted = vec2(label == c ? 1.0 : 0.0, label == c + 1 ? 1.0 : 0.0);
  gradient = (probabilities - wanted) * (dyAt(0) * scale);`,
  });
});
