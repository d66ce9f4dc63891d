import { element } from "./element.js";
import { type FrameLabels, figureFrame } from "./figureFrame.js";
import { numberText } from "./numberText.js";

/** A tensor on the way through an encoder–decoder. */
export interface FlowTensor {
  /** Where it is, as the model says it: `decoder.layers.0.multihead_attn.weights`, `logits`. */
  name: string;
  /** Of one sentence: without the batch. */
  shape: readonly number[];
  /** The root of the mean of its squares. */
  size: number;
}

export interface EncoderDecoderLabels extends FrameLabels {
  encoder: string;
  decoder: string;
  /** Above the tensors of one layer, counted from 1. */
  layer(number: number): string;
  /** For the last part of a tensor's name, or of its box's, what stands on it; default: the part itself. */
  parts: Readonly<Record<string, string>>;
  /** Where the encoder hands over. */
  bridge: string;
  /** Columns of the table. */
  tensor: string;
  shape: string;
  size: string;
  /** One sentence: how many tensors, and which is chosen. */
  summary(facts: { count: number; tensor: string; shape: string; size: string }): string;
}

export interface EncoderDecoderOptions {
  title: string;
  labels: EncoderDecoderLabels;
  /** In the order in which they are computed; at least one. */
  tensors: readonly FlowTensor[];
  /** The name of the tensor that is chosen at first. Default: the first. */
  chosen?: string;
}

export type EncoderDecoder = HTMLElement & {
  /** The name of the chosen tensor; `input` tells of a change. */
  readonly value: string;
  /** The same tensors with other numbers and shapes; cheap enough for every report of a training run. */
  update(tensors: readonly FlowTensor[]): void;
};

/** Tensors that one box holds, and those boxes that one layer holds. */
const parentOf = (name: string) => name.split(".").slice(0, -1).join(".");
const lastOf = (name: string) => name.split(".").at(-1) as string;
const layerOf = (name: string) => /^\w+\.layers\.(\d+)/.exec(name)?.[1];
const isEncoders = (name: string) => name.startsWith("encoder.");

/**
 * An encoder–decoder Transformer as its tensors: the encoder's at the left, the decoder's at the right, each read from
 * top to bottom in the order of computing, with a box around each attention and each layer. Every tensor is a button
 * that shows how large its numbers are.
 *
 * @throws RangeError if there is no tensor, or `chosen` or an update names one that is not there
 */
export function encoderDecoder({
  title,
  labels,
  tensors,
  chosen = tensors[0]?.name ?? "",
}: EncoderDecoderOptions): EncoderDecoder {
  const names = tensors.map(({ name }) => name);
  if (!names.includes(chosen)) {
    throw new RangeError(
      `encoderDecoder: got ${names.length} tensors and the chosen one “${chosen}”, want it among them`,
    );
  }
  const frame = figureFrame({ title, labels, name: "figure-encoder-decoder" });
  const labelOf = (part: string) => labels.parts[part] ?? part;
  const sizes = new Map<string, HTMLElement>();
  const buttons = new Map<string, HTMLButtonElement>();
  let [value, current] = [chosen, tensors];

  const buttonOf = (name: string) => {
    const size = element("span", { class: "flow-size" });
    const made = element("button", { type: "button", class: "flow-tensor" });
    made.append(element("span", {}, labelOf(lastOf(name))), " ", size);
    made.addEventListener("click", () => choose(name));
    sizes.set(name, size);
    buttons.set(name, made);
    return made;
  };
  const boxesOf = (inside: readonly string[]) =>
    runs(inside, (name) => (/_attn$/.test(parentOf(name)) ? parentOf(name) : name)).map((run) => {
      const [first = ""] = run;
      const row = element("div", { class: "flow-row" }, ...run.map(buttonOf));
      if (run.length === 1) return row;
      const box = lastOf(parentOf(first));
      const cross = box === "multihead_attn" ? [element("p", {}, labels.bridge)] : [];
      const heading = element("p", { class: "flow-name" }, labelOf(box));
      return element("div", { class: "flow-box" }, heading, ...cross, row);
    });
  const halfOf = (name: string, inside: readonly string[]) =>
    element(
      "div",
      { class: "flow-half", role: "group", "aria-label": name },
      element("p", { class: "flow-heading" }, name),
      ...runs(inside, (tensor) => layerOf(tensor) ?? "").map((run) => {
        const number = layerOf(run[0] as string);
        if (number === undefined) return element("div", {}, ...boxesOf(run));
        const heading = element("p", { class: "flow-name" }, labels.layer(Number(number) + 1));
        return element("div", { class: "flow-layer" }, heading, ...boxesOf(run));
      }),
    );
  frame.body.append(
    element(
      "div",
      { class: "flow-halves" },
      halfOf(labels.encoder, names.filter(isEncoders)),
      halfOf(
        labels.decoder,
        names.filter((name) => !isEncoders(name)),
      ),
    ),
  );

  const show = () => {
    for (const { name, size } of current) {
      const text = sizes.get(name) as HTMLElement;
      text.textContent = numberText(size, 2);
    }
    for (const [name, button] of buttons)
      button.setAttribute("aria-pressed", String(name === value));
    const { shape, size } = current.find(({ name }) => name === value) as FlowTensor;
    frame.summarise(
      labels.summary({
        ...{ count: current.length, tensor: value },
        ...{ shape: `[${shape.join(", ")}]`, size: numberText(size, 2) },
      }),
    );
    frame.tabulate(() => [
      {
        columns: [labels.tensor, labels.shape, labels.size],
        rows: current.map((t) => [t.name, `[${t.shape.join(", ")}]`, numberText(t.size, 3)]),
      },
    ]);
  };
  const choose = (name: string) => {
    if (name === value) return;
    value = name;
    show();
    frame.figure.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const update = (next: readonly FlowTensor[]) => {
    const [other] = next.filter(({ name }) => !buttons.has(name));
    if (other || next.length !== names.length) {
      throw new RangeError(
        `encoderDecoder: got ${next.length} tensors${other ? `, among them “${other.name}”` : ""}, want the ${names.length} that are drawn`,
      );
    }
    current = next;
    show();
  };
  show();
  return Object.defineProperties(frame.figure, {
    value: { get: () => value },
    update: { value: update },
  }) as EncoderDecoder;
}

/** Cuts a list where the key of its members changes. */
function runs(list: readonly string[], keyOf: (each: string) => string): string[][] {
  const cut: string[][] = [];
  let last: string | undefined;
  for (const each of list) {
    const key = keyOf(each);
    if (key === last && key !== each) (cut.at(-1) as string[]).push(each);
    else cut.push([each]);
    last = key;
  }
  return cut;
}
