/** Shows a cell's tensor as a grid of its numbers; anything else is left to the inspector. */
export function showTensor(_value: unknown): Node | undefined {
  return undefined;
}
