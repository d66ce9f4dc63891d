/**
 * Which option came true, given the value that a page computed: the option's number counted from 1,
 * its text, or its letter (`"b"`). A text wins over a letter.
 *
 * @param texts the options' texts, in order
 * @returns the option counted from 0, or `undefined` if the value names none
 */
export function outcomeOf(value: unknown, texts: readonly string[]): number | undefined {
  let at = -1;
  if (typeof value === "number" || typeof value === "bigint") at = Number(value) - 1;
  if (typeof value === "string") {
    const wanted = plain(value);
    at = texts.findIndex((text) => plain(text) === wanted);
    if (at < 0 && /^[a-z]$/.test(wanted)) at = wanted.charCodeAt(0) - "a".charCodeAt(0);
  }
  return Number.isInteger(at) && at >= 0 && at < texts.length ? at : undefined;
}

const plain = (text: string) => text.replace(/\s+/g, " ").trim().toLowerCase();
