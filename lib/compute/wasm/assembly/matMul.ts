import { PANEL_COLUMNS, PANEL_ROWS, packLeft, packRight } from "./pack";
import { multiplyTile } from "./tile";

/** Add to what is there, rather than overwrite it. */
export const ADD: i32 = 1;

/** Rows, depth and columns of the blocks that are packed at once; they stay in the caches meanwhile. */
const BLOCK_ROWS: i32 = 96;
const BLOCK_DEPTH: i32 = 256;
const BLOCK_COLUMNS: i32 = 512;

const LEFT_BYTES: usize = 96 * 256 * 4;
const RIGHT_BYTES: usize = 256 * 512 * 4;
const TILE_BYTES: usize = 6 * 8 * 4;
const ZERO_BYTES: usize = 8 * 4;

/** How many bytes of scratch memory `multiply` needs. */
export function scratchBytes(): usize {
  return LEFT_BYTES + RIGHT_BYTES + TILE_BYTES + ZERO_BYTES;
}

/**
 * `out = left · right`, of any strides, so that transposed matrices and slices are read where they lie.
 *
 * @param left `[rows, depth]`; strides count bytes
 * @param right `[depth, columns]`
 * @param out `[rows, columns]`, its columns side by side
 * @param mode `ADD` adds to what is there, and then there is no bias
 * @param bias `[columns]`, added to each row; 0 for none
 * @param scratch `scratchBytes()` bytes
 * @see Goto and van de Geijn 2008, "Anatomy of high-performance matrix multiplication"
 */
export function multiply(
  left: usize,
  leftRow: usize,
  leftDepth: usize,
  right: usize,
  rightDepth: usize,
  rightColumn: usize,
  out: usize,
  outRow: usize,
  rows: i32,
  depth: i32,
  columns: i32,
  mode: i32,
  bias: usize,
  scratch: usize,
): void {
  const packedLeft = scratch + RIGHT_BYTES;
  const tile = packedLeft + LEFT_BYTES;
  memory.fill(tile + TILE_BYTES, 0, ZERO_BYTES);
  for (let j = 0; j < columns; j += BLOCK_COLUMNS) {
    const width = min(BLOCK_COLUMNS, columns - j);
    for (let k = 0; k < depth; k += BLOCK_DEPTH) {
      const deep = min(BLOCK_DEPTH, depth - k);
      const first = right + <usize>k * rightDepth + <usize>j * rightColumn;
      packRight(first, rightDepth, rightColumn, deep, width, scratch);
      const how = k == 0 ? mode : ADD;
      const offset = k == 0 && bias ? bias + ((<usize>j) << 2) : 0;
      for (let i = 0; i < rows; i += BLOCK_ROWS) {
        const high = min(BLOCK_ROWS, rows - i);
        const block = left + <usize>i * leftRow + <usize>k * leftDepth;
        packLeft(block, leftRow, leftDepth, high, deep, packedLeft);
        const corner = out + <usize>i * outRow + ((<usize>j) << 2);
        multiplyBlock(packedLeft, scratch, corner, outRow, high, deep, width, how, offset, tile);
      }
    }
  }
}

function multiplyBlock(
  left: usize,
  right: usize,
  out: usize,
  outRow: usize,
  rows: i32,
  depth: i32,
  columns: i32,
  mode: i32,
  bias: usize,
  tile: usize,
): void {
  const leftPanel: usize = (<usize>depth * PANEL_ROWS) << 2;
  const rightPanel: usize = (<usize>depth * PANEL_COLUMNS) << 2;
  const zeros = tile + TILE_BYTES;
  for (let j = 0; j < columns; j += PANEL_COLUMNS) {
    const wide = min(PANEL_COLUMNS, columns - j);
    const start = bias ? bias + ((<usize>j) << 2) : zeros;
    let panel = left;
    for (let i = 0; i < rows; i += PANEL_ROWS) {
      const high = min(PANEL_ROWS, rows - i);
      const to = out + <usize>i * outRow + ((<usize>j) << 2);
      if (high == PANEL_ROWS && wide == PANEL_COLUMNS) {
        if (mode & ADD) multiplyTile(panel, right, depth, to, outRow, to, outRow);
        else multiplyTile(panel, right, depth, start, 0, to, outRow);
      } else {
        multiplyTile(panel, right, depth, zeros, 0, tile, 32);
        copyPart(tile, to, outRow, high, wide, mode, bias ? start : 0);
      }
      panel += leftPanel;
    }
    right += rightPanel;
  }
}

/** The part of a tile that lies inside the result. */
function copyPart(
  tile: usize,
  to: usize,
  rowStride: usize,
  rows: i32,
  columns: i32,
  mode: i32,
  bias: usize,
): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const at: usize = (<usize>j) << 2;
      let x = load<f32>(tile + at);
      if (mode & ADD) x += load<f32>(to + at);
      if (bias) x += load<f32>(bias + at);
      store<f32>(to + at, x);
    }
    tile += 32;
    to += rowStride;
  }
}
