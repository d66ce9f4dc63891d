import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ExpressionError, expression, namesIn } from "../../lib/autograd/expression.js";
import { graphOf } from "../../lib/autograd/graph.js";
import { value } from "../../lib/autograd/scalar.js";

const at = { a: 2, b: -3, c: 10 };
const compute = (text: string) => expression(text, at).data;

describe("expression", () => {
  it.each<[text: string, wanted: number]>([
    ["a*b + c", 4],
    ["c - a - b", 11],
    ["c / a / 5", 1],
    ["2^3^2", 512],
    ["-a^2", -4],
    ["(-a)^2", 4],
    ["a^-1", 0.5],
    ["2 - -3", 5],
    ["--a", 2],
    ["a*-b", 6],
    ["relu(b) + relu(a)", 2],
    ["(a*b + c).tanh", Math.tanh(4)],
    ["a.exp().log", 2],
    ["tanh(a*b + c) ^ 2", Math.tanh(4) ** 2],
    ["1.5e1 + .5", 15.5],
    ["a × b ÷ 2 − 1 · a", -5],
    ["a**2", 4],
    [" ( ( a ) ) ", 2],
  ])("reads %s", (text, wanted) => {
    expect(compute(text)).toBeCloseTo(wanted, 12);
  });

  it("makes one leaf of a name that is written twice", () => {
    const root = expression("a*a + b", at);
    root.backward();
    expect(graphOf(root).nodes.map(({ label }) => label)).toEqual(
      expect.arrayContaining(["a", "b"]),
    );
    expect(graphOf(root).nodes).toHaveLength(4);
    expect(graphOf(root).nodes.find(({ label }) => label === "a")?.grad).toBe(4);
  });

  it("binds a name to a value that exists already", () => {
    const w = value(3, "w");
    expression("w^2", { w }).backward();
    expect(w.grad).toBe(6);
  });

  it("keeps a fixed exponent and a negative number out of the graph", () => {
    expect(graphOf(expression("a^-2", at)).nodes).toHaveLength(2);
    expect(graphOf(expression("-2*a", at)).nodes).toHaveLength(3);
    expect(graphOf(expression("a^b", at)).nodes).toHaveLength(3);
  });

  it("computes sums and products of numbers as JavaScript does", () => {
    const tree = fc.letrec<{ text: string }>((tie) => ({
      text: fc.oneof(
        { depthSize: "small", withCrossShrink: true },
        fc.integer({ min: 0, max: 99 }).map(String),
        fc
          .tuple(tie("text"), fc.constantFrom("+", "-", "*", "/"), tie("text"))
          .map(([left, sign, right]) => `(${left} ${sign} ${right})`),
        fc
          .tuple(tie("text"), fc.constantFrom("+", "-", "*", "/"), tie("text"))
          .map(([left, sign, right]) => `${left} ${sign} ${right}`),
      ),
    })).text;
    const property = fc.property(tree, (text) => {
      expect(expression(text, {}).data).toBe(Function(`return ${text}`)());
    });
    fc.assert(property, { seed: 1 });
  });

  it.each<[text: string, says: string]>([
    ["a*b + *c", "expected a number, a name or '(' at character 7, found '*'"],
    ["", "expected a number, a name or '(' at character 1, found the end"],
    ["a + ", "expected a number, a name or '(' at character 4, found the end"],
    ["(a + b", "expected ')' at character 7, found the end"],
    ["a b", "expected an operator or the end at character 3, found 'b'"],
    ["2a", "expected an operator or the end at character 2, found 'a'"],
    ["a)", "expected an operator or the end at character 2, found ')'"],
    ["a + d", "'d' at character 5 has no value; known names: a, b, c"],
    ["constructor", "'constructor' at character 1 has no value; known names: a, b, c"],
    ["tanh + 1", "expected '(' after tanh at character 6, found '+'"],
    ["sin(a)", "'sin' at character 1 is not a function; functions: exp, log, tanh, relu"],
    ["a.sqrt", "expected one of exp, log, tanh, relu at character 3, found 'sqrt'"],
    ["a % b", "cannot read '%' at character 3"],
    ["a = 2", "cannot read '=' at character 3"],
    ["1.2.3", "expected an operator or the end at character 4, found '.3'"],
  ])("refuses '%s' with a sentence that says where", (text, says) => {
    expect(() => expression(text, at)).toThrow(new ExpressionError(says, 0).message);
    expect(() => expression(text, at)).toThrow(ExpressionError);
  });

  it.each(["(".repeat(100_000), "-".repeat(100_000), "2^".repeat(100_000)])(
    "refuses endless nesting instead of overflowing the stack",
    (text) => {
      expect(() => compute(text)).toThrow(/nested too deeply at character \d+/);
    },
  );

  it("reads a long sum", () => {
    expect(compute(`0${" + a".repeat(20_000)}`)).toBe(40_000);
  });
});

describe("namesIn", () => {
  it("lists each name once, in the order of reading", () => {
    expect(namesIn("tanh(w*x + b) - w")).toEqual(["w", "x", "b"]);
  });

  it("refuses what expression refuses", () => {
    expect(() => namesIn("w*")).toThrow("expected a number, a name or '(' at character 3");
  });
});
