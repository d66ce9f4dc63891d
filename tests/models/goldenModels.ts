import * as tf from "@tensorflow/tfjs";
import { cnn } from "../../lib/models/cnn.js";
import { gpt } from "../../lib/models/gpt.js";
import { lstm } from "../../lib/models/lstm.js";
import cnnGolden from "../golden/cnn.json";
import gptGolden from "../golden/gpt.json";
import lstmGolden from "../golden/lstm.json";
import type { Bound, Golden } from "./goldenModel.js";

const tokensOf = (rows: number[][]) => tf.tensor2d(rows, undefined, "int32");

/** Every model that has a golden, on the golden's input. */
export const goldenModels: Record<string, { golden: Golden; bind(): Bound }> = {
  gpt: {
    golden: gptGolden,
    bind() {
      const { parameters, forward } = gpt(gptGolden.config);
      const tokens = tokensOf(gptGolden.tokens);
      return { parameters, forward: () => forward(tokens) };
    },
  },
  cnn: {
    golden: cnnGolden,
    bind() {
      const { parameters, forward } = cnn(cnnGolden.config);
      const { values, shape } = cnnGolden.x;
      const images = tf.tensor4d(values, shape as [number, number, number, number]);
      return { parameters, forward: () => forward(images) };
    },
  },
  lstm: {
    golden: lstmGolden,
    bind() {
      const { parameters, forward } = lstm(lstmGolden.config);
      const tokens = tokensOf(lstmGolden.tokens);
      return { parameters, forward: () => forward(tokens) };
    },
  },
};
