import { describe, expect, it } from "vitest";
import { naiveBayes } from "../../lib/data/naiveBayes.js";

// Manning, Raghavan and Schütze 2008, example 13.1: Chinese 0, Beijing 1, Shanghai 2, Macao 3, Tokyo 4, Japan 5.
const rows = [
  [0, 1, 0],
  [0, 0, 2],
  [0, 3],
  [4, 5, 0],
];
const labels = [1, 1, 1, 0];
const sizes = { vocabSize: 6, classes: 2 };

describe("naive Bayes", () => {
  it("decides the textbook's example: three times Chinese outweighs Tokyo and Japan", () => {
    expect(naiveBayes({ rows, labels }, sizes)([0, 0, 0, 4, 5])).toBe(1);
    // By hand: 3/4 (3/7)³ (1/14)² = 3.0e-4 beats 1/4 (2/9)⁵ = 1.4e-4, and 3/4 (3/7) (1/14)² = 1.6e-3 does not beat 1/4 (2/9)³ = 2.7e-3.
    expect(naiveBayes({ rows, labels }, sizes)([0, 4, 5])).toBe(0);
  });

  it("knows no order, and no word rules a class out", () => {
    const guess = naiveBayes({ rows, labels }, sizes);
    expect(guess([5, 0, 4, 0, 0])).toBe(guess([0, 0, 0, 4, 5]));
    expect(guess([0, 0, 0, 0, 0, 5])).toBe(1); // Japan was never seen in class 1
  });

  it("weighs the classes by how often they were", () => {
    const guess = naiveBayes(
      { rows: [[0], [0], [1], [1], [1], [0]], labels: [0, 0, 0, 0, 0, 1] },
      sizes,
    );
    expect(guess([])).toBe(0);
  });

  it("refuses what does not fit", () => {
    expect(() => naiveBayes({ rows: [], labels: [] }, sizes)).toThrow("got 0 labels for 0 rows");
    expect(() => naiveBayes({ rows: [[0]], labels: [2] }, sizes)).toThrow(
      "got class 2, want 0 to 1",
    );
  });
});
