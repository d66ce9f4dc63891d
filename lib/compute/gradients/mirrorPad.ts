import type { GradConfig } from "@tensorflow/tfjs";

/** tfjs 4.22 forgets the mirrored values in this gradient; no number is better than a wrong one. */
export const mirrorPad: GradConfig = {
  kernelName: "MirrorPad",
  gradFunc: () => {
    throw new Error("mirrorPad: has no gradient here; pad with slices and concat instead");
  },
};
