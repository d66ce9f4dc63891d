import * as tf from "@tensorflow/tfjs";
import { withMemory } from "./compiled.js";
import { type CompiledCall, compiledKernel } from "./compiledKernels.js";
import { callKernel, free, input } from "./kernel.js";

type Shape4 = [number, number, number, number];
type Info = tf.backend_util.Conv2DInfo;
type ConvAttributes = Pick<tf.Conv2DAttrs, "strides" | "pad" | "dimRoundingMode">;

/** A convolution's sizes; its dilation is 1. */
function convInfo(x: number[], filter: number[], attrs: ConvAttributes): Info {
  const { strides, pad, dimRoundingMode } = attrs;
  return tf.backend_util.computeConv2DInfo(
    x as Shape4,
    filter as Shape4,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
}

/** Those sizes in the order in which the compiled kernels take them. */
function sizesOf(info: Info): number[] {
  return [
    ...[info.batchSize, info.inHeight, info.inWidth, info.inChannels],
    ...[info.filterHeight, info.filterWidth, info.outChannels, info.outHeight, info.outWidth],
    ...[info.strideHeight, info.strideWidth, info.padInfo.top, info.padInfo.left],
  ];
}

function patchBytesOf({ exports }: CompiledCall<unknown>, info: Info): number {
  const patch = info.filterHeight * info.filterWidth * info.inChannels;
  return exports.patchBytes(info.outHeight * info.outWidth, patch);
}

function withPatches(
  call: CompiledCall<unknown>,
  info: Info,
  use: (...places: [scratch: number, patches: number]) => void,
): void {
  withMemory(call.backend, patchBytesOf(call, info), (patches) => use(call.scratch, patches));
}

/** One image's patches beyond this many bytes leave the caches; the stock kernel makes none. */
const largestPatches = 2 ** 22;

type ForwardAttributes = tf.Conv2DAttrs & Partial<tf.FusedConv2DAttrs>;

/**
 * Convolution, also with bias and relu. What ours does not do is left to the stock kernel.
 *
 * @param stock the kernel that this one replaces
 */
const forward = (stock: tf.KernelConfig) =>
  compiledKernel<ForwardAttributes>(stock.kernelName, (call) => {
    const { inputs, backend, attrs, exports, at, place, make } = call;
    const { dataFormat = "NHWC", dilations, activation = "linear" } = attrs;
    const [x, filter] = [input(call, "x"), input(call, "filter")];
    const info = convInfo(x.shape, filter.shape, attrs);
    const plain =
      dataFormat === "NHWC" &&
      [dilations ?? 1].flat().every((dilation) => dilation === 1) &&
      (activation === "linear" || activation === "relu") &&
      (!inputs.bias || tf.util.sizeFromShape(inputs.bias.shape) === info.outChannels);
    if (!plain || x.dtype !== "float32" || patchBytesOf(call, info) > largestPatches) {
      return stock.kernelFunc({
        inputs: inputs as tf.NamedTensorInfoMap,
        backend,
        attrs: attrs as unknown as tf.NamedAttrMap,
      }) as tf.TensorInfo;
    }
    const out = make(info.outShape);
    const operands = [at("x"), at("filter"), inputs.bias ? at("bias") : 0, place(out)];
    withPatches(call, info, (...places) =>
      exports.conv2d(...operands, ...sizesOf(info), ...places),
    );
    if (activation === "linear") return out;
    const bent = callKernel(backend, "Relu", { x: out });
    free(backend, out);
    return bent;
  });

/** The gradient of a convolution's filter, missing in stock tfjs. */
const conv2dFilterGradient = compiledKernel<tf.Conv2DBackpropFilterAttrs>(
  "Conv2DBackpropFilter",
  (call) => {
    const { attrs, exports, at, place, make } = call;
    assertNhwc("conv2dBackpropFilter", attrs.dataFormat);
    const info = convInfo(input(call, "x").shape, attrs.filterShape, attrs);
    const out = make(attrs.filterShape);
    withPatches(call, info, (...places) =>
      exports.conv2dFilterGradient(at("x"), at("dy"), place(out), ...sizesOf(info), ...places),
    );
    return out;
  },
);

/** The gradient of a convolution's images, and the transposed convolution. The stock kernel is a scalar loop. */
const conv2dInputGradient = compiledKernel<tf.Conv2DBackpropInputAttrs>(
  "Conv2DBackpropInput",
  (call) => {
    const { attrs, exports, at, place, make } = call;
    assertNhwc("conv2dBackpropInput", attrs.dataFormat);
    const info = convInfo(attrs.inputShape, input(call, "filter").shape, attrs);
    const out = make(attrs.inputShape);
    withPatches(call, info, (...places) =>
      exports.conv2dInputGradient(at("dy"), at("filter"), place(out), ...sizesOf(info), ...places),
    );
    return out;
  },
);

const maxPoolGradient = compiledKernel<tf.MaxPoolGradAttrs>("MaxPoolGrad", (call) => {
  const { attrs, exports, at, place, make } = call;
  const { filterSize, strides, pad, dimRoundingMode } = attrs;
  const { shape } = input(call, "input");
  const info = tf.backend_util.computePool2DInfo(
    shape as Shape4,
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  const out = make(shape);
  exports.maxPoolGradient(
    ...[at("input"), at("dy"), place(out)],
    ...[info.batchSize, info.inHeight, info.inWidth, info.inChannels],
    ...[info.filterHeight, info.filterWidth, info.outHeight, info.outWidth],
    ...[info.strideHeight, info.strideWidth, info.padInfo.top, info.padInfo.left],
  );
  return out;
});

/** Convolution kernels that run on the compiled module; call it before they are registered. */
export const convolutions = () => [
  ...["Conv2D", "FusedConv2D"].map((name) => forward(tf.getKernel(name, "wasm"))),
  conv2dFilterGradient,
  conv2dInputGradient,
  maxPoolGradient,
];

function assertNhwc(caller: string, dataFormat: string): void {
  if (dataFormat !== "NHWC") {
    throw new Error(`${caller}: the images are ${dataFormat}, want NHWC`);
  }
}
