import { gpuKernel, pick } from "./gpuKernel.js";
import { nanCode } from "./nanCode.js";

const groupSize = 64;

/** One launch; the probabilities come from `logSumExp` again. */
export const crossEntropyGradient = gpuKernel("CrossEntropyGradient", (call) => {
  const [rows, classes] = call.input("logits").shape as [number, number];
  const gradient = call.make([rows, classes]);
  const size = rows * classes;
  call.run({
    key: "crossEntropyGradient",
    groupSize,
    groups: Math.ceil(size / groupSize),
    reads: pick(call, "dy", "logits", "labels", "logSumExp"),
    writes: { gradient },
    integers: { rows, classes, size },
    source: () => ({
      functions: nanCode,
      main: `
  let i = group * ${groupSize} + thread;
  if (i < numbers.size) {
    let row = i / numbers.classes;
    let wanted = select(0.0, 1.0, labels[row] == i % numbers.classes);
    gradient[i] = (exponential(logits[i] - logSumExp[row]) - wanted) * (dy[0] / f32(numbers.rows));
  }`,
    }),
  });
  return gradient;
});
