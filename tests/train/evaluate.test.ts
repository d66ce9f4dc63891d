import { describe, expect, it } from "vitest";
import { evaluate } from "../../lib/train/evaluate.js";

describe("evaluate", () => {
  it("counts what was right, and what was taken for what", () => {
    expect(evaluate([0, 1, 1, 2, 0], [0, 0, 1, 2, 2], 3)).toEqual({
      accuracy: 0.6,
      right: 3,
      total: 5,
      confusion: [
        [1, 1, 0], // actual 0: once right, once taken for 1
        [0, 1, 0],
        [1, 0, 1],
      ],
    });
  });

  it.each<[number[], number[], string]>([
    [[], [], "evaluate: got 0 predictions for 0 labels"],
    [[1], [1, 0], "evaluate: got 1 predictions for 2 labels"],
    [[2], [1], "evaluate: got classes 2 and 1 at 0, want 0 to 1"],
    [[0], [-1], "evaluate: got classes 0 and -1 at 0, want 0 to 1"],
  ])("refuses predictions %j for labels %j", (predicted, actual, says) => {
    expect(() => evaluate(predicted, actual, 2)).toThrow(says);
  });
});
