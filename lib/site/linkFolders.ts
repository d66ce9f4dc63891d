import { existsSync, lstatSync, rmSync, symlinkSync } from "node:fs";
import { inRepository } from "./paths.js";

/**
 * Makes `lessons/lib` and `lessons/data` lead to the top folders of those names: Framework takes
 * only what lies inside its root. Junctions, so that Windows needs no special rights.
 */
export function linkFolders(): void {
  for (const name of ["lib", "data"]) {
    const link = inRepository("lessons", name);
    if (existsSync(link)) continue;
    if (lstatSync(link, { throwIfNoEntry: false })) rmSync(link); // it leads nowhere
    if (process.platform === "win32") symlinkSync(inRepository(name), link, "junction");
    else symlinkSync(`../${name}`, link, "dir");
  }
}
