import type { Variable } from "../autograd/tensor.js";
import { parameterNamed } from "./memory.js";
import type { Optimizer } from "./optimizer.js";

/** Parameters by name, and how much larger their rate is than the whole's. */
export interface ParameterGroup {
  parameters: Readonly<Record<string, Variable>>;
  scale: number;
}

/**
 * Moves groups of parameters together, each at its own multiple of one learning rate, such as a new layer on a model
 * that is trained already. A schedule of the whole scales them all.
 *
 * @param groups none has a parameter's name that another has
 * @param make gives one group's optimizer, such as `adam`
 * @throws RangeError if a scale is negative or not finite, or a name stands in two groups
 * @see Howard and Ruder 2018, "Universal language model fine-tuning for text classification", §3.2 (discriminative
 *   fine-tuning), https://arxiv.org/abs/1801.06146
 */
export function parameterGroups(
  groups: readonly ParameterGroup[],
  make: (parameters: Readonly<Record<string, Variable>>) => Optimizer,
): Optimizer {
  const names = groups.flatMap(({ parameters }) => Object.keys(parameters));
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) throw new RangeError(`parameterGroups: ${twice} is in two groups`);
  for (const { scale } of groups) {
    if (Number.isFinite(scale) && scale >= 0) continue;
    throw new RangeError(`parameterGroups: got scale ${scale}, want a finite number from 0`);
  }
  const all = Object.assign({}, ...groups.map(({ parameters }) => parameters));
  const parts = groups.map((group) => ({ ...group, optimizer: make(group.parameters) }));
  return {
    learningRate: parts[0]?.optimizer.learningRate ?? 0,
    step() {
      for (const { optimizer, scale } of parts) {
        optimizer.learningRate = scale * this.learningRate;
        optimizer.step();
      }
    },
    memory: () => Object.assign({}, ...parts.map(({ optimizer }) => optimizer.memory())),
    recall(memory) {
      const entries = Object.entries(memory);
      for (const [name] of entries) parameterNamed(all, name); // refuses one that is nowhere
      for (const { optimizer, parameters } of parts) {
        optimizer.recall(Object.fromEntries(entries.filter(([name]) => name in parameters)));
      }
    },
    dispose() {
      for (const { optimizer } of parts) optimizer.dispose();
    },
  };
}
