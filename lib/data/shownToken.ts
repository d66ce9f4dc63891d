/**
 * A token's bytes as a reader sees them: its characters, with a sign for a space and for what has no shape, or where
 * the bytes are no whole characters the bytes themselves, as in `E4 BD`.
 */
export function shownToken(bytes: Uint8Array): string {
  let text: string;
  try {
    text = strict.decode(bytes);
  } catch {
    return Array.from(bytes, (byte) => byte.toString(16).toUpperCase().padStart(2, "0")).join(" ");
  }
  return text.replace(unseen, (character) => signs[character] ?? codePoint(character));
}

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const unseen = /[\p{Cc}\p{Cf}\p{Z}]/gu;
const signs: Record<string, string> = { " ": "␣", "\n": "⏎", "\t": "⇥" };

const codePoint = (character: string) =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
