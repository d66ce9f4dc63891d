import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkGradients } from "../../lib/autograd/checkGradients.js";
import { expression } from "../../lib/autograd/expression.js";
import { type Value, value } from "../../lib/autograd/scalar.js";
import goldens from "../golden/autogradScalar.json";

/** Equal to 1e-9, relative above 1. */
function expectNear(actual: number, wanted: number): void {
  expect(Math.abs(actual - wanted)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(wanted)));
}

describe("Value", () => {
  it("sends 1 to both inputs of a sum and each factor to the other input of a product", () => {
    const [a, b, c] = [value(2), value(-3), value(10)];
    const root = a.mul(b).add(c);
    root.backward();
    expect(root.data).toBe(4);
    expect([a.grad, b.grad, c.grad, root.grad]).toEqual([-3, 2, 1, 1]);
  });

  it("gives micrograd's README example its value and gradients", () => {
    const a = value(-4);
    const b = value(2);
    let c = a.add(b);
    let d = a.mul(b).add(b.pow(3));
    c = c.add(c.add(1));
    c = c.add(value(1).add(c).add(a.neg()));
    d = d.add(d.mul(2).add(b.add(a).relu()));
    d = d.add(d.mul(3).add(b.sub(a).relu()));
    const f = c.sub(d).pow(2);
    const g = f.div(2).add(value(10).div(f));
    g.backward();
    expectNear(g.data, 24.70408163265306);
    expectNear(a.grad, 138.83381924198252);
    expectNear(b.grad, 645.5772594752186);
  });

  it.each(goldens)("agrees with PyTorch on $text at $at", ({ text, at, value: y, grads }) => {
    const leaves: Record<string, Value> = Object.fromEntries(
      Object.entries(at).map(([name, x]) => [name, value(x, name)]),
    );
    const root = expression(text, leaves);
    root.backward();
    expectNear(root.data, y);
    for (const [name, wanted] of Object.entries(grads)) {
      expectNear((leaves[name] as Value).grad, wanted as number);
    }
  });

  it("adds up what reaches a shared node along every path", () => {
    const a = value(3);
    const b = a.mul(a); // two edges from the same node
    b.add(b).add(a).backward(); // 2a² + a
    expect(a.grad).toBe(13);
    expect(b.grad).toBe(2);
  });

  it("adds a second pass to the leaves and starts what lies between from 0", () => {
    const a = value(3);
    const b = a.mul(2);
    const root = b.mul(b); // 4a²
    root.backward();
    root.backward();
    expect(a.grad).toBe(48); // twice 8a; counting b.grad twice would give 72
    expect(b.grad).toBe(12);
    expect(root.grad).toBe(1);
  });

  it("adds up two losses that share a part", () => {
    const a = value(2);
    const shared = a.pow(2);
    shared.mul(3).backward();
    shared.mul(5).backward();
    expect(a.grad).toBe(32);
  });

  it("adds 1 when the root is itself a leaf", () => {
    const a = value(2);
    a.backward();
    a.backward();
    expect(a.grad).toBe(2);
  });

  it("forgets every gradient of its graph on zeroGrad", () => {
    const a = value(2);
    const b = a.exp();
    const root = b.log();
    root.backward();
    root.zeroGrad();
    expect([a.grad, b.grad, root.grad]).toEqual([0, 0, 0]);
    root.backward();
    expect(a.grad).toBeCloseTo(1, 12);
  });

  it("uses the local derivatives of the moment it was computed, even if a leaf changes later", () => {
    const a = value(3);
    const root = a.mul(a);
    a.data = 100;
    root.backward();
    expect(a.grad).toBe(6);
  });

  it("walks back through 100,000 operations in a moment", () => {
    const a = value(1);
    let root = a;
    for (let i = 0; i < 100_000; i++) root = root.add(a);
    const start = process.cpuUsage();
    root.backward();
    expect(a.grad).toBe(100_001);
    const { user, system } = process.cpuUsage(start); // microseconds; other programs do not count
    expect((user + system) / 1e6).toBeLessThan(2); // about 0.1 s
  });

  it("visits a node once however many paths lead to it", () => {
    let root = value(1);
    const a = root;
    for (let i = 0; i < 60; i++) root = root.add(root); // 2⁶⁰ paths
    root.backward();
    expect(a.grad).toBe(2 ** 60);
  });

  it("follows IEEE arithmetic where an operation is not defined", () => {
    expect(value(1).div(0).data).toBe(Infinity);
    expect(value(0).div(0).data).toBeNaN();
    expect(value(-1).log().data).toBeNaN();
    const lost = value(Number.NaN);
    const root = lost.relu();
    root.backward();
    expect([root.data, lost.grad]).toEqual([Number.NaN, 1]); // as in PyTorch
  });
});

const number = fc.double({ min: -3, max: 3, noNaN: true });
const apart = number.filter((x) => Math.abs(x) > 0.1); // away from relu's kink and from poles

describe("the derivative", () => {
  const smooth: [name: string, f: (a: Value, b: Value) => Value][] = [
    ["add", (a, b) => a.add(b)],
    ["sub", (a, b) => a.sub(b)],
    ["mul", (a, b) => a.mul(b)],
    ["div", (a, b) => a.div(b)],
    ["pow with a variable exponent", (a, b) => a.mul(a).pow(b)],
    ["pow with a fixed exponent", (a, b) => a.pow(3).add(b.pow(-2))],
    ["neg", (a, b) => a.neg().add(b)],
    ["exp", (a, b) => a.exp().mul(b)],
    ["log", (a, b) => a.mul(a).log().mul(b)],
    ["tanh", (a, b) => a.tanh().mul(b.tanh())],
    ["relu", (a, b) => a.relu().mul(b.relu())],
  ];
  it.each(smooth)("of %s agrees with central differences", (_, f) => {
    const property = fc.property(apart, apart, (a, b) => {
      for (const { error } of checkGradients(f, [a, b])) expect(error).toBeLessThan(1e-6);
    });
    fc.assert(property, { seed: 1 });
  });

  const gradient = (f: (a: Value, b: Value) => Value, a: number, b: number) => {
    const leaves = [value(a), value(b)] as const;
    f(...leaves).backward();
    return leaves.map((leaf) => leaf.grad);
  };
  const f = (a: Value, b: Value) => a.mul(b).tanh();
  const g = (a: Value, b: Value) => a.exp().add(b.mul(b));

  it("is linear", () => {
    const property = fc.property(number, number, number, number, (a, b, s, t) => {
      const [df, dg] = [gradient(f, a, b), gradient(g, a, b)];
      const both = gradient((x, y) => f(x, y).mul(s).add(g(x, y).mul(t)), a, b);
      both.forEach((d, i) => {
        expectNear(d, s * (df[i] as number) + t * (dg[i] as number));
      });
    });
    fc.assert(property, { seed: 2 });
  });

  it("of a product is f′g + fg′", () => {
    const property = fc.property(number, number, (a, b) => {
      const [df, dg] = [gradient(f, a, b), gradient(g, a, b)];
      const [y, z] = [f(value(a), value(b)).data, g(value(a), value(b)).data];
      gradient((p, q) => f(p, q).mul(g(p, q)), a, b).forEach((d, i) => {
        expectNear(d, (df[i] as number) * z + y * (dg[i] as number));
      });
    });
    fc.assert(property, { seed: 3 });
  });

  it("does not depend on whether equal parts are shared or computed twice", () => {
    const property = fc.property(number, number, (a, b) => {
      const shared = gradient(
        (x, y) => {
          const part = f(x, y);
          return part.mul(part).add(part);
        },
        a,
        b,
      );
      const repeated = gradient((x, y) => f(x, y).mul(f(x, y)).add(f(x, y)), a, b);
      shared.forEach((d, i) => {
        expectNear(d, repeated[i] as number);
      });
    });
    fc.assert(property, { seed: 4 });
  });
});

describe("checkGradients", () => {
  it("reports both derivatives of x² at 3", () => {
    const [check] = checkGradients((x) => x.named("x").mul(x), [3]);
    expect(check).toMatchObject({ name: "x", backward: 6 });
    expect(check?.numerical).toBeCloseTo(6, 7);
  });

  it("sees a gradient that is wrong by one part in a hundred", () => {
    const wrong = (x: Value) => {
      const y = x.mul(x);
      return y
        .mul(1)
        .add(value(0).mul(x))
        .sub(value(y.data * 0.01)); // the constant moves with x
    };
    expect(checkGradients(wrong, [3])[0]?.error).toBeGreaterThan(1e-3);
  });
});
