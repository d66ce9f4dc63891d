import type { backend_util } from "@tensorflow/tfjs";

/**
 * Walks the patches that a convolution's filter sees, laid out as rows [B·H·W, h·w·C]: for each run
 * of cells that lie side by side in the image too.
 *
 * @param visit cell is where the run starts in the patches, pixel where in the images; both and the
 *   run's length count numbers
 */
export function patchRuns(
  info: backend_util.Conv2DInfo,
  visit: (cell: number, pixel: number, length: number) => void,
): void {
  const { inHeight, inWidth, inChannels, outHeight, outWidth, filterHeight, filterWidth } = info;
  const { top, left } = info.padInfo;
  const places = info.batchSize * outHeight * outWidth;
  for (let place = 0; place < places; place++) {
    const image = Math.floor(place / (outHeight * outWidth));
    const outY = Math.floor(place / outWidth) % outHeight;
    const startX = (place % outWidth) * info.strideWidth - left;
    const first = Math.max(0, -startX);
    const length = (Math.min(filterWidth, inWidth - startX) - first) * inChannels;
    if (length <= 0) continue;
    for (let fy = 0; fy < filterHeight; fy++) {
      const y = outY * info.strideHeight - top + fy;
      if (y < 0 || y >= inHeight) continue;
      const cell = ((place * filterHeight + fy) * filterWidth + first) * inChannels;
      const pixel = ((image * inHeight + y) * inWidth + startX + first) * inChannels;
      visit(cell, pixel, length);
    }
  }
}
