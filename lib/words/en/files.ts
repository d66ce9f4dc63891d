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
};
