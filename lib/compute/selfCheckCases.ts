/** A tensor of a self-check. */
export interface CheckTensor {
  shape: number[];
  dtype: "float32" | "int32";
  values: number[];
}

/** A kernel's inputs, and what must come of them. */
export interface CheckCase {
  kernel: string;
  inputs: Record<string, CheckTensor>;
  attributes: Record<string, number | boolean>;
  /** The results, and then the inputs named in `changed`. */
  outputs: CheckTensor[];
  /** Inputs that the kernel writes to. */
  changed: string[];
}

/** Made of PyTorch's numbers in `tests/golden/fused.json` by `tests/golden/selfCheck.py`. */
export const selfCheckCases: readonly CheckCase[] = [
  {
    kernel: "LayerNorm",
    inputs: {
      x: { shape: [2, 3], dtype: "float32", values: [-1.91, 0.35, -0.36, 1.82, -2.21, -0.71] },
      gamma: { shape: [3], dtype: "float32", values: [-0.49, 1.61, -0.51] },
      beta: { shape: [3], dtype: "float32", values: [-0.69, 0.2, -0.18] },
    },
    attributes: { epsilon: 1e-5 },
    outputs: [
      {
        shape: [2, 3],
        dtype: "float32",
        values: [-0.03053989, 1.889078, -0.3313272, -1.334275, -1.584523, -0.0747121],
      },
      { shape: [2], dtype: "float32", values: [-0.64, -0.3666667] },
      { shape: [2], dtype: "float32", values: [1.059714, 0.6013015] },
    ],
    changed: [],
  },
  {
    kernel: "LayerNormGradient",
    inputs: {
      dy: { shape: [2, 3], dtype: "float32", values: [-1.63, 1.2, 0.06, 1.54, -1.29, -1.78] },
      x: { shape: [2, 3], dtype: "float32", values: [-1.91, 0.35, -0.36, 1.82, -2.21, -0.71] },
      gamma: { shape: [3], dtype: "float32", values: [-0.49, 1.61, -0.51] },
      mean: { shape: [2], dtype: "float32", values: [-0.64, -0.3666667] },
      inverse: { shape: [2], dtype: "float32", values: [1.059714, 0.6013015] },
    },
    attributes: {},
    outputs: [
      {
        shape: [2, 3],
        dtype: "float32",
        values: [0.3408684, 0.7441643, -1.085033, -0.3639747, -0.6139067, 0.9778815],
      },
      { shape: [3], dtype: "float32", values: [4.218577, 2.688775, 0.3852786] },
      { shape: [3], dtype: "float32", values: [-0.09, -0.09, -1.72] },
    ],
    changed: [],
  },
  {
    kernel: "LayerNormGradientAdded",
    inputs: {
      dy: { shape: [2, 3], dtype: "float32", values: [-1.63, 1.2, 0.06, 1.54, -1.29, -1.78] },
      x: { shape: [2, 3], dtype: "float32", values: [-1.91, 0.35, -0.36, 1.82, -2.21, -0.71] },
      gamma: { shape: [3], dtype: "float32", values: [-0.49, 1.61, -0.51] },
      mean: { shape: [2], dtype: "float32", values: [-0.64, -0.3666667] },
      inverse: { shape: [2], dtype: "float32", values: [1.059714, 0.6013015] },
      earlier: {
        shape: [2, 3],
        dtype: "float32",
        values: [-0.47, -1.43, -0.27, -0.54, -0.27, 0.08],
      },
    },
    attributes: {},
    outputs: [
      {
        shape: [2, 3],
        dtype: "float32",
        values: [-0.1291316, -0.6858357, -1.355033, -0.9039747, -0.8839067, 1.057881],
      },
      { shape: [3], dtype: "float32", values: [4.218577, 2.688775, 0.3852786] },
      { shape: [3], dtype: "float32", values: [-0.09, -0.09, -1.72] },
    ],
    changed: [],
  },
  {
    kernel: "Gelu",
    inputs: { x: { shape: [3], dtype: "float32", values: [-0.3, -1.16, -0.66] } },
    attributes: {},
    outputs: [{ shape: [3], dtype: "float32", values: [-0.1146291, -0.142912, -0.1680993] }],
    changed: [],
  },
  {
    kernel: "GeluGradient",
    inputs: {
      dy: { shape: [3], dtype: "float32", values: [1.33, 0.86, -0.13] },
      x: { shape: [3], dtype: "float32", values: [-0.3, -1.16, -0.66] },
    },
    attributes: {},
    outputs: [{ shape: [3], dtype: "float32", values: [0.356047, -0.09705256, -0.005601367] }],
    changed: [],
  },
  {
    kernel: "CrossEntropy",
    inputs: {
      logits: { shape: [2, 3], dtype: "float32", values: [2.28, -0.89, 0.63, 0.4, -1.14, -1.33] },
      labels: { shape: [2], dtype: "int32", values: [0, 1] },
    },
    attributes: {},
    outputs: [
      { shape: [], dtype: "float32", values: [1.040403] },
      { shape: [2], dtype: "float32", values: [2.490304, 0.7305012] },
    ],
    changed: [],
  },
  {
    kernel: "CrossEntropyGradient",
    inputs: {
      dy: { shape: [], dtype: "float32", values: [1.21] },
      logits: { shape: [2, 3], dtype: "float32", values: [2.28, -0.89, 0.63, 0.4, -1.14, -1.33] },
      labels: { shape: [2], dtype: "int32", values: [0, 1] },
      logSumExp: { shape: [2], dtype: "float32", values: [2.490304, 0.7305012] },
    },
    attributes: {},
    outputs: [
      {
        shape: [2, 3],
        dtype: "float32",
        values: [-0.1147457, 0.02059244, 0.09415329, 0.4347309, -0.5118019, 0.07707101],
      },
    ],
    changed: [],
  },
  {
    kernel: "Attention",
    inputs: {
      qkv: {
        shape: [1, 3, 6],
        dtype: "float32",
        values: [
          1.59, 0.84, -0.69, -1.06, 1.02, 0.01, 0.87, 1.11, -0.52, -0.07, 0.27, 1.04, -0.09, -0.21,
          0.52, -0.31, -1.03, 1.92,
        ],
      },
    },
    attributes: { heads: 1, causal: true },
    outputs: [
      {
        shape: [1, 3, 2],
        dtype: "float32",
        values: [1.02, 0.01, 0.4896315, 0.7383727, 0.1481655, 0.927749],
      },
      { shape: [1, 1, 3], dtype: "float32", values: [-1.405375, -0.0283361, 1.187989] },
    ],
    changed: [],
  },
  {
    kernel: "AttentionGradient",
    inputs: {
      dy: { shape: [1, 3, 2], dtype: "float32", values: [-0.63, -0.54, -0.7, 0.49, -0.93, 0.02] },
      qkv: {
        shape: [1, 3, 6],
        dtype: "float32",
        values: [
          1.59, 0.84, -0.69, -1.06, 1.02, 0.01, 0.87, 1.11, -0.52, -0.07, 0.27, 1.04, -0.09, -0.21,
          0.52, -0.31, -1.03, 1.92,
        ],
      },
      output: {
        shape: [1, 3, 2],
        dtype: "float32",
        values: [1.02, 0.01, 0.4896315, 0.7383727, 0.1481655, 0.927749],
      },
      logSumExp: { shape: [1, 1, 3], dtype: "float32", values: [-1.405375, -0.0283361, 1.187989] },
    },
    attributes: { heads: 1, causal: true },
    outputs: [
      {
        shape: [1, 3, 6],
        dtype: "float32",
        values: [
          0.0, 0.0, -0.1115067, -0.1214641, -1.181706, -0.3890511, 0.02563271, 0.1492728, 0.1334294,
          0.1726172, -0.7911062, 0.352875, 0.2904885, 0.1579363, -0.02192274, -0.05115306,
          -0.2871875, 0.006176075,
        ],
      },
    ],
    changed: [],
  },
  {
    kernel: "AdamStep",
    inputs: {
      parameter: { shape: [3], dtype: "float32", values: [-1.08, 1.66, -0.03] },
      gradient: { shape: [3], dtype: "float32", values: [0.15, 0.75, -0.69] },
      mean: { shape: [3], dtype: "float32", values: [1.51, 0.0, 0.24] },
      meanSquare: { shape: [3], dtype: "float32", values: [0.69, 0.48, 1.2] },
    },
    attributes: {
      beta1: 0.8,
      beta2: 0.95,
      rate: 0.008673608331108891,
      epsilon: 0.00031224989991991995,
      keep: 0.999,
    },
    outputs: [
      { shape: [3], dtype: "float32", values: [-1.092166, 1.656471, -0.03040404] },
      { shape: [3], dtype: "float32", values: [1.238, 0.15, 0.054] },
      { shape: [3], dtype: "float32", values: [0.656625, 0.484125, 1.163805] },
    ],
    changed: ["mean", "meanSquare"],
  },
  {
    kernel: "AdamSteps",
    inputs: {
      parameter0: { shape: [2], dtype: "float32", values: [1.71, 1.12] },
      gradient0: { shape: [2], dtype: "float32", values: [-0.66, 1.04] },
      mean0: { shape: [2], dtype: "float32", values: [-0.25, -0.13] },
      meanSquare0: { shape: [2], dtype: "float32", values: [0.25, 0.32] },
      parameter1: { shape: [3], dtype: "float32", values: [1.95, 0.51, -0.68] },
      gradient1: { shape: [3], dtype: "float32", values: [0.6, -0.0, -0.07] },
      mean1: { shape: [3], dtype: "float32", values: [-1.07, -0.94, 0.05] },
      meanSquare1: { shape: [3], dtype: "float32", values: [1.55, 0.54, 1.28] },
      parameter2: { shape: [3], dtype: "float32", values: [-1.69, -0.15, 1.24] },
      gradient2: { shape: [3], dtype: "float32", values: [0.83, 0.65, 0.76] },
      mean2: { shape: [3], dtype: "float32", values: [-0.8, 2.7, 0.5] },
      meanSquare2: { shape: [3], dtype: "float32", values: [1.3, 1.26, 0.85] },
    },
    attributes: {
      beta1: 0.8,
      beta2: 0.95,
      rate: 0.00773887811507447,
      epsilon: 0.00037765725201563405,
      keep: 0.999,
      count: 3,
    },
    outputs: [
      { shape: [2], dtype: "float32", values: [1.713332, 1.117536] },
      { shape: [3], dtype: "float32", values: [1.952714, 0.517611, -0.6795024] },
      { shape: [3], dtype: "float32", values: [-1.685055, -0.1659016, 1.234091] },
      { shape: [2], dtype: "float32", values: [-0.332, 0.104] },
      { shape: [2], dtype: "float32", values: [0.25928, 0.35808] },
      { shape: [3], dtype: "float32", values: [-0.736, -0.752, 0.026] },
      { shape: [3], dtype: "float32", values: [1.4905, 0.513, 1.216245] },
      { shape: [3], dtype: "float32", values: [-0.474, 2.29, 0.552] },
      { shape: [3], dtype: "float32", values: [1.269445, 1.218125, 0.83638] },
    ],
    changed: ["mean0", "meanSquare0", "mean1", "meanSquare1", "mean2", "meanSquare2"],
  },
  {
    kernel: "LinearGradient",
    inputs: {
      dy: { shape: [2, 2], dtype: "float32", values: [-2.09, 0.53, -0.09, -0.07] },
      x: { shape: [2, 3], dtype: "float32", values: [0.77, -0.97, 0.09, 0.17, 0.08, 0.91] },
      weight: { shape: [3, 2], dtype: "float32", values: [0.41, -1.09, 0.08, 0.16, 1.2, -0.06] },
    },
    attributes: {},
    outputs: [
      {
        shape: [2, 3],
        dtype: "float32",
        values: [-1.4346, -0.0824, -2.5398, 0.0394, -0.0184, -0.1038],
      },
      {
        shape: [3, 2],
        dtype: "float32",
        values: [-1.6246, 0.3962, 2.0201, -0.5197, -0.27, -0.016],
      },
      { shape: [2], dtype: "float32", values: [-2.18, 0.46] },
    ],
    changed: [],
  },
  {
    kernel: "SgdStep",
    inputs: {
      parameter: { shape: [3], dtype: "float32", values: [1.15, 0.01, -0.28] },
      gradient: { shape: [3], dtype: "float32", values: [-2.13, -1.74, -0.13] },
      velocity: { shape: [3], dtype: "float32", values: [0.92, 1.69, 0.64] },
    },
    attributes: { momentum: 0.9, rate: 0.1 },
    outputs: [
      { shape: [3], dtype: "float32", values: [1.2802, 0.0319, -0.3246] },
      { shape: [3], dtype: "float32", values: [-1.302, -0.219, 0.446] },
    ],
    changed: ["velocity"],
  },
  {
    kernel: "SgdSteps",
    inputs: {
      parameter0: { shape: [2], dtype: "float32", values: [-1.8, 0.08] },
      gradient0: { shape: [2], dtype: "float32", values: [-1.32, 1.08] },
      velocity0: { shape: [2], dtype: "float32", values: [-0.19, -1.78] },
      parameter1: { shape: [3], dtype: "float32", values: [-0.4, 1.18, 0.01] },
      gradient1: { shape: [3], dtype: "float32", values: [1.47, 0.88, 0.88] },
      velocity1: { shape: [3], dtype: "float32", values: [-0.0, 0.76, 1.64] },
      parameter2: { shape: [3], dtype: "float32", values: [0.32, 0.5, 0.38] },
      gradient2: { shape: [3], dtype: "float32", values: [0.9, -0.04, -0.12] },
      velocity2: { shape: [3], dtype: "float32", values: [-0.69, 1.23, 1.86] },
    },
    attributes: { momentum: 0.9, rate: 0.1, count: 3 },
    outputs: [
      { shape: [2], dtype: "float32", values: [-1.6509, 0.1322] },
      { shape: [3], dtype: "float32", values: [-0.547, 1.0236, -0.2256] },
      { shape: [3], dtype: "float32", values: [0.2921, 0.3933, 0.2246] },
      { shape: [2], dtype: "float32", values: [-1.491, -0.522] },
      { shape: [3], dtype: "float32", values: [1.47, 1.564, 2.356] },
      { shape: [3], dtype: "float32", values: [0.279, 1.067, 1.554] },
    ],
    changed: ["velocity0", "velocity1", "velocity2"],
  },
  {
    kernel: "CounterDropout",
    inputs: {
      x: { shape: [2, 3], dtype: "float32", values: [-0.81, -2.05, -0.86, -0.4, -0.31, -0.74] },
    },
    attributes: { seed: 5, threshold: 1288490189, scale: 1.4285714285714286 },
    outputs: [
      {
        shape: [2, 3],
        dtype: "float32",
        values: [-1.157143, -2.928571, 0.0, -0.5714286, 0.0, -1.057143],
      },
    ],
    changed: [],
  },
  {
    kernel: "Lstm",
    inputs: {
      gates: {
        shape: [1, 2, 8],
        dtype: "float32",
        values: [
          0.29, 1.95, 0.16, -0.03, 0.92, -0.38, -0.22, -0.14, 2.42, 0.06, 0.29, -0.01, 1.3, 1.33,
          -1.49, -0.94,
        ],
      },
      stateWeight: {
        shape: [2, 8],
        dtype: "float32",
        values: [
          0.7, 0.58, 0.8, 0.52, 0.17, 0.99, -0.86, 0.13, -0.2, 0.6, 0.58, 0.86, -0.01, 1.65, 0.24,
          0.53,
        ],
      },
    },
    attributes: {},
    outputs: [
      { shape: [1, 2, 2], dtype: "float32", values: [0.1749218, -0.1428994, 0.1234291, 0.0755814] },
      { shape: [1, 2, 2], dtype: "float32", values: [0.4152105, -0.317531, 1.051047, 0.2872472] },
      {
        shape: [1, 2, 8],
        dtype: "float32",
        values: [
          0.5719961, 0.8754466, 0.5399149, 0.4925006, 0.7258974, -0.3627075, 0.4452208, 0.4650571,
          0.9289734, 0.5189197, 0.5859034, 0.489518, 0.869534, 0.8530883, 0.1577947, 0.2703206,
        ],
      },
    ],
    changed: [],
  },
  {
    kernel: "LstmGradient",
    inputs: {
      dy: { shape: [1, 2, 2], dtype: "float32", values: [-1.31, 0.18, -0.15, -0.13] },
      hidden: {
        shape: [1, 2, 2],
        dtype: "float32",
        values: [0.1749218, -0.1428994, 0.1234291, 0.0755814],
      },
      cells: {
        shape: [1, 2, 2],
        dtype: "float32",
        values: [0.4152105, -0.317531, 1.051047, 0.2872472],
      },
      activations: {
        shape: [1, 2, 8],
        dtype: "float32",
        values: [
          0.5719961, 0.8754466, 0.5399149, 0.4925006, 0.7258974, -0.3627075, 0.4452208, 0.4650571,
          0.9289734, 0.5189197, 0.5859034, 0.489518, 0.869534, 0.8530883, 0.1577947, 0.2703206,
        ],
      },
      stateWeight: {
        shape: [2, 8],
        dtype: "float32",
        values: [
          0.7, 0.58, 0.8, 0.52, 0.17, 0.99, -0.86, 0.13, -0.2, 0.6, 0.58, 0.86, -0.01, 1.65, 0.24,
          0.53,
        ],
      },
    },
    attributes: {},
    outputs: [
      {
        shape: [1, 2, 8],
        dtype: "float32",
        values: [
          -0.0883502, -0.002080595, 0.0, 0.0, -0.134528, 0.03999605, -0.1267557, -0.01242715,
          -0.0005270917, -0.006898939, -0.0009254887, 0.00257043, -0.002081657, -0.004576392,
          -0.0155929, -0.007169526,
        ],
      },
      {
        shape: [2, 8],
        dtype: "float32",
        values: [
          -9.219985e-5, -0.001206775, -0.0001618882, 0.0004496244, -0.0003641274, -0.0008005109,
          -0.002727539, -0.001254107, 7.532107e-5, 0.000985854, 0.0001322518, -0.0003673129,
          0.0002974675, 0.0006539635, 0.002228215, 0.001024521,
        ],
      },
    ],
    changed: [],
  },
  {
    kernel: "SparseMatMul",
    inputs: {
      values: { shape: [5], dtype: "float32", values: [0.3, -0.66, 0.5, 2.87, -2.86] },
      columns: { shape: [5], dtype: "int32", values: [0, 1, 2, 1, 2] },
      starts: { shape: [3], dtype: "int32", values: [0, 3, 5] },
      rows: { shape: [5], dtype: "int32", values: [0, 0, 0, 1, 1] },
      x: { shape: [3, 2], dtype: "float32", values: [-0.1, -0.89, -1.25, -0.4, -1.6, 0.22] },
    },
    attributes: {},
    outputs: [{ shape: [2, 2], dtype: "float32", values: [-0.005, 0.107, 0.9885, -1.7772] }],
    changed: [],
  },
  {
    kernel: "QuantizedMatMul",
    inputs: {
      x: {
        shape: [2, 6],
        dtype: "float32",
        values: [-0.92, -0.41, -1.97, 1.31, 0.84, -0.29, 0.21, 0.51, -2.29, 0.03, -0.56, -1.75],
      },
      codes: { shape: [2, 1], dtype: "int32", values: [14951735, 15009710] },
      scales: { shape: [2, 2], dtype: "float32", values: [0.06, 0.13, 0.0556, 0.0388] },
      zeros: { shape: [2, 2], dtype: "float32", values: [13.0, 5.0, 11.0, 5.0] },
      plain: {
        shape: [2, 6],
        dtype: "float32",
        values: [7.0, 3.0, 5.0, 2.0, 4.0, 14.0, 14.0, 10.0, 7.0, 0.0, 5.0, 14.0],
      },
    },
    attributes: { bits: 4, group: 3, zero: 8 },
    outputs: [{ shape: [2, 2], dtype: "float32", values: [0.5634, -0.04794, -1.2688, -0.100952] }],
    changed: [],
  },
];
