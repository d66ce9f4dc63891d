import { expect, it } from "vitest";
import { shownToken } from "../../lib/data/shownToken.js";
import { utf8Bytes } from "../../lib/data/utf8.js";

it("shows what a token says, and what has no shape by a sign or its number", () => {
  const shown = [
    "a",
    " the",
    "\n\t",
    "\0",
    "\uFEFF",
    "\u200D",
    "é",
    "🙂",
    "שלום",
    "\uFFFD",
    "\u00A0",
  ];
  expect(shown.map((text) => shownToken(utf8Bytes(text)))).toEqual(
    ["a", "␣the", "⏎⇥", "U+0000", "U+FEFF", "U+200D", "é", "🙂", "שלום", "\uFFFD", "U+00A0"], // biome-ignore format: beside the line above
  );
});

it("shows bytes that are no whole characters as bytes", () => {
  expect(shownToken(Uint8Array.of(0xe4, 0xbd))).toBe("E4 BD");
  expect(shownToken(Uint8Array.of(0x61, 0x80))).toBe("61 80");
  expect(shownToken(Uint8Array.of(9, 0xff))).toBe("09 FF");
});
