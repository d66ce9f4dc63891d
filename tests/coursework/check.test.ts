import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Check,
  expectClose,
  expectFunction,
  expectRowSums,
  fail,
  pass,
} from "../../lib/coursework/check.js";
import { runCheck } from "../../lib/coursework/runCheck.js";

const dTanh: Check = {
  names: ["dTanh"],
  check(values) {
    const f = expectFunction(values.dTanh, "dTanh");
    for (const x of [0, 0.5, -2]) expectClose(f(x), 1 - Math.tanh(x) ** 2, { name: `dTanh(${x})` });
    return pass("Both signs right.");
  },
};
const judge = (value: unknown) => runCheck(dTanh, { dTanh: value });

describe("runCheck", () => {
  it("passes a right answer with its praise", async () => {
    expect(await judge((x: number) => 1 - Math.tanh(x) ** 2)).toEqual(pass("Both signs right."));
  });

  it.each([
    {
      wrong: "no return",
      value: () => {},
      says: "dTanh(0) is undefined: did you forget to return?",
    },
    { wrong: "tanh itself", value: Math.tanh, says: "dTanh(0) is 0, expected 1." },
    {
      wrong: "the sign",
      value: (x: number) => Math.tanh(x) ** 2 - 1,
      says: "dTanh(0) is -1, expected 1: the size is right, the sign is not.",
    },
    {
      wrong: "a factor",
      value: (x: number) => 2 * (1 - Math.tanh(x) ** 2),
      says: "dTanh(0) is 2, expected 1: that is 2 times as much.",
    },
    { wrong: "a string", value: () => "1", says: 'dTanh(0) is "1", expected a number.' },
    { wrong: "NaN", value: () => Number.NaN, says: "dTanh(0) is NaN: look for a division by zero" },
    { wrong: "a number", value: 3, says: "dTanh is 3, expected a function." },
    { wrong: "async", value: async () => 1, says: "dTanh(0) is a promise: did you forget await" },
    {
      wrong: "an error",
      value: () => {
        throw new TypeError("x is not iterable");
      },
      says: "dTanh(0) threw an error: x is not iterable",
    },
  ])("names the mistake: $wrong", async ({ value, says }) => {
    const verdict = await judge(value);
    expect(verdict.passed).toBe(false);
    expect(verdict.message).toContain(says);
  });

  it("names a missing name and what is there instead", async () => {
    const { message } = await runCheck(dTanh, { dTan: 1, other: 2 });
    expect(message).toBe(
      "the cell does not define dTanh. It defines dTan, other: is it a spelling?",
    );
    expect((await runCheck(dTanh, {})).message).toContain("It defines no names yet.");
  });

  it("awaits what the cell declared, and says when that failed", async () => {
    const check: Check = { names: ["x"], check: ({ x }) => (x === 2 ? pass() : fail("not 2")) };
    expect(await runCheck(check, { x: Promise.resolve(2) })).toEqual(pass());
    const failed = await runCheck(check, { x: Promise.reject(new Error("lost")) });
    expect(failed.message).toBe("x threw an error: lost");
  });

  it("says that an async call gave nothing or failed", async () => {
    const check: Check = {
      names: ["f"],
      async check({ f }) {
        return pass(String(await expectFunction(f, "f")(1)));
      },
    };
    const messageOf = async (f: unknown) => (await runCheck(check, { f })).message;
    expect(await messageOf(async () => 3)).toBe("3");
    expect(await messageOf(async () => {})).toBe("f(1) is undefined: did you forget to return?");
    expect(await messageOf(() => Promise.reject(new Error("lost")))).toBe(
      "f(1) threw an error: lost",
    );
  });

  it("gives up on a check that never ends", async () => {
    const check: Check = { names: [], check: () => new Promise(() => {}) };
    expect(await runCheck(check, {}, 20)).toEqual(
      fail("the check took too long (over 0.02 seconds): does something wait for ever?"),
    );
  });

  it("turns a check's own accident into a verdict", async () => {
    const broken: Check = {
      names: [],
      check: () => {
        throw new TypeError("rows is not iterable");
      },
    };
    const silent = { names: [], check: () => undefined } as unknown as Check;
    expect((await runCheck(broken, {})).message).toContain("rows is not iterable");
    expect((await runCheck(silent, {})).message).toContain("gave no verdict");
  });
});

describe("expectClose", () => {
  const compare = (actual: unknown, expected: Parameters<typeof expectClose>[1]) => () =>
    expectClose(actual, expected, { name: "W" });

  it("names the first element that is wrong, counting from 1", () => {
    expect(compare([1, 2, 4], [1, 2, 3])).toThrow("element 3 of W is 4, expected 3.");
    expect(
      compare(
        [
          [1, 2],
          [3, 5],
        ],
        [
          [1, 2],
          [3, 4],
        ],
      ),
    ).toThrow("row 2, column 2 of W is 5, expected 4.");
    expect(compare([[[1]]], [[[0.5]]])).toThrow("W[0][0][0] is 1, expected 0.5");
  });

  it("names another length and another kind", () => {
    expect(compare([1, 2], [1, 2, 3])).toThrow("W has 2 elements, expected 3.");
    expect(
      compare(
        [[1, 2]],
        [
          [1, 2],
          [3, 4],
        ],
      ),
    ).toThrow("W has 1 row, expected 2.");
    expect(
      compare(
        [[1, 2], [3]],
        [
          [1, 2],
          [3, 4],
        ],
      ),
    ).toThrow("row 2 of W has 1 column, expected 2.");
    expect(compare(3, [3])).toThrow("W is 3, expected an array.");
    expect(compare([3], 3)).toThrow("W is [3], expected a number.");
    expect(compare(undefined, 3)).toThrow("W is undefined: fill in its value.");
  });

  it("reads typed arrays", () => {
    expect(compare(new Float32Array([1, 2]), [1, 2])).not.toThrow();
    expect(compare(new Float32Array([1, 2]), new Float64Array([1, 7]))).toThrow("element 2 of W");
  });

  it("shows enough digits to tell the two numbers apart", () => {
    expect(compare(1.00002, 1)).toThrow("W is 1.00002, expected 1.");
    expect(compare(0.829999, 1)).toThrow("W is 0.83, expected 1.");
  });

  it("accepts what is within tolerance and refuses what is not, at any size", () => {
    const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    const property = fc.property(
      value,
      fc.double({ min: 1.01, max: 50, noNaN: true }),
      (x, far) => {
        const step = 1e-5 * Math.max(1, Math.abs(x));
        expectClose([x + step * 0.9], [x], { name: "W" });
        expect(() => expectClose([x + step * far], [x], { name: "W" })).toThrow("element 1 of W");
      },
    );
    fc.assert(property, { seed: 3 });
  });
});

describe("expectRowSums", () => {
  it("says which row sums to what", () => {
    const rows = [
      [0.5, 0.5],
      [0.8, 0.03],
    ];
    expect(() => expectRowSums(rows, 1, { name: "A" })).toThrow(
      "row 2 of A sums to 0.83, expected 1.",
    );
    expect(() => expectRowSums(rows.slice(0, 1), 1, { name: "A" })).not.toThrow();
  });
});
