import { describe, expect, it } from "vitest";
import { graphOf } from "../../lib/autograd/graph.js";
import { value } from "../../lib/autograd/scalar.js";
import { whyNotFinite } from "../../lib/autograd/whyNotFinite.js";

describe("graphOf", () => {
  it("writes down a*b + a with every local derivative", () => {
    const a = value(2, "a");
    const b = value(-3, "b");
    const product = a.mul(b);
    const root = product.add(a).named("loss");
    root.backward();
    const { nodes, edges } = graphOf(root);
    expect(nodes.at(-1)).toEqual({ id: "n3", op: "+", label: "loss", data: -4, grad: 1 });
    const named = (label: string) => nodes.find((node) => node.label === label);
    expect(named("a")).toMatchObject({ op: "leaf", data: 2, grad: -2 });
    expect(named("b")).toMatchObject({ op: "leaf", data: -3, grad: 2 });
    const times = nodes.find((node) => node.op === "*")?.id;
    expect(edges).toEqual([
      { from: named("a")?.id, to: times, local: -3 },
      { from: named("b")?.id, to: times, local: 2 },
      { from: times, to: "n3", local: 1 },
      { from: named("a")?.id, to: "n3", local: 1 },
    ]);
  });

  it("draws two edges where a node is used twice", () => {
    const a = value(5);
    expect(graphOf(a.mul(a)).edges).toEqual([
      { from: "n0", to: "n1", local: 5 },
      { from: "n0", to: "n1", local: 5 },
    ]);
  });

  it("lists inputs before results", () => {
    let root = value(1);
    for (let i = 0; i < 5; i++) root = root.add(root.tanh()).mul(root);
    const { nodes, edges } = graphOf(root);
    const place = new Map(nodes.map(({ id }, i) => [id, i]));
    for (const { from, to } of edges) {
      expect(place.get(from)).toBeLessThan(place.get(to) as number);
    }
  });
});

describe("whyNotFinite", () => {
  it("is silent while every number is finite", () => {
    expect(whyNotFinite(value(2).log().div(3))).toBeUndefined();
  });

  it.each([
    [value(1).div(value(2).sub(2)).tanh(), "1 / 0 is Infinity: nothing can be divided by zero."],
    [value(0).log().add(1), "log(0) is -Infinity: log needs a number above zero."],
    [value(-2).log(), "log(-2) is NaN: log needs a number above zero."],
    [value(1000).exp().sub(1), "exp(1000) is Infinity: it is too large."],
    [value(Number.NaN, "x").mul(2), "x is NaN."],
    [value(0).pow(0.5), "0 to a power that gave 0 is 0, but its derivative by 0 is Infinity."],
    [
      value(-8).pow(value(0.5)),
      "(-8) ^ 0.5 is NaN: a negative number has no real power with a fraction in it.",
    ],
  ])("names the first operation that left the finite numbers", (root, says) => {
    expect(whyNotFinite(root)).toBe(says);
  });
});
