import { describe, expect, it } from "vitest";
import { detectDelimiter } from "../../lib/data/delimiter.js";

describe("detectDelimiter", () => {
  it.each([
    ["a,b\n1,2", ","],
    ["a;b\n1;2", ";"],
    ["a\tb\n1\t2", "\t"],
    ["a;b\n1,5;2,5", ";"],
    ["weight, kg;height, m\n1,5;2,5", ";"],
    ["a\tb\n1,5\t2;5", "\t"],
    ["name,note\nx,first; second\ny,third", ","],
    ['"a;b;c",d\n"e;f;g",h', ","],
    ["a,b,c\n1,2,3\n4,5\n6,7,8", ","],
    ["only\n1\n2", ","],
    ["", ","],
    ['a;b\n"open', ";"],
  ])("reads %j as separated by %j", (text, delimiter) => {
    expect(detectDelimiter(text)).toBe(delimiter);
  });

  it("is not misled by the line that its sample cuts", () => {
    const wide = "y".repeat(10_000);
    const row = Array.from({ length: 5 }, () => wide).join(";");
    expect(detectDelimiter(`a,1;b;c;d;e\n${row}\n${row}`)).toBe(";");
  });
});
