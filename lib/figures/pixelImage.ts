import { element } from "./element.js";
import { type FrameLabels, figureFrame } from "./figureFrame.js";

/**
 * Paints grey numbers: 0 is white paper, 1 black ink, in either theme.
 *
 * @param pixels row by row, as many as the canvas has
 */
export function paintPixels(canvas: HTMLCanvasElement, pixels: ArrayLike<number>): void {
  const context = canvas.getContext("2d");
  if (!context) return;
  const picture = context.createImageData(canvas.width, canvas.height);
  for (let i = 0; i < pixels.length; i++) {
    picture.data.fill(255 * (1 - (pixels[i] as number)), 4 * i, 4 * i + 3);
    picture.data[4 * i + 3] = 255;
  }
  context.putImageData(picture, 0, 0);
}

/** A picture with a word under it. */
export interface CaptionedImage {
  /** 28 × 28 numbers from 0 to 1, row by row. */
  pixels: ArrayLike<number>;
  /** Such as what it shows, and what a model took it for. */
  caption: string;
  /** Draws attention, as to a mistake. */
  isMarked?: boolean;
}

export interface PixelImagesLabels extends FrameLabels {
  place: string;
  caption: string;
}

export interface PixelImagesOptions {
  title: string;
  labels: PixelImagesLabels;
  images: readonly CaptionedImage[];
  /** One sentence on what there is to see. */
  summary: string;
}

/** Small pictures side by side, each with a caption. */
export function pixelImages({ title, labels, images, summary }: PixelImagesOptions): HTMLElement {
  const frame = figureFrame({ title, labels, name: "figure-pixel-images" });
  const items = images.map(({ pixels, caption, isMarked = false }) => {
    const canvas = element("canvas", { width: 28, height: 28, "aria-hidden": "true" });
    paintPixels(canvas, pixels);
    return element(
      "li",
      isMarked ? { class: "is-marked" } : {},
      canvas,
      element("span", {}, caption),
    );
  });
  frame.body.append(element("ol", { class: "pixel-images" }, ...items));
  frame.summarise(summary);
  frame.tabulate(() => [
    {
      columns: [labels.place, labels.caption],
      rows: images.map(({ caption }, at) => [String(at + 1), caption]),
    },
  ]);
  return frame.figure;
}
