/**
 * Which weights share a scale: all of them; those of one neuron, which is a place on the last axis; or so many
 * neighbouring inputs of a neuron.
 */
export type Sharing = "tensor" | "channel" | number;

/** A tensor's numbers as rows and columns, the last axis across, and where each finds its group. */
export interface Groups {
  /** Rows that share a scale: one group's height. */
  height: number;
  columns: number;
  /** The scales' shape: `[]` for one, else `[groups down, columns]`. */
  shape: number[];
  count: number;
  /** The group of number n. */
  of(n: number): number;
}

/** @throws RangeError for a group that does not divide the inputs, or channels of a tensor that has but one axis */
export function groupsOf(who: string, shape: readonly number[], per: Sharing): Groups {
  const columns = shape.at(-1) ?? 1;
  const rows = shape.slice(0, -1).reduce((product, n) => product * n, 1);
  if (per === "tensor") return { height: rows, columns, shape: [], count: 1, of: () => 0 };
  if (per !== "channel" && !(Number.isInteger(per) && per >= 1)) {
    throw new RangeError(
      `${who}: got groups of ${per}, want "tensor", "channel" or a whole number of inputs from 1 to ${rows}`,
    );
  }
  if (shape.length < 2) {
    throw new RangeError(
      `${who}: got shape [${shape}] and a scale per ${per === "channel" ? per : "group"}, want two axes or more, or a scale per tensor`,
    );
  }
  const height = per === "channel" ? rows : per;
  if (rows % height !== 0) {
    throw new RangeError(
      `${who}: got groups of ${height} for ${rows} inputs, want a number from 1 to ${rows} that divides them`,
    );
  }
  return {
    height,
    columns,
    shape: [rows / height, columns],
    count: (rows / height) * columns,
    of: (n) => Math.floor(Math.floor(n / columns) / height) * columns + (n % columns),
  };
}
