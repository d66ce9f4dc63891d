// Matrices are multiplied from copies in which the numbers lie in the order in which they are read:
// `left` in panels of 6 rows, `right` in panels of 8 columns, each panel column by column or row by row.
// What a panel lacks at the edge is 0.

/** Rows that one pass of the inner loop computes. */
export const PANEL_ROWS: i32 = 6;
/** Columns that one pass of the inner loop computes. */
export const PANEL_COLUMNS: i32 = 8;

@inline
function low(a: v128, b: v128): v128 {
  return v128.shuffle<f32>(a, b, 0, 4, 1, 5);
}

@inline
function high(a: v128, b: v128): v128 {
  return v128.shuffle<f32>(a, b, 2, 6, 3, 7);
}

/**
 * Copies `rows × depth` numbers into panels of 6 rows: `to[panel][k][6]`.
 *
 * @param rowStride bytes from one row to the next; `depthStride` likewise along k
 */
export function packLeft(
  from: usize,
  rowStride: usize,
  depthStride: usize,
  rows: i32,
  depth: i32,
  to: usize,
): void {
  for (let row = 0; row < rows; row += PANEL_ROWS) {
    const source = from + <usize>row * rowStride;
    const present = min(PANEL_ROWS, rows - row);
    let k = 0;
    if (present == PANEL_ROWS && depthStride == 4) {
      for (; k + 4 <= depth; k += 4) {
        let at = source + (<usize>k << 2);
        const r0 = v128.load(at);
        const r1 = v128.load((at += rowStride));
        const r2 = v128.load((at += rowStride));
        const r3 = v128.load((at += rowStride));
        const r4 = v128.load((at += rowStride));
        const r5 = v128.load((at += rowStride));
        const even = low(r0, r2);
        const odd = low(r1, r3);
        const evenHigh = high(r0, r2);
        const oddHigh = high(r1, r3);
        const last = low(r4, r5);
        const lastHigh = high(r4, r5);
        v128.store(to, low(even, odd));
        v128.store64_lane(to, last, 0, 16);
        v128.store(to, high(even, odd), 24);
        v128.store64_lane(to, last, 1, 40);
        v128.store(to, low(evenHigh, oddHigh), 48);
        v128.store64_lane(to, lastHigh, 0, 64);
        v128.store(to, high(evenHigh, oddHigh), 72);
        v128.store64_lane(to, lastHigh, 1, 88);
        to += 96;
      }
    } else if (present == PANEL_ROWS && rowStride == 4) {
      for (; k < depth; k++) {
        const at = source + <usize>k * depthStride;
        v128.store(to, v128.load(at));
        store<u64>(to, load<u64>(at, 16), 16);
        to += 24;
      }
    }
    for (; k < depth; k++) {
      let at = source + <usize>k * depthStride;
      for (let i = 0; i < PANEL_ROWS; i++) {
        store<f32>(to, i < present ? load<f32>(at) : 0);
        at += rowStride;
        to += 4;
      }
    }
  }
}

/**
 * Copies `depth × columns` numbers into panels of 8 columns: `to[panel][k][8]`.
 *
 * @param depthStride bytes from one k to the next; `columnStride` likewise along the columns
 */
export function packRight(
  from: usize,
  depthStride: usize,
  columnStride: usize,
  depth: i32,
  columns: i32,
  to: usize,
): void {
  for (let column = 0; column < columns; column += PANEL_COLUMNS) {
    const source = from + <usize>column * columnStride;
    const present = min(PANEL_COLUMNS, columns - column);
    let k = 0;
    if (present == PANEL_COLUMNS && columnStride == 4) {
      for (; k < depth; k++) {
        const at = source + <usize>k * depthStride;
        v128.store(to, v128.load(at));
        v128.store(to, v128.load(at, 16), 16);
        to += 32;
      }
    } else if (present == PANEL_COLUMNS && depthStride == 4) {
      for (; k + 4 <= depth; k += 4) {
        const at = source + (<usize>k << 2);
        transposeFour(at, columnStride, to);
        transposeFour(at + (columnStride << 2), columnStride, to + 16);
        to += 128;
      }
    }
    for (; k < depth; k++) {
      let at = source + <usize>k * depthStride;
      for (let j = 0; j < PANEL_COLUMNS; j++) {
        store<f32>(to, j < present ? load<f32>(at) : 0);
        at += columnStride;
        to += 4;
      }
    }
  }
}

/** Four columns of four numbers become four rows, 32 bytes apart. */
@inline
function transposeFour(at: usize, columnStride: usize, to: usize): void {
  const c0 = v128.load(at);
  const c1 = v128.load((at += columnStride));
  const c2 = v128.load((at += columnStride));
  const c3 = v128.load((at += columnStride));
  const even = low(c0, c2);
  const odd = low(c1, c3);
  const evenHigh = high(c0, c2);
  const oddHigh = high(c1, c3);
  v128.store(to, low(even, odd));
  v128.store(to, high(even, odd), 32);
  v128.store(to, low(evenHigh, oddHigh), 64);
  v128.store(to, high(evenHigh, oddHigh), 96);
}
