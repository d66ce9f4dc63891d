import { describe, expect, it } from "vitest";
import { cnn } from "../../lib/models/cnn.js";

describe("cnn", () => {
  it("refuses sizes that cannot be", () => {
    expect(() => cnn({ size: 28, outputs: 2.5 })).toThrow(
      "cnn: got size 28, channels 1, filters [16,32] and outputs 2.5, want positive whole numbers",
    );
    expect(() => cnn({ size: 3, outputs: 2 })).toThrow(
      "cnn: an image of size 3 cannot be halved 2 times; want fewer filters",
    );
  });
});
