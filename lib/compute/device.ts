import * as tf from "@tensorflow/tfjs";
import { words } from "../words/words.js";
import { type DeviceName, deviceNames } from "./deviceName.js";
import { probe, startBackend } from "./startBackend.js";
import { type LossWatch, watchLoss } from "./watchLoss.js";

/** What runs the page's tensors, and how it came to. */
export interface Device {
  name: DeviceName;
  /** Whether a GPU's interface is imitated by a program on the main processor. */
  software: boolean;
  /** What it runs on, for a reader. */
  adapter: string;
  /** A sentence. */
  why: string;
  /** What was tried before it, each with a sentence. */
  refused: { name: DeviceName; reason: string }[];
  /** Whether it is the one that was asked for. */
  forced: boolean;
  /** Our kernels that gave wrong numbers here, so that compositions of tfjs's take their place. */
  switchedOff: string[];
}

export interface OpenOptions {
  /** Whether a GPU may hand small tensors to the processor; default: not when it was asked for. */
  cpuForward?: boolean;
}

export interface DeviceLost {
  device: Device;
  sentence: string;
}

interface Request extends OpenOptions {
  wanted: DeviceName | undefined;
}

// The page has one device, so this module holds it.
let current: Device | undefined;
let request: Request = { wanted: undefined };
let turn: Promise<unknown> = Promise.resolve();
const watched = new Map<DeviceName, LossWatch>();
const listeners = new Set<(event: DeviceLost) => void>();

/**
 * Opens the page's device: the one that is wanted, or the first that starts of a real GPU through
 * WebGPU, one through WebGL, WebAssembly, JavaScript. Only that device's backend is loaded. Calling
 * it again gives the open device, or opens one anew after a loss or for another wish.
 *
 * @param wanted may run on software; when it cannot start, the next in order does
 * @throws Error with every reason when nothing starts
 */
export function openDevice(wanted?: DeviceName, options: OpenOptions = {}): Promise<Device> {
  return inTurn(async () => {
    if (current && (wanted === undefined || wanted === request.wanted)) return current;
    if (wanted !== undefined || !current)
      request = { ...options, wanted: wanted ?? request.wanted };
    return open();
  });
}

/** The open device; undefined before the first and after a loss. */
export function currentDevice(): Device | undefined {
  return current;
}

/** Changes the device; `undefined` goes back to the automatic choice. The page then runs again. */
export function switchDevice(
  wanted: DeviceName | undefined,
  options: OpenOptions = {},
): Promise<Device> {
  return inTurn(() => {
    request = { ...options, wanted };
    return open();
  });
}

/** Starts anew after a loss, on the same device if it can. Tensors of the lost device are gone. */
export function reopenDevice(): Promise<Device> {
  return inTurn(() => (current ? Promise.resolve(current) : open()));
}

/** Calls back within a second when the open device is lost. @returns a function that stops it */
export function onDeviceLost(listener: (event: DeviceLost) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function inTurn(open: () => Promise<Device>): Promise<Device> {
  const opened = turn.then(open);
  turn = opened.catch(() => {}); // its caller hears of it
  return opened;
}

async function open(): Promise<Device> {
  const { wanted } = request;
  const { device: labels, chosen, insteadOf, why, refused: reasons } = words.compute;
  const refused: Device["refused"] = [];
  const candidates = wanted ? deviceNames.slice(deviceNames.indexOf(wanted)) : deviceNames;
  for (const name of candidates) {
    const forced = name === wanted;
    const refuse = (reason: string) => void refused.push({ name, reason });
    try {
      const found = await probe(name);
      if ("missing" in found) refuse(found.missing);
      else if (found.software && !forced) refuse(reasons.softwareAdapter(found.adapter));
      else {
        const switchedOff = await start(name, request.cpuForward ?? !forced);
        const reason = forced
          ? chosen(labels[name])
          : wanted
            ? insteadOf(labels[wanted])
            : why[name];
        current = { name, ...found, why: reason, refused, forced, switchedOff };
        return current;
      }
    } catch (error) {
      const message = error instanceof Error ? error.message : JSON.stringify(error);
      refuse(reasons.didNotStart(labels[name], message));
    }
  }
  current = undefined;
  throw new Error(words.compute.nothingStarts(refused.map(({ reason }) => reason).join(" ")));
}

async function start(name: DeviceName, cpuForward: boolean): Promise<string[]> {
  if (watched.get(name)?.isLost()) forget(name);
  const switchedOff = await startBackend(name, cpuForward);
  if ((name === "webgpu" || name === "webgl") && !watched.has(name)) {
    const sentence = words.compute.lost(words.compute.device[name]);
    watched.set(
      name,
      watchLoss(tf.backend(), sentence, () => lose(name, sentence)),
    );
  }
  return switchedOff;
}

function lose(name: DeviceName, sentence: string): void {
  const device = current;
  if (device?.name !== name) return; // another device runs the page
  current = undefined;
  for (const listener of [...listeners]) listener({ device, sentence });
}

/** Takes a lost backend out of tfjs and puts its factory back, so that it can start again. */
function forget(name: DeviceName): void {
  const factory = tf.findBackendFactory(name);
  tf.removeBackend(name);
  tf.registerBackend(name, factory);
  watched.get(name)?.stop();
  watched.delete(name);
}
