import { writeFileSync } from "node:fs";
import * as tf from "@tensorflow/tfjs";
import { gpt } from "../../lib/models/gpt.js";
import { gptCheckpoint } from "../../lib/models/gptCheckpoint.js";

/**
 * Writes a small model of ours as a checkpoint, for tests/golden/gpt2Checkpoint.py to load.
 *
 *     npx tsx tests/golden/exportGpt.ts <folder>
 */
const folder = process.argv[2];
if (!folder) throw new Error("exportGpt: name a folder");
await tf.setBackend("cpu");
const config = { vocabSize: 13, contextLength: 6, width: 8, heads: 2, layers: 2, seed: 5 };
const files = await gptCheckpoint(gpt(config));
writeFileSync(`${folder}/model.safetensors`, Buffer.concat(files["model.safetensors"]));
writeFileSync(`${folder}/config.json`, files["config.json"]);
