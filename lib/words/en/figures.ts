type Texts<K extends string> = Readonly<Record<K, string>>;
type Counts<K extends string> = Readonly<Record<K, number>>;

const table = "Numbers";

/** What the figures of `lib/figures` say; a page passes each table as the figure's `labels`. */
export const figures = {
  lossCurve: {
    table,
    summary: (series: readonly Texts<"name" | "first" | "last" | "step">[]) =>
      series.length === 0
        ? "No step has run yet."
        : `${series.map((s) => `${s.name}: ${s.first} at first, ${s.last} at step ${s.step}`).join("; ")}.`,
  },
  computationGraph: {
    table,
    first: "First step",
    back: "Step back",
    forwardStep: "Step forward",
    last: "Last step",
    step: "Step",
    value: "value",
    gradient: "grad",
    node: "node",
    operation: "operation",
    edge: "edge",
    localDerivative: "local derivative",
    weight: "weight",
    shouldBe: (value: string) => `should be ${value}`,
    summary: (facts: Counts<"nodes" | "edges"> & Texts<"output" | "value">) =>
      `${facts.nodes} nodes and ${facts.edges} edges compute ${facts.output} = ${facts.value}.`,
    inputs: (names: readonly string[]) => `We start from the inputs: ${names.join(", ")}.`,
    forward: (facts: Texts<"name" | "value" | "operation"> & { operands: readonly string[] }) =>
      `Forwards: ${facts.operation} of ${facts.operands.join(" and ")} gives ${facts.name} = ${facts.value}.`,
    seed: (output: string) =>
      `Backwards starts at the output: ∂${output}/∂${output} = 1, because ${output} moves exactly as much as itself.`,
    backward: (
      facts: Texts<"output" | "operand" | "result" | "local" | "upstream" | "before" | "after"> & {
        fault?: string;
      },
    ) => {
      const { output, operand, result, local, upstream, before, after, fault } = facts;
      const rule = `∂${output}/∂${operand} += ∂${result}/∂${operand} × ∂${output}/∂${result}`;
      const numbers = `${before} + ${bracket(local)} × ${bracket(upstream)}`;
      if (fault === undefined) return `Backwards: ${rule} = ${numbers} = ${after}.`;
      return `Backwards, broken (${fault}): ${rule} should be ${numbers}, but becomes ${after}.`;
    },
    wrong: (count: number) =>
      count === 0
        ? "No gradient is wrong so far."
        : `${count} ${count === 1 ? "gradient is" : "gradients are"} wrong so far.`,
    breakEdge: "Break an edge",
    noEdge: "none",
    faultRule: "Bug",
  },
  decisionRegions: {
    table,
    heldOut: "held out",
    misclassified: "classified wrongly",
    actual: "class",
    predicted: "predicted",
    summary: (facts: Counts<"points" | "wrong" | "heldOut" | "heldOutWrong">) =>
      `${facts.points - facts.wrong} of ${facts.points} points lie in the region of their own class${
        facts.heldOut > 0
          ? `, and ${facts.heldOut - facts.heldOutWrong} of the ${facts.heldOut} held-out ones`
          : ""
      }.`,
  },
  gradientByLayer: {
    table,
    layer: "layer",
    summary: (series: readonly Texts<"name" | "first" | "last" | "firstLayer" | "lastLayer">[]) =>
      series.length === 0
        ? "There is no gradient to show yet."
        : `${series
            .map((s) => `${s.name}: ${s.first} in ${s.firstLayer}, ${s.last} in ${s.lastLayer}`)
            .join("; ")}.`,
  },
  tensorGrid: {
    header: (facts: Texts<"dtype" | "shape">) => `${facts.dtype} ${facts.shape}`,
    range: (min: string, max: string) => `from ${min} to ${max}`,
    notFinite: (nan: number, infinite: number, range: string | undefined) => {
      const others = [
        ...(nan ? [`${nan} NaN`] : []),
        ...(infinite ? [`${infinite} infinite`] : []),
      ];
      return range ? `${range}, but for ${others.join(" and ")}` : `only ${others.join(" and ")}`;
    },
    empty: "no elements",
    previous: (axis: string) => `Previous ${axis}`,
    next: (axis: string) => `Next ${axis}`,
    elided: (count: number) => `${count} left out`,
  },
  normAxes: {
    before: "as they come",
    after: "normalized",
    mean: "mean",
    deviation: "deviation",
    example: (n: number) => `example ${n}`,
    feature: (n: number) => `feature ${n}`,
    summary: (facts: Counts<"groups" | "size"> & Texts<"sharedBy">) =>
      `The ${facts.size} numbers of each ${facts.sharedBy} share a mean and a deviation: ${facts.groups} of each in all.`,
  },
  derivativePlot: {
    table,
    summary: (facts: Texts<"x" | "y" | "slope">) =>
      `At ${facts.x} the curve is at ${facts.y} and its slope is ${facts.slope}.`,
    reading: (facts: Texts<"nudge" | "predicted" | "actual" | "slope">) =>
      `Nudge the input by ${facts.nudge}: the slope ${facts.slope} says the output moves by ${facts.predicted}; it moves by ${facts.actual}.`,
    point: "Input",
    slope: "slope",
    curve: "curve",
    tangent: "tangent",
  },
  trainingControls: {
    group: "Training",
    train: "Train",
    resume: "Resume",
    pause: "Pause",
    stop: "Stop",
    again: "Train again",
    seed: "Seed",
    progress: "Training progress",
    states: {
      ready: "Not started.",
      running: "Training…",
      paused: "Paused.",
      stopped: "Stopped.",
      done: "Done.",
    },
  },
  confusionTable: {
    actual: "actual",
    predicted: "predicted",
    recall: "recall",
    total: "all",
    summary: (facts: Texts<"accuracy" | "worst" | "worstRecall"> & Counts<"correct" | "total">) =>
      facts.total === 0
        ? "Nothing has been classified yet."
        : `${facts.correct} of ${facts.total} are right (${facts.accuracy}); the lowest recall is ${facts.worstRecall}, for ${facts.worst}.`,
  },
  attentionMap: {
    table,
    query: "query",
    key: "key",
    weight: "weight",
    empty: "There are no tokens to show.",
    reading: (
      facts: Texts<"query" | "key"> & {
        isHidden: boolean;
        heads: readonly Texts<"name" | "weight">[];
      },
    ) => {
      const { query, key, isHidden, heads } = facts;
      if (isHidden) return `The query “${query}” may not read the key “${key}”: the mask hides it.`;
      const weights = heads.map((h) => (heads.length > 1 ? `${h.name} ${h.weight}` : h.weight));
      return `The query “${query}” reads the key “${key}” with weight ${weights.join(", ")}.`;
    },
    summary: (
      facts: Counts<"queries" | "keys"> & {
        heads: readonly Texts<"name" | "query" | "key" | "weight">[];
      },
    ) => {
      const { queries, keys, heads } = facts;
      const links = heads.map(({ name, query, key, weight }) => {
        const link = `“${query}” reads “${key}” with ${weight}`;
        return heads.length > 1 ? `in ${name} ${link}` : link;
      });
      return `${queries} ${queries === 1 ? "query" : "queries"} (rows), ${keys} ${keys === 1 ? "key" : "keys"} (columns). Strongest: ${links.join("; ")}.`;
    },
  },
  tokenStrip: {
    table,
    place: "place",
    text: "token",
    id: "id",
    more: (count: number) => `… and ${count.toLocaleString("en")} more`,
  },
  mergeSteps: {
    table,
    first: "No merge yet",
    back: "Step back",
    forwardStep: "Step forward",
    last: "Last merge",
    step: "Merges learnt",
    merge: "merge",
    pair: "pair",
    token: "new token",
    count: "seen",
    tokens: "tokens then",
    start: (tokens: number) => `No merge yet: ${counted(tokens, "token")}, one for each byte.`,
    merged: (
      { left, right, text, id, count }: Texts<"left" | "right" | "text"> & Counts<"id" | "count">,
      tokens: number,
    ) =>
      `${left} and ${right}, seen side by side ${count === 1 ? "once" : `${count.toLocaleString("en")} times`}, become ${text}, token ${id}. That leaves ${counted(tokens, "token")}.`,
    summary: (merges: number, first: number, last: number) =>
      `${counted(merges, "merge")} make ${counted(last, "token")} of ${first}.`,
  },
  encoderDecoder: {
    table,
    encoder: "Encoder: reads the source",
    decoder: "Decoder: writes the target",
    layer: (number: number) => `Layer ${number}`,
    parts: {
      embedding: "embedding × √C",
      positions: "+ positions",
      norm: "last norm",
      norm1: "norm",
      norm2: "norm",
      norm3: "norm",
      sum1: "+ input",
      sum2: "+ input",
      sum3: "+ input",
      hidden: "feed-forward, hidden",
      linear2: "feed-forward, output",
      self_attn: "Self-attention",
      multihead_attn: "Cross-attention",
    } as Readonly<Record<string, string>>,
    bridge: "k and v come from the encoder’s result",
    tensor: "Tensor",
    shape: "Shape",
    size: "Root mean square",
    summary: (facts: Counts<"count"> & Texts<"tensor" | "shape" | "size">) =>
      `${facts.count} tensors; chosen is ${facts.tensor}, of shape ${facts.shape}, with a root mean square of ${facts.size}.`,
  },
  signedMap: {
    table,
    hint: "Point at a cell, or walk over the cells with the arrow keys.",
    reading: ({ row, column, value }: Texts<"row" | "column" | "value">) =>
      `Row ${row}, column ${column}: ${value}.`,
  },
  neighbours: {
    table,
    word: "Word",
    right: "right",
    wrong: "wrong",
    neighbour: "neighbour",
    cosine: "cosine",
    summary: (word: string, models: readonly { name: string; words: readonly string[] }[]) =>
      `Nearest to ${word}: ${models.map(({ name, words }) => `${words.join(", ")} (${name})`).join("; ")}.`,
  },
  comparisonBars: {
    table,
    name: "model",
    value: "value",
    runs: "single runs",
    summary: (bars: readonly Texts<"name" | "value">[]) =>
      `${bars.map((b) => `${b.name} ${b.value}`).join(", ")}.`,
  },
  learningCurve: {
    table,
    mean: "mean",
    interval: "95 % interval",
    runs: "single runs",
    range: (low: string, high: string) => `${low} to ${high}`,
    summary: (arms: readonly Texts<"name" | "first" | "last">[], most: string) =>
      arms.length === 0
        ? "Nothing has been trained yet."
        : `${arms.map((a) => `${a.name}: ${a.first} with the fewest examples, ${a.last} with ${most}`).join("; ")}.`,
  },
  workCounters: {
    table: "Kernels",
    what: "what",
    amount: "how many",
    meaning: "meaning",
    launches: "launches",
    launchesMean: "programs that the device ran",
    submits: "submits",
    submitsMean: "bundles of commands sent to a GPU; only WebGPU has them",
    uploads: "uploads",
    uploadsMean: "tensors whose numbers went to the device",
    readBacks: "read-backs",
    readBacksMean: "tensors whose numbers were asked back",
    left: "tensors left",
    leftMean: "more than before, and not freed yet",
    kernel: "kernel",
    times: "times",
    count: (count: number) => count.toLocaleString("en"),
    sized: (count: number, bytes: number) =>
      count === 0 ? "0" : `${count.toLocaleString("en")} (${size(bytes)})`,
    summary: (work: Counts<"launches" | "uploads" | "readBacks">) =>
      `${times(work.launches, "launch", "launches")}, ${times(work.uploads, "upload")}, ${times(work.readBacks, "read-back")}.`,
  },
  distributionBars: {
    table,
    columns: ["what may come next", "probability", "drawn from"] as const,
    cut: "cut",
    others: (count: number) => `${count.toLocaleString("en")} others`,
    summary: (facts: Texts<"best" | "share" | "bits"> & Counts<"left" | "all">) =>
      `${facts.best} has ${facts.share}; ${facts.left} of ${facts.all} are left, with an entropy of ${facts.bits} bits.`,
    legend: ["probability at first", "drawn from"] as const,
  },
  downloadButtons: {
    group: "Download what was trained",
    all: "Make the files",
    making: "Making …",
    ready: "Ready: save each of them.",
    nothing: "Nothing is trained yet, so there is nothing to download.",
    failed: "The files could not be made. Train again, then try once more.",
    file: (name: string, size: string) => `${name} (${size})`,
  },
  trainingShelf: {
    group: "Trainings kept in this browser",
    keep: "Keep this training",
    name: "Under the name",
    nothing: "None is kept yet.",
    keeping: "Keeping …",
    kept: (name: string) => `Kept as “${name}”.`,
    row: (facts: Texts<"name" | "size" | "date"> & Counts<"taken">) =>
      `“${facts.name}”, after ${facts.taken.toLocaleString("en")} updates, ${facts.size}, ${facts.date}`,
    bringBack: "Bring back",
    bringBackLabel: (name: string) => `Bring back “${name}”`,
    broughtBack: (name: string) => `“${name}” is back.`,
    forget: "Delete",
    forgetLabel: (name: string) => `Delete “${name}”`,
    failed: "That did not work. Nothing has changed.",
    untrained: "Nothing is trained yet, so there is nothing to keep.",
  },
  headGrid: {
    table,
    head: (layer: number, head: number) => `Layer ${layer + 1}, head ${head + 1}`,
    axes: "Down: the token that asks. Across: the token that is read. Darker: read more.",
    off: "(off)",
    columns: ["head", "token (place)", "reads most", "weight"] as const,
    summary: (facts: Counts<"heads" | "layers" | "length">) =>
      `What ${facts.heads} heads in ${facts.layers === 1 ? "one layer" : `${facts.layers} layers`} read, for a sequence of ${facts.length} tokens.`,
  },
  reshapePicture: {
    table: "Places",
    first: "First number",
    back: "Previous number",
    forwardStep: "Next number",
    last: "Last number",
    step: "The number that is followed",
    number: "number",
    memory: "In memory:",
    summary: (number: string, places: readonly Texts<"axes" | "place">[]) =>
      `${number} is at ${places.map(({ axes, place }) => `${place} of ${axes}`).join(", then at ")}.`,
  },
};

function times(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}

function size(bytes: number): string {
  const kilobytes = Math.abs(bytes) / 1000;
  if (kilobytes < 1) return `${bytes} bytes`;
  const [amount, unit] = kilobytes < 1000 ? [bytes / 1e3, "kB"] : [bytes / 1e6, "MB"];
  return `${amount.toLocaleString("en", { maximumSignificantDigits: 3 })} ${unit}`;
}

const counted = (count: number, one: string) =>
  `${count.toLocaleString("en")} ${one}${count === 1 ? "" : "s"}`;

/** A negative factor in a product reads wrongly without brackets. */
function bracket(number: string): string {
  return number.startsWith("−") ? `(${number})` : number;
}
