/** A value in a few words or signs, as a sentence about it can use them. */
export function describeValue(value: unknown): string {
  if (typeof value === "number") return describeNumber(value, 4);
  if (typeof value === "string") return JSON.stringify(shorten(value));
  if (value === null || value === undefined || typeof value === "boolean") return String(value);
  if (typeof value === "function") return "a function";
  if (Array.isArray(value)) {
    const text = `[${value.slice(0, 5).map(describeValue).join(", ")}${value.length > 5 ? ", …" : ""}]`;
    return text.length <= 60 ? text : `an array of ${value.length}`;
  }
  if (value instanceof Promise) return "a promise";
  if (ArrayBuffer.isView(value)) return `a ${value.constructor.name}`;
  const made = (value as object).constructor?.name;
  return made && made !== "Object" ? `a ${made}` : "an object";
}

/** Two numbers with as many digits as it takes to tell them apart, at least 4, at most 17. */
export function describePair(actual: number, expected: number): [string, string] {
  for (let digits = 4; digits < 17; digits++) {
    const pair: [string, string] = [
      describeNumber(actual, digits),
      describeNumber(expected, digits),
    ];
    if (pair[0] !== pair[1]) return pair;
  }
  return [String(actual), String(expected)];
}

const describeNumber = (value: number, digits: number) =>
  String(Number.isFinite(value) ? Number(value.toPrecision(digits)) : value);

const shorten = (text: string) => (text.length > 40 ? `${text.slice(0, 39)}…` : text);
