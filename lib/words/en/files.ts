const number = (value: number) => value.toLocaleString("en");
const bytes = (count: number) => `${number(count)} ${count === 1 ? "byte" : "bytes"}`;
const sizes = (shape: readonly number[]) => `[${shape.join(", ")}]`;

const seconds = (ms: number) =>
  ms === 1000 ? "1 second" : `${number(Math.round(ms / 100) / 10)} seconds`;
const ofBytes = (came: number, wanted: number | undefined) =>
  wanted === undefined ? bytes(came) : `${number(came)} of ${bytes(wanted)}`;

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
    twoFiles: (names: readonly string[]) =>
      `A checkpoint is two files, opened together: its weights, a file that ends in .safetensors, and its config.json. ${names.length === 0 ? "None came" : `What came: ${list(names)}`}. Choose both at once.`,
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

  hub: {
    badAddress: (came: string) =>
      `${quote(came)} is not the address of a model. Give a name such as openai-community/gpt2, or an address that begins with https://huggingface.co/.`,
    otherHost: (host: string) =>
      `This page may fetch from huggingface.co and from its own address only, not from ${host}. Download model.safetensors and config.json there with your browser, and open them here from your disk.`,
    noModelFile: (model: string, name: string) =>
      `${quote(model)} has no ${name}. This page runs models that are stored as model.safetensors with a config.json.`,
    badList: (host: string) =>
      `${host} did not answer with a list of files. It may have changed its ways. Download the files with your browser, and open them here from your disk.`,
    noAnswer: (host: string) =>
      `${host} does not answer, or does not let other sites fetch from it. Is this device online? You can also download the files with your browser, and open them here from your disk.`,
    silent: (host: string, ms: number) =>
      `${host} did not answer within ${seconds(ms)}. Try again later.`,
    forbidden: (host: string, status: number) =>
      `${host} does not give this file to everyone (${status}): there is no such model, or its owner wants you to sign in or to agree to terms. Check its name; or download it there with your browser, and open it here from your disk.`,
    notFound: (host: string, status: number) =>
      `${host} has no such file (${status}). Check the model's name.`,
    tooMany: (host: string) =>
      `${host} has been asked too often from here (429). Wait some minutes, then try again.`,
    broken: (host: string, status: number) =>
      `${host} has a fault of its own just now (${status}). Try again later.`,
    refused: (host: string, status: number) =>
      `${host} refused with the status ${status}. Check the address.`,
    webPage: (host: string) =>
      `${host} answered with a web page instead of the file. You may have to sign in there, or to a network on the way.`,
    noFile: (host: string) => `${host} answered without a file. Try again later.`,
    stalled: (came: number, wanted: number | undefined, ms: number) =>
      `Nothing has come for ${seconds(ms)}, after ${ofBytes(came, wanted)}. The connection may be lost. Try again.`,
    cutOff: (came: number, wanted: number | undefined) =>
      `The connection ended after ${ofBytes(came, wanted)}. Nothing of it was kept. Try again.`,
    tooLong: (wanted: number) =>
      `More came than the ${bytes(wanted)} that were announced. This is not the file that was asked for. ${again}`,
    otherSize: (came: number, wanted: number) =>
      `The file has ${bytes(came)} where ${bytes(wanted)} were announced. It may have been replaced just now. Try again.`,
    otherChecksum: (came: string, wanted: string) =>
      `The file's SHA-256 is ${came.slice(0, 12)}… and should be ${wanted.slice(0, 12)}…. It was damaged or replaced on the way, and was not kept. Try again.`,
    full: (came: number) =>
      `The disk, or this site's part of it, was full after ${bytes(came)}. Nothing of it was kept. Make room, or open the files from your disk.`,
    noShelf: "This browser keeps no files for this page.",
  },

  training: {
    otherParameters: (name: string, isLacking: boolean) =>
      `This training is of another model: ${isLacking ? `it lacks the parameter ${quote(name)}` : `it has a parameter ${quote(name)}, which this model does not have`}. Choose one that was kept with the same settings.`,
    otherShape: (name: string, came: readonly number[], wanted: readonly number[]) =>
      `This training is of another model: its ${quote(name)} has the shape ${sizes(came)}, and here it has ${sizes(wanted)}. Choose one that was kept with the same settings.`,
    otherOptimizer:
      "This training was kept with another optimizer, whose memory this one cannot use. Choose one that was kept with the same settings.",
    noStore:
      "This browser keeps nothing for this page, perhaps because it is in a private window or inside another page. Download the model instead.",
    full: (size: number) =>
      `There is no room for ${bytes(size)} on the disk, or in this site's part of it. What was kept before is still there. Delete something that you kept, or download the model instead.`,
    gone: (name: string) =>
      `No training is kept under the name ${quote(name)} any more. It may have been deleted in another tab.`,
  },

  opener: {
    title: "Open a checkpoint of GPT-2's kind",
    address:
      "A model on huggingface.co, by its name or address; or the address of a folder beside this site",
    ask: "How large is it?",
    asking: "Asking …",
    offer: (
      { files, isKept }: { files: readonly { name: string }[]; isKept: boolean },
      total: string,
    ) =>
      isKept
        ? `${files.map(({ name }) => name).join(" and ")}, ${total}, are kept in this browser. Nothing is fetched.`
        : `${files.map(({ name }) => name).join(" and ")}: ${total}. They would be fetched from that address, which sees that somebody does, and kept in this browser if it has room.`,
    fetch: (total: string) => `Fetch ${total}`,
    openKept: "Open it",
    forget: "Delete it from this browser",
    forgotten: "Deleted.",
    files: "Or from your disk: model.safetensors and config.json, both at once",
    local: "Files from your disk are read here and sent nowhere.",
    cancel: "Cancel",
    cancelled: "Cancelled. Nothing of it was kept.",
    opened: (source: string) => `Opened ${quote(source)}.`,
    fromDisk: "the files from your disk",
    progress: "How much of the model has come",
    phases: { fetch: "Fetching:", load: "Reading into the model:" },
    of: (done: string, all: string) => `${done} of ${all}`,
    perSecond: (rate: string) => `${rate} a second`,
    timeLeft: (left: number) =>
      left < 90 ? `about ${number(left)} s left` : `about ${number(Math.ceil(left / 60))} min left`,
    failed:
      "The browser could not open this model. It may lack memory: close other tabs, or choose a smaller one.",
  },
};
