/** What every read and operation throws once its device is lost; the message is for readers. */
export class DeviceLostError extends Error {
  override name = "DeviceLostError";
}
