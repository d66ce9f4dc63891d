import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's top folder. */
export const repository = resolve(fileURLToPath(import.meta.url), "../../..");

/** A path inside the repository. */
export const inRepository = (...parts: string[]) => join(repository, ...parts);

export const lessonsFolder = inRepository("lessons");
export const cacheFolder = inRepository("lessons", ".observablehq", "cache");
export const distFolder = inRepository("dist");
