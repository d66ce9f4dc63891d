import { beforeAll, describe, expect } from "vitest";
import { switchDevice } from "../../lib/compute/device.js";
import { followsPyTorch } from "./goldenConvolution.js";

describe.each(["webgpu", "webgl"] as const)("on %s", (device) => {
  beforeAll(async () => {
    expect(await switchDevice(device)).toMatchObject({ name: device, refused: [] });
  });
  followsPyTorch(1e-3);
});
