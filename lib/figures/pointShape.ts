import {
  type SymbolType,
  symbolCircle,
  symbolDiamond,
  symbolSquare,
  symbolTriangle,
  symbolWye,
} from "d3-shape";

const shapes = [symbolCircle, symbolTriangle, symbolSquare, symbolDiamond, symbolWye] as const;

/** The shape of the class at `index`, so that classes differ without colour too; they repeat after five. */
export function pointShape(index: number): SymbolType {
  return shapes[index % shapes.length] ?? symbolCircle;
}
