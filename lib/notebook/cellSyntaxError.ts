/** Source that cannot become a cell, with the place where it goes wrong (both from 1). */
export class CellSyntaxError extends SyntaxError {
  override name = "CellSyntaxError";
  readonly line: number;
  readonly column: number | undefined;
  constructor(message: string, line: number, column?: number) {
    super(message);
    this.line = line;
    this.column = column;
  }
}
