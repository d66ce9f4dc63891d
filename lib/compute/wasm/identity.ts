import { tensor } from "@tensorflow/tfjs";
import { input, kernel, reshaped } from "./kernel.js";

/** Identity without the copy that the stock kernel makes: both names share one memory. */
export const identity = kernel("Identity", (call) => {
  const x = input(call, "x");
  if (x.dtype === "string") return tensor(call.backend.readSync(x.dataId), x.shape, x.dtype);
  return reshaped(call.backend, x, x.shape);
});
