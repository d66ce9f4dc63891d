/**
 * A text's bytes in UTF-8: one for each character of plain English, two to four for the others.
 *
 * A lone surrogate, half of a character that needs two places in a JavaScript string, has no bytes of its own:
 * it becomes U+FFFD. `loneSurrogates` counts them.
 *
 * @see Yergeau 2003, RFC 3629, https://www.rfc-editor.org/rfc/rfc3629
 */
export function utf8Bytes(text: string): Uint8Array {
  return encoder.encode(text);
}

/** The text that bytes spell in UTF-8; bytes that spell nothing become U+FFFD. A byte order mark stays. */
export function utf8Text(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** How many characters of a text are halves without their other half, and so cannot be written as bytes. */
export function loneSurrogates(text: string): number {
  return text.match(/\p{Surrogate}/gu)?.length ?? 0;
}

const encoder = new TextEncoder();
// Without ignoreBOM a text that begins with a byte order mark would come back shorter.
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
