import { checkWeight, matrixSizes, type Weight, type Weights } from "./weights.js";

/** Some columns (`axis` 1) or rows (0) of a matrix, or some numbers of a bias (0), in the order given. */
export function take(weight: Weight, places: ArrayLike<number>, axis: 0 | 1): Weight {
  const [rows, columns] =
    weight.shape.length === 1 ? [weight.shape[0] as number, 1] : (weight.shape as [number, number]);
  const chosen = Array.from(places);
  const [R, C] = axis === 0 ? [chosen.length, columns] : [rows, chosen.length];
  const values = new Float32Array(R * C);
  for (let r = 0; r < R; r++) {
    for (let c = 0; c < C; c++) {
      const from =
        axis === 0 ? (chosen[r] as number) * columns + c : r * columns + (chosen[c] as number);
      values[r * C + c] = weight.values[from] as number;
    }
  }
  return { shape: weight.shape.length === 1 ? [R] : [R, C], values };
}

/** @throws RangeError unless they are different whole numbers from 0, below `count`, and at least one */
function checkPlaces(who: string, what: string, places: ArrayLike<number>, count: number): void {
  const list = Array.from(places);
  if (list.length === 0)
    throw new RangeError(`${who}: got no ${what}s to keep, want at least 1 of ${count}`);
  const wrong = list.find((place) => !(Number.isInteger(place) && place >= 0 && place < count));
  if (wrong !== undefined) {
    throw new RangeError(`${who}: got ${what} ${wrong}, want whole numbers from 0 to ${count - 1}`);
  }
  if (new Set(list).size < list.length) {
    throw new RangeError(`${who}: got [${list}], want each ${what} once`);
  }
}

function weightOf(who: string, weights: Weights, name: string): Weight {
  const weight = Object.hasOwn(weights, name) ? weights[name] : undefined;
  if (!weight) {
    throw new RangeError(
      `${who}: the weights have no "${name}", want one of ${Object.keys(weights).join(", ")}`,
    );
  }
  checkWeight(who, name, weight);
  return weight;
}

/** Two linear layers with neurons between them: `layers.0` and `layers.1`, or `h.0.mlp.c_fc` and `h.0.mlp.c_proj`. */
export interface NeuronLayers {
  /** The layer whose outputs the neurons are. */
  into: string;
  /** The layer that reads them. */
  outOf: string;
}

/**
 * Structured pruning of neurons: only those named stay. What goes is a column of the layer before with its bias, and a
 * row of the layer behind, so both matrices become smaller. The result is what the whole model gives when the rows
 * behind the others are 0.
 *
 * @param weights of a model; both layers have a `.weight` `[I, O]`, the first a `.bias`
 * @param kept which neurons stay, from 0
 * @returns the changed weights alone, for `putWeights`
 * @throws RangeError for a neuron that is not there or comes twice, none, or layers that do not fit
 */
export function keepNeurons(
  weights: Weights,
  { into, outOf }: NeuronLayers,
  kept: ArrayLike<number>,
): Weights {
  const names = [`${into}.weight`, `${into}.bias`, `${outOf}.weight`] as const;
  const [weight, bias, next] = names.map((name) => weightOf("keepNeurons", weights, name)) as [
    Weight,
    Weight,
    Weight,
  ];
  const [, neurons] = matrixSizes("keepNeurons", names[0], weight);
  const [readers] = matrixSizes("keepNeurons", names[2], next);
  if (readers !== neurons || bias.values.length !== neurons) {
    throw new RangeError(
      `keepNeurons: ${into} has ${neurons} neurons and ${bias.values.length} biases, and ${outOf} reads ${readers}; want as many`,
    );
  }
  checkPlaces("keepNeurons", "neuron", kept, neurons);
  return {
    [names[0]]: take(weight, kept, 1),
    [names[1]]: take(bias, kept, 0),
    [names[2]]: take(next, kept, 0),
  };
}

/** The layers of multi-head attention, by name. */
export interface HeadLayers {
  /** Either one layer `[C, 3C]` of queries, keys and values, or three layers `[C, C]`. */
  qkv: string | readonly [query: string, key: string, value: string];
  /** `[C, C]`, which mixes the heads. */
  output: string;
  /** H, as the weights are now. */
  heads: number;
}

/**
 * Structured pruning of attention heads: only those named stay. What goes are a head's columns of queries, keys and
 * values, and its rows of the output matrix. The result is what the whole model gives when the output rows of the
 * others are 0.
 *
 * @param kept which heads stay, from 0
 * @returns the changed weights alone, for `putWeights`
 * @throws RangeError for a head that is not there or comes twice, none, or heads that do not divide the matrices
 * @see Michel, Levy and Neubig 2019, "Are sixteen heads really better than one?", https://arxiv.org/abs/1905.10650
 */
export function keepHeads(
  weights: Weights,
  { qkv, output, heads }: HeadLayers,
  kept: ArrayLike<number>,
): Weights {
  const mixed = weightOf("keepHeads", weights, `${output}.weight`);
  const [width] = matrixSizes("keepHeads", `${output}.weight`, mixed); // H · D
  if (!(Number.isInteger(heads) && heads > 0 && width % heads === 0)) {
    throw new RangeError(
      `keepHeads: got ${heads} heads for a width of ${width}, want heads that divide it`,
    );
  }
  checkPlaces("keepHeads", "head", kept, heads);
  const D = width / heads;
  const within = Array.from(kept).flatMap((head) =>
    Array.from({ length: D }, (_, d) => head * D + d),
  );
  const changed: Record<string, Weight> = { [`${output}.weight`]: take(mixed, within, 0) };
  const parts = typeof qkv === "string" ? [qkv] : qkv;
  const offsets = typeof qkv === "string" ? [0, width, 2 * width] : [0];
  const columns = offsets.flatMap((offset) => within.map((place) => offset + place));
  for (const part of parts) {
    const weight = weightOf("keepHeads", weights, `${part}.weight`);
    const bias = weightOf("keepHeads", weights, `${part}.bias`);
    const [, O] = matrixSizes("keepHeads", `${part}.weight`, weight);
    if (O !== width * offsets.length || bias.values.length !== O) {
      throw new RangeError(
        `keepHeads: ${part} has ${O} outputs and ${bias.values.length} biases, want ${width * offsets.length} of each`,
      );
    }
    changed[`${part}.weight`] = take(weight, columns, 1);
    changed[`${part}.bias`] = take(bias, columns, 0);
  }
  return changed;
}
