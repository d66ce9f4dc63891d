const counted = (count: number, one: string) => `${count} ${one}${count === 1 ? "" : "s"}`;
const percent = (share: number) => `${Math.round(100 * share)} %`;

/** What the drawing pad and pictures of characters say, in English; a page passes each table as `labels`. */
export const handwriting = {
  drawingPad: {
    table: "Points",
    surface:
      "Draw here. By keyboard: arrow keys move the pen, space puts it down and lifts it, backspace takes the last stroke away.",
    undo: "Undo stroke",
    clear: "Clear",
    seen: "What the model sees",
    stroke: "stroke",
    points: "points (x,y of 200)",
    summary: (strokes: number) =>
      strokes === 0
        ? "Nothing is drawn yet. Use a mouse, a pen or a finger; or press Tab, then arrow keys and space."
        : `${counted(strokes, "stroke")} drawn, scaled and centred as the data are.`,
    pen: (isDown: boolean, x: number, y: number) =>
      `Pen ${isDown ? "down" : "up"}, ${percent(x)} from the left and ${percent(y)} from the top.`,
  },
  pixelImages: {
    table: "Captions",
    place: "picture",
    caption: "caption",
  },
};
