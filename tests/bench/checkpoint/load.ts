import { openAsBlob } from "node:fs";
import * as tf from "@tensorflow/tfjs";
import { openDevice } from "../../../lib/compute/device.js";
import { type DeviceName, deviceNames } from "../../../lib/compute/deviceName.js";
import { setWasmFiles } from "../../../lib/compute/wasmFiles.js";
import { fromBlob } from "../../../lib/files/byteSource.js";
import { readGptCheckpoint } from "../../../lib/models/gptCheckpoint.js";
import { wasmFolder } from "../../compute/wasmFolder.js";
import { gpt2Small } from "./writeFile.js";

/** Loads a checkpoint in a process of its own, and prints what that took, as JSON. */
const [path, device] = process.argv.slice(2) as [string, DeviceName];
if (!deviceNames.includes(device)) throw new Error(`load: got device ${device}`);
setWasmFiles(wasmFolder());
const opened = await openDevice(device);
if (opened.name !== device) throw new Error(`load: wanted ${device}, got ${opened.name}`);
tf.square(tf.scalar(2)).dispose();
const peak = () => process.resourceUsage().maxRSS * 1024;
const before = peak();
const begun = performance.now();
const model = await readGptCheckpoint(fromBlob(await openAsBlob(path)), gpt2Small);
const ms = performance.now() - begun;
const loaded = peak();
const tokens = tf.tensor2d([[15496, 11, 995]], undefined, "int32");
const logits = tf.tidy(() => model.forward(tokens).data);
const [first] = await logits.data();
process.stdout.write(
  `${JSON.stringify({ ms, loaded: loaded - before, ran: peak() - before, first })}\n`,
);
