/**
 * Whether a graphics adapter's name belongs to a program that imitates a GPU on the main processor:
 * SwiftShader (Chromium), llvmpipe, lavapipe and softpipe (Mesa), WARP (Windows), Apple's own.
 */
export function isSoftwareRenderer(adapter: string): boolean {
  return /swiftshader|llvmpipe|lavapipe|softpipe|software|basic render|\bwarp\b/i.test(adapter);
}
