import * as tf from "@tensorflow/tfjs";
import type { Cases, Run } from "./case.js";

const cases: Cases = {
  mod: (x, y) => tf.mod(x, y),
  floorDiv: (x, y) => tf.floorDiv(x, y),
  "add int32": (x, y) => tf.add(x, y),
  "mul int32": (x, y) => tf.mul(x, y),
  addN: (...terms) => tf.addN(terms),
  logicalNot: (x) => tf.logicalNot(x),
  where: (condition, x, y) => tf.where(condition, x, y),
  "where of a comparison": (x) => tf.where(positive(x), tf.square(x), tf.neg(x)),
  prelu: (x, alpha) => tf.prelu(x, alpha),
  sign: (x) => tf.sign(x),
  floor: (x) => tf.floor(x),
  ceil: (x) => tf.ceil(x),
  round: (x) => tf.round(x),
  step: (x) => tf.step(x),
  "sigmoid far out": (x) => tf.sigmoid(x),
  "tanh far out": (x) => tf.tanh(x),
  "cast to int32": (x) => tf.cast(x, "int32"),
  "cast float32 to bool": (x) => tf.cast(x, "bool"),
  "cast int32 to bool": (x) => tf.cast(x, "bool"),
  "cast bool to float32": (x) => tf.cast(x, "float32"),
  "cast int32 to float32": (x) => tf.cast(x, "float32"),
  "fake quantization": (x) => x.div(0.05).round().clipByValue(-127, 127).mul(0.05),
  "quantized integers": (x) => x.div(0.05).round().clipByValue(-127, 127).toInt(),
};

const everyShape: Cases = { add: tf.add, sub: tf.sub, mul: tf.mul, div: tf.div };
const someShapes: Cases = {
  pow: tf.pow,
  maximum: tf.maximum,
  minimum: tf.minimum,
  squaredDifference: tf.squaredDifference,
  eq: tf.equal,
  ne: tf.notEqual,
  lt: tf.less,
  le: tf.lessEqual,
  gt: tf.greater,
  ge: tf.greaterEqual,
  logicalAnd: tf.logicalAnd,
  logicalOr: tf.logicalOr,
};
const shapes = ["same shape", "row", "column by row"];
const moreShapes = [...shapes, "middle ones", "scalar", "single", "primes", "rank 4"];
for (const [name, run] of Object.entries(everyShape)) {
  for (const shape of moreShapes) cases[`${name} ${shape}`] = run;
}
for (const [name, run] of Object.entries(someShapes)) {
  for (const shape of shapes) cases[`${name} ${shape}`] = run;
}

const unary: Cases = {
  neg: tf.neg,
  abs: tf.abs,
  square: tf.square,
  sqrt: tf.sqrt,
  rsqrt: tf.rsqrt,
  reciprocal: tf.reciprocal,
  exp: tf.exp,
  expm1: tf.expm1,
  log: tf.log,
  log1p: tf.log1p,
  sin: tf.sin,
  cos: tf.cos,
  tanh: tf.tanh,
  sigmoid: tf.sigmoid,
  softplus: tf.softplus,
  erf: tf.erf,
  relu: tf.relu,
  relu6: tf.relu6,
  leakyRelu: (x) => tf.leakyRelu(x, 0.1),
  elu: tf.elu,
  selu: tf.selu,
  clip: (x) => tf.clipByValue(x, -0.52, 0.77),
  "gelu by erf": (x) => x.mul(tf.erf(x.mul(Math.SQRT1_2)).add(1)).mul(0.5),
  "gelu by tanh": (x) => {
    const inner = x.add(x.mul(x).mul(x).mul(0.044715)).mul(Math.sqrt(2 / Math.PI));
    return x.mul(tf.tanh(inner).add(1)).mul(0.5);
  },
  silu: (x) => x.mul(tf.sigmoid(x)),
};
for (const [name, run] of Object.entries(unary)) {
  const one: Run = (x) => run(x);
  cases[name] = one;
  cases[`${name} of one`] = one;
}

/** A comparison has no gradient in tfjs, not even inside a condition: its input must be cut off. */
function positive(x: tf.Tensor): tf.Tensor {
  return tf.cast(tf.step(x), "bool");
}

export const elementwise = cases;
