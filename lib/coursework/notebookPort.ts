/** One live cell, as coursework sees it. */
export interface CellPort {
  readonly id: string;
  readonly element: HTMLElement;
  readonly source: string;
  /** Resolves with the names that the cell declared, awaited; rejects with the cell's error. */
  run(): Promise<Record<string, unknown>>;
  replace(source: string): void;
  /** Keeps the cell from running until `release`. */
  hold(reason: string): void;
  release(): void;
  /** A value of the page by its name. */
  value(name: string): Promise<unknown>;
  /** Calls back when the cell has run again. Returns a function that stops it. */
  onChange(listener: () => void): () => void;
}

/** What coursework needs of the notebook engine. */
export interface NotebookPort {
  cell(id: string): CellPort | undefined;
}
