import type { Device } from "../compute/device.js";
import { words } from "../words/words.js";
import type { Notices } from "./notices.js";

type Compute = typeof import("../compute/device.js") &
  typeof import("../compute/deviceName.js") &
  typeof import("../compute/threads.js") &
  typeof import("../compute/wasmFiles.js");

const say = words.page.device;

/**
 * Which device computes, why, and a switch: in the page's header. The device itself opens when the
 * first cell needs a tensor.
 */
export class DevicePanel {
  readonly #notices: Notices;
  readonly #rerun: () => void;
  readonly #summary = document.querySelector<HTMLElement>("#device-name");
  readonly #why = document.querySelector<HTMLElement>("#device-why");
  readonly #choice = document.querySelector<HTMLSelectElement>("#device-choice");
  #compute: Promise<Compute> | undefined;
  #ready: Promise<Device> | undefined;
  #reopened = false;
  #device: Device | undefined;
  /** A sentence on the threads of WebAssembly. */
  #threads = "";

  constructor(notices: Notices, rerun: () => void) {
    this.#notices = notices;
    this.#rerun = rerun;
    const wanted = new URLSearchParams(location.search).get("device");
    if (
      this.#choice &&
      wanted &&
      this.#choice.querySelector(`option[value="${CSS.escape(wanted)}"]`)
    ) {
      this.#choice.value = wanted;
    }
    this.#choice?.addEventListener("change", () => void this.#switch(this.#choice?.value ?? ""));
  }

  /** Opens the device, once; resolves when tensors can be made. */
  ready(): Promise<Device> {
    this.#ready ??= this.#open();
    return this.#ready;
  }

  async #open(): Promise<Device> {
    const compute = await this.#load();
    const { wanted, refused } = compute.wantedDevice(location.search);
    if (refused) this.#notices.show("device", refused);
    const { count, why } = compute.threadCount(location.search);
    compute.setThreads(count);
    this.#threads = why;
    compute.onThreadTrouble((sentence) => {
      this.#threads = sentence;
      if (this.#device) this.#show(this.#device);
    });
    compute.onDeviceLost(({ sentence }) => void this.#lost(sentence));
    const device = await compute.openDevice(wanted);
    this.#show(device);
    return device;
  }

  #load(): Promise<Compute> {
    this.#compute ??= (async () => {
      const [device, deviceName, threads, wasmFiles] = await Promise.all([
        import("../compute/device.js"),
        import("../compute/deviceName.js"),
        import("../compute/threads.js"),
        import("../compute/wasmFiles.js"),
      ]);
      const links = document.querySelectorAll<HTMLAnchorElement>("a[data-wasm]");
      const files = [...links].map((link) => [link.dataset.wasm as string, link.href]);
      wasmFiles.setWasmFiles(Object.fromEntries(files));
      return { ...device, ...deviceName, ...threads, ...wasmFiles };
    })();
    return this.#compute;
  }

  /** The reader chose a device: the page's address remembers it, and the cells run again. */
  async #switch(name: string): Promise<void> {
    const address = new URL(location.href);
    if (name === "") address.searchParams.delete("device");
    else address.searchParams.set("device", name);
    history.replaceState(null, "", address);
    this.#notices.hide("device");
    if (!this.#ready) return; // nothing computes yet: the choice holds from the start
    const compute = await this.#load();
    this.#ready = compute.switchDevice(compute.wantedDevice(location.search).wanted);
    this.#show(await this.#ready);
    this.#rerun();
  }

  /** After a first loss the page runs again by itself; after another one when the reader says so. */
  async #lost(sentence: string): Promise<void> {
    const again = async () => {
      this.#notices.hide("device");
      this.#ready = (await this.#load()).reopenDevice();
      this.#show(await this.#ready);
      this.#rerun();
    };
    if (!this.#reopened) {
      this.#reopened = true;
      await again();
      this.#notices.show("device", say.recovered(sentence));
    } else this.#notices.show("device", sentence, { label: say.runAgain, run: () => void again() });
  }

  #show(device: Device): void {
    this.#device = device;
    if (this.#summary) this.#summary.textContent = words.compute.device[device.name];
    if (!this.#why) return;
    const lines = [
      `${device.why} ${say.runsOn(device.adapter)}`,
      ...(device.name === "wasm" ? [this.#threads] : []),
      ...device.refused.map(({ name, reason }) => say.refused(words.compute.device[name], reason)),
      ...(device.switchedOff.length > 0
        ? [words.compute.switchedOff(device.switchedOff.join(", "))]
        : []),
    ];
    this.#why.replaceChildren(
      ...lines.map((line) => {
        const paragraph = document.createElement("p");
        paragraph.textContent = line;
        return paragraph;
      }),
    );
  }
}
