/** A reader's table that cannot be used; the message is a sentence from `words` that says what to do. */
export class DataError extends Error {
  override name = "DataError";
}
