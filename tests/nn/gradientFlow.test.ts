import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { gradientFlow } from "../../lib/nn/gradientFlow.js";
import { random } from "../../lib/tensor/random.js";

const ends = async (activation: "relu" | "tanh" | "sigmoid", initialization: "he" | "xavier") => {
  const flow = await gradientFlow({ depth: 20, width: 32, activation, initialization });
  return (flow[0]?.gradientNorm as number) / (flow[19]?.gradientNorm as number);
};

describe("gradientFlow", () => {
  it("measures one identity layer as by hand", async () => {
    const { normal } = random(3);
    const [x, w] = [normal(), normal()]; // the example is drawn first
    const [layer] = await gradientFlow({
      depth: 1,
      width: 1,
      batch: 1,
      seed: 3,
      activation: "identity",
      initialization: "large",
    });
    const y = w * x;
    expect(layer?.gradientNorm).toBeCloseTo(Math.abs(2 * y * x), 5); // d y² / d w
    expect(layer?.activationSize).toBeCloseTo(Math.abs(y), 5);
    expect(layer?.layer).toBe(1);
  });

  it("shows gradients that vanish through sigmoids and survive with relu and he", async () => {
    expect(await ends("sigmoid", "xavier")).toBeLessThan(1e-6);
    const relu = await ends("relu", "he");
    expect(relu).toBeGreaterThan(0.05);
    expect(relu).toBeLessThan(20);
  });

  it("shows signals that explode with large weights", async () => {
    const flow = await gradientFlow({
      depth: 10,
      width: 32,
      activation: "relu",
      initialization: "large",
    });
    expect(flow[9]?.activationSize).toBeGreaterThan(1e4 * (flow[0]?.activationSize as number));
  });

  it("gives the same numbers for the same seed and frees its tensors", async () => {
    const config = { depth: 4, width: 8, activation: "tanh", initialization: "xavier" } as const;
    const before = tf.memory().numTensors;
    expect(await gradientFlow(config)).toEqual(await gradientFlow(config));
    expect(await gradientFlow(config)).not.toEqual(await gradientFlow({ ...config, seed: 2 }));
    expect(tf.memory().numTensors).toBe(before);
  });

  it("refuses a network without layers", async () => {
    const config = { width: 8, activation: "tanh", initialization: "xavier" } as const;
    await expect(gradientFlow({ ...config, depth: 0 })).rejects.toThrow(
      "gradientFlow: got depth 0, want a positive whole number",
    );
  });
});
