const number = (value: number) => value.toLocaleString("en");
const bytes = (count: number) => `${number(count)} ${count === 1 ? "byte" : "bytes"}`;
const sizes = (shape: readonly number[]) => `[${shape.join(", ")}]`;

/** A file's own text inside a sentence: on one line, at most 60 characters. */
function quote(text: string): string {
  const line = text.replace(/\s+/gu, " ");
  const letters = [...line];
  return `“${letters.length > 60 ? `${letters.slice(0, 59).join("")}…` : line}”`;
}

const again = "Download it again, or ask whoever made it.";

/** At most three names, quoted, and how many more there are. */
function list(names: readonly string[]): string {
  const more = names.length - 3;
  const shown = names.slice(0, more > 0 ? 3 : undefined).map(quote);
  return more > 0 ? `${shown.join(", ")} and ${number(more)} more` : shown.join(", ");
}

/** What `lib/files` says to a reader, in English. */
export const files = {
  safetensors: {
    tooShort: (came: number) =>
      `This file has ${bytes(came)}. A safetensors file has at least eight, which say how long its header is. Choose another file.`,
    notSafetensors:
      "This is not a safetensors file: its header does not begin with “{”. Choose a file whose name ends in .safetensors.",
    headerTooLarge:
      "The header of this file claims to be larger than 100 MB, more than any model needs. It may not be a safetensors file. Choose another file.",
    headerCutOff: (header: number, came: number) =>
      `The header should have ${bytes(header)}, but the whole file has ${bytes(came)}. It was cut off. ${again}`,
    badJson: `The header of this file is not the JSON that it should be. The file is damaged. ${again}`,
    badMetadata: `The notes in the header (__metadata__) are not a list of texts. The file is damaged. ${again}`,
    badEntry: (name: string) =>
      `The header says of ${quote(name)} something other than a type, a shape and a place. The file is damaged. ${again}`,
    badDtype: (name: string, came: string, known: readonly string[]) =>
      `The tensor ${quote(name)} is stored as ${quote(came)}, which this page cannot read. It reads ${known.join(", ")}. Convert the file to one of them.`,
    badSize: (name: string, shape: readonly number[], dtype: string, came: number) =>
      `The tensor ${quote(name)} has the shape ${sizes(shape)} in ${dtype}, and its place in the file has ${bytes(came)}, which does not fit. The file is damaged. ${again}`,
    tooManyNumbers: (name: string, shape: readonly number[]) =>
      `The tensor ${quote(name)} claims the shape ${sizes(shape)}, more numbers than can be counted. The file is damaged. ${again}`,
    tooLargeHere: (name: string, size: number) =>
      `The tensor ${quote(name)} has ${bytes(size)}, more than this browser can hold. Close other tabs, or choose a smaller model.`,
    badPlace: (name: string, came: number, wanted: number) =>
      came < wanted
        ? `The tensor ${quote(name)} overlaps the one before it: it begins at byte ${number(came)}, and that one ends at ${number(wanted)}. The file is damaged. ${again}`
        : `Before the tensor ${quote(name)} ${bytes(came - wanted)} belong to nobody. The file is damaged. ${again}`,
    cutOff: (came: number, wanted: number) =>
      `The file ends after ${bytes(came)} and should have ${bytes(wanted)}. It was cut off. ${again}`,
    tooLong: (came: number | undefined, wanted: number) =>
      `The file should end after ${bytes(wanted)}, but ${came === undefined ? "goes on" : `has ${bytes(came)}`}. It is damaged. ${again}`,
  },

  checkpoint: {
    configNotJson:
      "This config.json is not the JSON that describes a model. Choose the config.json that belongs to the checkpoint.",
    otherModel: (name: string, came: unknown, wanted: unknown) =>
      `config.json says ${name}: ${quote(JSON.stringify(came) ?? "nothing")}. This page runs models with ${name}: ${JSON.stringify(wanted)}. Choose a checkpoint of GPT-2's kind.`,
    badSize: (name: string, came: unknown) =>
      `config.json should give ${name} as a whole number from 1, and gives ${came === undefined ? "none" : quote(JSON.stringify(came))}. Choose the config.json that belongs to the checkpoint.`,
    badHeads: (width: number, heads: number) =>
      `config.json gives a width of ${number(width)} and ${number(heads)} heads, which do not divide it. Choose the config.json that belongs to the checkpoint.`,
    tooLarge: (parameters: number) =>
      `config.json describes about ${number(Math.round(parameters / 1e6))} million parameters, more than a page can hold. Choose a smaller model.`,
    extraTensor: (name: string) =>
      `The file has a tensor ${quote(name)}, which a GPT-2 of this configuration does not have. Does config.json belong to it?`,
    twice: (name: string) =>
      `The file has the tensor ${quote(name)} twice, with and without the prefix “transformer.”. Only one can be right. ${again}`,
    missingTensors: (names: readonly string[]) =>
      `The file lacks ${names.length === 1 ? "the tensor" : `${number(names.length)} tensors of this model:`} ${list(names)}. Does config.json belong to it?`,
    badShape: (name: string, came: readonly number[], wanted: readonly number[]) =>
      `The tensor ${quote(name)} has the shape ${sizes(came)}; this configuration wants ${sizes(wanted)}. Does config.json belong to it?`,
  },
};
