import { expect, test } from "vitest";
import "../../lessons/theme/flow.css";
import { encoderDecoder } from "../../lib/figures/encoderDecoder.js";
import { words } from "../../lib/words/words.js";
import { buttonNamed, expectAccessible, expectToFit, mountFigure, textsOf } from "./mountFigure.js";

const labels = words.figures.encoderDecoder;
const names = [
  "encoder.embedding",
  "encoder.layers.0.norm1",
  "encoder.layers.0.self_attn.q",
  "encoder.layers.0.self_attn.weights",
  "encoder.layers.0.sum1",
  "encoder.layers.1.sum1",
  "decoder.embedding",
  "decoder.layers.0.self_attn.q",
  "decoder.layers.0.self_attn.k",
  "decoder.layers.0.multihead_attn.q",
  "decoder.layers.0.multihead_attn.weights",
  "logits",
];
const tensorsOf = (size: number, shape = [5, 8]) => names.map((name) => ({ name, shape, size }));
const make = (chosen?: string) =>
  encoderDecoder({
    ...{ title: "All tensors", labels, tensors: tensorsOf(0.5) },
    ...(chosen && { chosen }),
  });

test("has a button for each tensor, in two halves, layers and boxes", async () => {
  const figure = await mountFigure(make());
  const halves = [...figure.querySelectorAll(".flow-half")];
  expect(halves.map((half) => half.querySelectorAll("button").length)).toEqual([6, 6]);
  expect(textsOf(figure, ".flow-layer > .flow-name")).toEqual(["Layer 1", "Layer 2", "Layer 1"]);
  expect(textsOf(figure, ".flow-box > .flow-name")).toEqual([
    "Self-attention",
    "Self-attention",
    "Cross-attention",
  ]);
  expect(textsOf(figure, ".flow-box")[2]).toContain("k and v come from the encoder’s result");
  expect(halves[1]?.lastElementChild?.textContent).toContain("logits 0.5");
  await expectAccessible(figure);
  expectToFit(figure);
});

test("tells which tensor was chosen, once for each change", async () => {
  const figure = await mountFigure(make("logits"));
  expect(figure.value).toBe("logits");
  let inputs = 0;
  figure.addEventListener("input", () => inputs++);
  const button = buttonNamed(figure, "embedding × √C 0.5");
  button.click();
  button.click();
  expect([figure.value, inputs]).toEqual(["encoder.embedding", 1]);
  expect(figure.querySelectorAll('[aria-pressed="true"]')).toHaveLength(1);
  expect(button.getAttribute("aria-pressed")).toBe("true");
  expect(textsOf(figure, ".figure-summary")).toEqual([
    "12 tensors; chosen is encoder.embedding, of shape [5, 8], with a root mean square of 0.5.",
  ]);
});

test("follows new numbers, keeps what was chosen, and lists all in a table", async () => {
  const figure = await mountFigure(make("logits"));
  figure.update(tensorsOf(0.25, [4, 8]));
  expect(figure.value).toBe("logits");
  expect(textsOf(figure, ".flow-size")).toEqual(names.map(() => "0.25"));
  expect(textsOf(figure, ".figure-summary")[0]).toContain("[4, 8]");
  (figure.querySelector("details") as HTMLDetailsElement).open = true;
  await new Promise((done) => setTimeout(done, 50));
  expect(figure.querySelectorAll("tbody tr")).toHaveLength(names.length);
});

test("refuses a tensor that is not there", () => {
  expect(() => make("memory")).toThrow(
    "encoderDecoder: got 12 tensors and the chosen one “memory”, want it among them",
  );
  expect(() => encoderDecoder({ title: "", labels, tensors: [] })).toThrow("got 0 tensors");
  const figure = make();
  expect(() => figure.update(tensorsOf(1).slice(1))).toThrow("want the 12 that are drawn");
  expect(() => figure.update([{ name: "other", shape: [1], size: 1 }])).toThrow("“other”");
});
