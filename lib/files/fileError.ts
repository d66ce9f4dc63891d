/** A file that cannot be used; the message is a sentence from `words` that says what to do. */
export class FileError extends Error {
  override name = "FileError";
}
