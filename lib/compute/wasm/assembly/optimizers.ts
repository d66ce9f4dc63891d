import { multiplyAdd } from "./lanes";

/**
 * One step of Adam or AdamW. `mean` and `meanSquare` are changed where they lie; the parameter's new numbers go to `out`.
 *
 * @param rate the learning rate, corrected for the means' start at 0
 * @param epsilon likewise
 * @param keep what is left of the parameter first, `1 - learningRate · weightDecay`
 */
export function adamStep(
  parameter: usize,
  gradient: usize,
  mean: usize,
  meanSquare: usize,
  out: usize,
  count: i32,
  beta1: f32,
  beta2: f32,
  rate: f32,
  epsilon: f32,
  keep: f32,
): void {
  const b1 = f32x4.splat(beta1);
  const b2 = f32x4.splat(beta2);
  const c1 = f32x4.splat(1 - beta1);
  const c2 = f32x4.splat(1 - beta2);
  const rates = f32x4.splat(rate);
  const epsilons = f32x4.splat(epsilon);
  const keeps = f32x4.splat(keep);
  const lanes = count & ~3;
  let i = 0;
  for (; i < lanes; i += 4) {
    const g = v128.load(gradient);
    const m = multiplyAdd(v128.load(mean), b1, f32x4.mul(g, c1));
    const v = multiplyAdd(v128.load(meanSquare), b2, f32x4.mul(f32x4.mul(g, g), c2));
    v128.store(mean, m);
    v128.store(meanSquare, v);
    const move = f32x4.div(f32x4.mul(m, rates), f32x4.add(f32x4.sqrt(v), epsilons));
    v128.store(out, f32x4.sub(f32x4.mul(v128.load(parameter), keeps), move));
    gradient += 16;
    mean += 16;
    meanSquare += 16;
    parameter += 16;
    out += 16;
  }
  for (; i < count; i++) {
    const g = load<f32>(gradient);
    const m: f32 = load<f32>(mean) * beta1 + g * (1 - beta1);
    const v: f32 = load<f32>(meanSquare) * beta2 + g * g * (1 - beta2);
    store<f32>(mean, m);
    store<f32>(meanSquare, v);
    const move: f32 = (m * rate) / (Mathf.sqrt(v) + epsilon);
    store<f32>(out, load<f32>(parameter) * keep - move);
    gradient += 4;
    mean += 4;
    meanSquare += 4;
    parameter += 4;
    out += 4;
  }
}

/** One step of gradient descent with momentum. `velocity` is changed where it lies. */
export function sgdStep(
  parameter: usize,
  gradient: usize,
  velocity: usize,
  out: usize,
  count: i32,
  momentum: f32,
  rate: f32,
): void {
  const momenta = f32x4.splat(momentum);
  const rates = f32x4.splat(rate);
  const lanes = count & ~3;
  let i = 0;
  for (; i < lanes; i += 4) {
    const v = multiplyAdd(v128.load(velocity), momenta, v128.load(gradient));
    v128.store(velocity, v);
    v128.store(out, f32x4.sub(v128.load(parameter), f32x4.mul(v, rates)));
    gradient += 16;
    velocity += 16;
    parameter += 16;
    out += 16;
  }
  for (; i < count; i++) {
    const v: f32 = load<f32>(velocity) * momentum + load<f32>(gradient);
    store<f32>(velocity, v);
    store<f32>(out, load<f32>(parameter) - v * rate);
    gradient += 4;
    velocity += 4;
    parameter += 4;
    out += 4;
  }
}
