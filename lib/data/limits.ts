/** The most that a reader's own table may hold; beyond it the page says so before it slows down. */
export const limits = {
  /** A file of this size is parsed in a few seconds; a larger one is refused before it is read. */
  sizeBytes: 20_000_000,
  rows: 200_000,
  /** Room for 28×28 pixels and a label. */
  columns: 1_000,
  /** Characters in one value, as in a spreadsheet's cell; more mean a lost quotation mark. */
  cellLength: 32_767,
  /** Different values of a column are counted up to here. */
  distinct: 100,
  /** Different texts in a column that becomes one feature for each. */
  categories: 20,
  classes: 20,
  /** Rows needed to train and to test on. */
  fewestRows: 10,
  /** Numbers in the feature matrix: 48 MB as float32. */
  values: 12_000_000,
  /** Characters of a reader's own text that are used; the rest is left out, and the page says so. */
  textCharacters: 100_000,
} as const;
