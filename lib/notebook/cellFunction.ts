/** What a running cell's module is given beside its inputs. */
export interface CellPort {
  /** Called by every loop and function with its line. */
  tick(line: number): void;
  /** `import`: static ones name their exports and tell their line, since they are loaded first. */
  load(specifier: string, wanted?: readonly string[], line?: number): Promise<object>;
  /** Takes the value of an expression cell, or a promise of it. */
  show(value: unknown): Promise<Record<string, unknown>>;
}

/** A compiled cell as a function: runs it and resolves to the names that it declares. */
export type CellFunction = (
  cell: CellPort,
  ...inputs: unknown[]
) => Promise<Record<string, unknown>>;

/** A compiled cell's function, and the address by which error stacks name it. */
export interface LoadedCell {
  run: CellFunction;
  address: string;
}

/** Turns compiled code into a function by importing it as a `blob:` module: no `eval`. */
export async function loadCell(code: string): Promise<LoadedCell> {
  const address = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  try {
    const module: { default: CellFunction } = await import(/* @vite-ignore */ address);
    return { run: module.default, address };
  } finally {
    URL.revokeObjectURL(address); // error stacks go on naming it
  }
}

/**
 * The line of a cell's own source at which an error arose, from 1; undefined when the error's stack
 * does not pass through the cell.
 */
export function lineOfError(error: unknown, address: string): number | undefined {
  const stack = stackOf(error);
  const at = stack.indexOf(`${address}:`);
  if (at < 0) return undefined;
  const line = Number.parseInt(stack.slice(at + address.length + 1), 10);
  return line > 1 ? line - 1 : undefined;
}

/** An error's stack; empty for whatever else was thrown and for an error that hides it. */
export function stackOf(error: unknown): string {
  try {
    return error instanceof Error && typeof error.stack === "string" ? error.stack : "";
  } catch {
    return "";
  }
}
