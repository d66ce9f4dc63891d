import * as tf from "@tensorflow/tfjs";
import { afterEach, describe, expect, it } from "vitest";
import {
  currentDevice,
  type DeviceLost,
  onDeviceLost,
  openDevice,
  reopenDevice,
  switchDevice,
} from "../../lib/compute/device.js";
import { DeviceLostError } from "../../lib/compute/deviceLostError.js";

/** How each GPU interface lets a page kill its own device. */
const kill = {
  webgpu: () => (tf.backend() as unknown as { device: GPUDevice }).device.destroy(),
  webgl: () => {
    const { gpgpu } = tf.backend() as unknown as { gpgpu: { gl: WebGL2RenderingContext } };
    gpgpu.gl.getExtension("WEBGL_lose_context")?.loseContext();
  },
};

const forget: (() => void)[] = [];
afterEach(() => {
  for (const stop of forget.splice(0)) stop();
});

/** Resolves with the next loss and how long it took to be heard of, in ms. */
function nextLoss(): Promise<DeviceLost & { delayMs: number }> {
  const start = performance.now();
  return new Promise((resolve) => {
    forget.push(onDeviceLost((event) => resolve({ ...event, delayMs: performance.now() - start })));
  });
}

const product = () => tf.matMul(tf.ones([3, 4]), tf.fill([4, 2], 0.5));

describe.each(["webgpu", "webgl"] as const)("when the %s device is lost", (name) => {
  it("says so within a second, lets no read hang and runs again", async () => {
    const device = await switchDevice(name);
    expect(device.name).toBe(name);
    const kept = product();
    expect([...(await kept.data())]).toEqual([2, 2, 2, 2, 2, 2]);

    const summed = tf.sum(product());
    const fresh = product();
    const loss = nextLoss();
    const reads = [summed.data(), fresh.data(), fresh.data()];
    kill[name]();
    for (const read of reads) await expect(read).rejects.toThrow(DeviceLostError);
    const { delayMs, sentence, device: lost } = await loss;
    expect(delayMs).toBeLessThan(1000);
    expect(lost).toBe(device);
    expect(sentence).toMatch(/was lost.*Run the page again/);
    expect(currentDevice()).toBeUndefined();

    expect(() => tf.add(kept, 1)).toThrow(DeviceLostError);
    expect(() => tf.tensor([1, 2])).toThrow(DeviceLostError);
    await expect(kept.data()).rejects.toThrow(DeviceLostError);

    const again = await reopenDevice();
    expect(again).toMatchObject({ name, forced: true, refused: [] });
    expect(currentDevice()).toBe(again);
    expect([...(await product().data())]).toEqual([2, 2, 2, 2, 2, 2]);
    await expect(kept.data()).rejects.toThrow(DeviceLostError);
    tf.dispose([kept, fresh, summed]);
  });

  it("is heard of a second time too, and openDevice starts it anew", async () => {
    await switchDevice(name);
    const loss = nextLoss();
    kill[name]();
    expect((await loss).device.name).toBe(name);
    const [first, second] = await Promise.all([openDevice(), openDevice()]);
    expect(first.name).toBe(name);
    expect(second).toBe(first);
    expect([...(await product().data())]).toEqual([2, 2, 2, 2, 2, 2]);
  });

  it("leaves a page alone that has gone to another device", async () => {
    await switchDevice(name);
    const backend = tf.backend();
    expect(backend).toBe(tf.engine().findBackend(name));
    const killNow = kill[name];
    const killed = new Promise<void>((resolve) => {
      const tensor = product();
      killNow();
      void tensor.data().catch(() => resolve());
    });
    await switchDevice("cpu");
    await killed;
    expect(currentDevice()?.name).toBe("cpu");
    expect([...(await product().data())]).toEqual([2, 2, 2, 2, 2, 2]);
    expect((await switchDevice(name)).name).toBe(name);
    expect([...(await product().data())]).toEqual([2, 2, 2, 2, 2, 2]);
  });
});
