import * as tf from "@tensorflow/tfjs";
import type { Variable } from "../autograd/tensor.js";
import { partWriter, type WritePart } from "../compute/partWriter.js";
import type { ByteSource } from "../files/byteSource.js";
import { FileError } from "../files/fileError.js";
import { type ReadOptions, readBlocks } from "../files/readSafetensors.js";
import { type WrittenTensor, writeSafetensors } from "../files/writeSafetensors.js";
import { words } from "../words/words.js";
import { emptyGpt, type Gpt, type GptConfig } from "./gpt.js";
import { gptConfigText } from "./gptConfigFile.js";

const says = words.files.checkpoint;

/** Hugging Face's GPT2LMHeadModel puts this before every name; GPT-2's own file has none. */
const prefix = "transformer.";

/** Not weights: the causal mask that old files carry along, and the table of the tied last layer, once more. */
const passedOver = /^(h\.\d+\.attn\.(bias|masked_bias)|lm_head\.weight)$/;

const ourName = (name: string) => (name.startsWith(prefix) ? name.slice(prefix.length) : name);

export interface CheckpointOptions extends Pick<ReadOptions, "onProgress"> {
  /** How much of the file is held at a time; see `readBlocks`. */
  blockBytes?: number | undefined;
}

/**
 * A GPT with the weights of a safetensors file in GPT-2's layout. The caller frees its parameters. Beside them only a block of
 * the file is held; on WebGL, a whole tensor.
 *
 * @param source the file's bytes; F16 and BF16 are widened
 * @param config from its `config.json`; see `readGptConfig`
 * @throws FileError if the file is damaged, or its tensors are not just those of this model; nothing is left behind
 */
export async function readGptCheckpoint(
  source: ByteSource,
  config: GptConfig,
  { onProgress, blockBytes }: CheckpointOptions = {},
): Promise<Gpt> {
  const model = emptyGpt(config);
  const missing = new Set(Object.keys(model.parameters));
  const options = {
    ...(onProgress && { onProgress }),
    wanted: (name: string) => !passedOver.test(ourName(name)),
  };
  try {
    let write: WritePart | undefined;
    for await (const { name, shape, offset, values } of readBlocks(source, options, blockBytes)) {
      if (offset === 0) {
        const own = ourName(name);
        const parameter = Object.hasOwn(model.parameters, own) ? model.parameters[own] : undefined;
        if (!parameter) throw new FileError(says.extraTensor(name));
        if (!missing.delete(own)) throw new FileError(says.twice(own));
        if (`${shape}` !== `${parameter.shape}`) {
          throw new FileError(says.badShape(name, shape, parameter.shape));
        }
        write = partWriter(parameter.data) ?? collect(parameter);
      }
      write?.(offset, values);
    }
    if (missing.size > 0) throw new FileError(says.missingTensors([...missing]));
    return model;
  } catch (error) {
    for (const parameter of Object.values(model.parameters)) parameter.dispose();
    throw error;
  }
}

/** Gathers a parameter's numbers and assigns them when all have come. */
function collect(parameter: Variable): WritePart {
  const numbers = new Float32Array(parameter.data.size);
  return (offset, values) => {
    numbers.set(values, offset);
    if (offset + values.length === numbers.length) {
      parameter.assign(tf.tensor(numbers, parameter.shape));
    }
  };
}

/** The two files of a checkpoint. */
export interface CheckpointFiles {
  /** Parts for a `Blob`. */
  "model.safetensors": Uint8Array<ArrayBuffer>[];
  "config.json": string;
}

/**
 * A GPT as a checkpoint in Hugging Face's GPT-2 layout, which PyTorch loads.
 */
export async function gptCheckpoint({ config, parameters }: Gpt): Promise<CheckpointFiles> {
  const tensors: Record<string, WrittenTensor> = {};
  for (const [name, { data, shape }] of Object.entries(parameters)) {
    const values = new Float32Array(await data.data()); // a copy: on the CPU these are the parameter itself
    tensors[prefix + name] = { shape, values };
  }
  return {
    "model.safetensors": writeSafetensors(tensors, { format: "pt" }),
    "config.json": gptConfigText(config),
  };
}
