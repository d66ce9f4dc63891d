import type { WrongAnswer } from "./backpropagation.wrongAnswers.js";

const replace = (condition: string) =>
  [
    "function replacePair(tokens: number[], pair: [number, number], id: number) {",
    "  const merged = [];",
    "  for (let at = 0; at < tokens.length; at++) {",
    `    const isPair = ${condition};`,
    "    if (isPair) { merged.push(id); at++; }",
    "    else merged.push(tokens[at]);",
    "  }",
    "  return merged;",
    "}",
  ].join("\n");

const spell = (body: string) =>
  `function spell(bytes: number[], merges: [number, number][]) {\n  let tokens = bytes;\n  ${body}\n}`;
const eachMerge = (assign: string, order = "merges.entries()") =>
  spell(`for (const [i, pair] of ${order}) ${assign};\n  return tokens;`);

const gradient = (add: string, rows = "Array.from({ length: V }, () => dX[0].map(() => 0))") =>
  [
    "function tableGradient(ids: number[], dX: number[][], V: number) {",
    `  const gradient = ${rows};`,
    `  for (const [t, id] of ids.entries()) ${add};`,
    "  return gradient;",
    "}",
  ].join("\n");

const turn = (angle: string, first = "p * cos - q * sin", second = "p * sin + q * cos") =>
  [
    "function turn(x: number[], t: number, base = 10000) {",
    "  const y = [...x];",
    "  for (let i = 0; i < x.length / 2; i++) {",
    `    const angle = ${angle}, D = x.length;`,
    "    const [cos, sin, p, q] = [Math.cos(angle), Math.sin(angle), x[2 * i], x[2 * i + 1]];",
    `    y[2 * i] = ${first};`,
    `    y[2 * i + 1] = ${second};`,
    "  }",
    "  return y;",
    "}",
  ].join("\n");
const rightAngle = "t * base ** (-2 * i / x.length)";

const places = (entry: string) =>
  `const placesOf = (T, C) => Array.from({ length: T }, (_, t) => Array.from({ length: C }, (_, c) => ${entry}));`;

/** By exercise; the tests run each through the page's own check. */
export const wrongAnswers: Record<string, WrongAnswer[]> = {
  "replace-pair": [
    { wrong: "the first id only", source: replace("tokens[at] === pair[0]"), says: "the first id alone is not enough" },
    { wrong: "either id", source: replace("tokens[at] === pair[0] || tokens[at] === pair[1]"), says: "one of the two ids is not enough" },
    { wrong: "the second id only", source: replace("tokens[at + 1] === pair[1]"), says: "the second id alone is not enough" },
    { wrong: "two lists compared", source: replace("tokens.slice(at, at + 2) === pair"), says: "Two lists are never equal in JavaScript" },
    { wrong: "an id and a list compared", source: replace("tokens[at] === pair"), says: "Two lists are never equal in JavaScript" },
    { wrong: "the sum of both", source: replace("tokens[at] + tokens[at + 1] === pair[0] + pair[1]"), says: "1 + 2 is 3, but so are 2 + 1 and 3 + 0" },
    { wrong: "either order", source: replace("pair.includes(tokens[at]) && pair.includes(tokens[at + 1])"), says: "the order counts" },
    { wrong: "the place before", source: replace("tokens[at - 1] === pair[0] && tokens[at] === pair[1]"), says: "the pair begins here" },
    { wrong: "the pair turned round", source: replace("tokens[at] === pair[1] && tokens[at + 1] === pair[0]"), says: "the pair is turned round" },
    { wrong: "always true", source: replace("tokens[at] = pair[0]"), says: "replacePair changed tokens" },
    { wrong: "zero taken for nothing", source: replace("tokens[at] && tokens[at] === pair[0] && tokens[at + 1] === pair[1]"), says: "0 is an id like any other" },
    { wrong: "a condition without at + 1", source: replace("tokens[at] === pair[0] && tokens[at] === pair[1]"), says: "both ids are compared with the same place" },
    { wrong: "the first only", source: replace("tokens[at] === pair[0] && tokens[at + 1] === pair[1] && !merged.includes(id)"), says: "only the first pair was replaced" },
    { wrong: "a text", source: "const replacePair = (tokens, pair, id) => tokens.join().replaceAll(pair.join(), id);", says: "expected a list of ids" },
  ],
  spell: [
    { wrong: "the result thrown away", source: eachMerge("replaceAll(tokens, pair, 256 + i)"), says: "nothing was merged. replaceAll returns a new list" },
    { wrong: "ids from 0", source: eachMerge("tokens = replaceAll(tokens, pair, i)"), says: "the first merge makes token 256" },
    { wrong: "ids from 257", source: eachMerge("tokens = replaceAll(tokens, pair, 257 + i)"), says: "not 257" },
    { wrong: "one id for all", source: eachMerge("tokens = replaceAll(tokens, pair, 256)"), says: "each merge makes a token of its own" },
    { wrong: "the first merge only", source: eachMerge("return replaceAll(tokens, pair, 256 + i)"), says: "only the first merge was applied" },
    { wrong: "from the bytes each time", source: eachMerge("tokens = replaceAll(bytes, pair, 256 + i)"), says: "begins anew from the bytes" },
    { wrong: "last merge first", source: eachMerge("tokens = replaceAll(tokens, pair, 256 + i)", "[...merges.entries()].reverse()"), says: "from the last to the first" },
    {
      wrong: "the longest match",
      source: `function spell(bytes, merges) {
  const all = Array.from({ length: 256 }, (_, b) => [b]);
  for (const [l, r] of merges) all.push([...all[l], ...all[r]]);
  const found = [];
  for (let at = 0; at < bytes.length; at += all[found.at(-1)].length) {
    const fits = all.map((own, id) => id).filter((id) => all[id].every((b, i) => bytes[at + i] === b));
    found.push(fits.sort((a, b) => all[b].length - all[a].length)[0]);
  }
  return found;
}`,
      says: "that takes the longest token that fits",
    },
    {
      wrong: "whatever fits from the left",
      source: spell(`tokens = [...bytes];
  for (let at = 0; at < tokens.length - 1; at++) {
    const which = merges.findIndex(([l, r]) => l === tokens[at] && r === tokens[at + 1]);
    if (which >= 0) { tokens.splice(at, 2, 256 + which); at = -1; }
  }
  return tokens;`),
      says: "that takes the first merge that fits from the left",
    },
    { wrong: "no id", source: eachMerge("tokens = replaceAll(tokens, pair)"), says: "replaceAll wants three things" },
    { wrong: "no return", source: spell("for (const [i, pair] of merges.entries()) tokens = replaceAll(tokens, pair, 256 + i);"), says: "is undefined" },
    { wrong: "the given list changed", source: spell("const which = merges[0]; if (which) { const at = bytes.indexOf(which[0]); if (at >= 0) bytes.splice(at, 2, 256); }\n  return bytes;"), says: "spell changed bytes" },
    { wrong: "lists in a list", source: spell("return merges.map((pair, i) => replaceAll(bytes, pair, 256 + i));"), says: "is a list, expected an id" },
  ],
  "table-gradient": [
    { wrong: "set, not added", source: gradient("gradient[id] = [...dX[t]]"), says: "keeps only its last place. Add, do not set" },
    { wrong: "a row of the input given away", source: gradient("gradient[id] = dX[t]"), says: "keeps only its last place" },
    { wrong: "the first place only", source: gradient("if (ids.indexOf(id) === t) gradient[id] = [...dX[t]]"), says: "keeps only its first place" },
    { wrong: "a mean", source: gradient("{ const n = ids.filter((other) => other === id).length; dX[t].forEach((dx, c) => { gradient[id][c] += dx / n; }); }"), says: "a mean over the places of a token" },
    { wrong: "divided by the places", source: gradient("dX[t].forEach((dx, c) => { gradient[id][c] += dx / ids.length; })"), says: "divided by the number of places" },
    { wrong: "one list for all rows", source: gradient("dX[t].forEach((dx, c) => { gradient[id][c] += dx; })", "Array(V).fill(dX[0].map(() => 0))"), says: "Array.fill puts the same one everywhere" },
    { wrong: "only rows that were read", source: gradient("gradient[id] = dX[t].map((dx, c) => dx + (gradient[id]?.[c] ?? 0))", "Array.from({ length: V }, () => undefined)"), says: "nobody read it, and it still has a gradient" },
    { wrong: "no zeros at first", source: gradient("dX[t].forEach((dx, c) => { gradient[id][c] += dx; })", "Array.from({ length: V }, () => [])"), says: "NaN" },
    { wrong: "a row for each place", source: "const tableGradient = (ids, dX, V) => dX.map((row) => [...row]);", says: "one row for each place" },
    { wrong: "token 0 taken for nothing", source: gradient("{ if (id) dX[t].forEach((dx, c) => { gradient[id][c] += dx; }); }"), says: "token 0 got nothing" },
    { wrong: "counts", source: gradient("dX[t].forEach((dx, c) => { gradient[id][c] += 1; })"), says: "that counts how often each token was read" },
    { wrong: "ids as amounts", source: gradient("dX[t].forEach((dx, c) => { gradient[id][c] += id * dx; })"), says: "an id is a name, not an amount" },
    { wrong: "the input used for sums", source: "function tableGradient(ids, dX, V) {\n  const first = new Map();\n  for (const [t, id] of ids.entries()) {\n    if (first.has(id)) dX[t].forEach((dx, c) => { first.get(id)[c] += dx; });\n    else first.set(id, dX[t]);\n  }\n  return Array.from({ length: V }, (_, id) => first.get(id) ?? dX[0].map(() => 0));\n}", says: "tableGradient changed dX" },
    { wrong: "two columns always", source: gradient("dX[t].forEach((dx, c) => { gradient[id][c] += dx; })", "Array.from({ length: V }, () => [0, 0])"), says: "for ids 2, 0, 2, 2" },
    { wrong: "rows and columns exchanged", source: "function tableGradient(ids, dX, V) {\n  return dX[0].map((_, c) => Array.from({ length: V }, (_, v) => ids.reduce((s, id, t) => s + (id === v ? dX[t][c] : 0), 0)));\n}", says: "rows and columns are exchanged" },
    { wrong: "the sign", source: gradient("dX[t].forEach((dx, c) => { gradient[id][c] -= dx; })"), says: "the sign is not" },
  ],
  turn: [
    { wrong: "the wrong way", source: turn(rightAngle, "p * cos + q * sin", "q * cos - p * sin"), says: "it turns the wrong way" },
    { wrong: "halves for pairs", source: "function turn(x, t, base = 10000) {\n  const y = [...x], h = x.length / 2;\n  for (let i = 0; i < h; i++) {\n    const a = t * base ** (-2 * i / x.length);\n    y[i] = x[i] * Math.cos(a) - x[i + h] * Math.sin(a);\n    y[i + h] = x[i] * Math.sin(a) + x[i + h] * Math.cos(a);\n  }\n  return y;\n}", says: "Here neighbours are a pair" },
    { wrong: "y read in place of x", source: turn(rightAngle, "y[2 * i] * cos - y[2 * i + 1] * sin", "y[2 * i] * sin + y[2 * i + 1] * cos"), says: "Read both from x" },
    { wrong: "half the exponent", source: turn("t * base ** (-i / x.length)"), says: "this has −i/D" },
    { wrong: "twice the exponent", source: turn("t * base ** (-4 * i / x.length)"), says: "If i already counts columns" },
    { wrong: "no minus", source: turn("t * base ** (2 * i / x.length)"), says: "later pairs turn more slowly" },
    { wrong: "one angle for all", source: turn("t"), says: "all pairs turn by the same angle" },
    { wrong: "places from 1", source: turn("(t + 1) * base ** (-2 * i / x.length)"), says: "places count from 0" },
    { wrong: "degrees", source: turn("t * base ** (-2 * i / x.length) * Math.PI / 180"), says: "the angle is in radians already" },
    { wrong: "a base of its own", source: turn("t * 10000 ** (-2 * i / x.length)"), says: "the base is an argument" },
    { wrong: "x changed", source: turn(rightAngle).replace("[...x]", "x"), says: "turn changed x" },
    { wrong: "added to what was there", source: turn(rightAngle, "p + p * cos - q * sin", "q + p * sin + q * cos"), says: "takes the old one's place" },
    { wrong: "the first pair only", source: turn("i === 0 ? t : 0"), says: "element 3 of turn([1,2,3,4], 3)" },
    { wrong: "sine and cosine exchanged", source: turn(rightAngle, "p * sin - q * cos", "p * cos + q * sin"), says: "element 1 of turn([1,2,3,4], 0) is" },
    { wrong: "the power sign of other languages", source: turn("t * (base ^ (-2 * i / x.length))"), says: "of turn(" },
    { wrong: "a loop that never ends its pairs", source: "const turn = (x, t, base = 10000) => x.map((v) => v * Math.cos(t));", says: "of turn([1,2,3,4], 3)" },
  ],
  "own-places": [
    { wrong: "sines alone", source: places("Math.sin(t / (c + 1) ** 2)"), says: "does each sine have a cosine" },
    { wrong: "a ramp", source: places("t / T"), says: "all rows must be equally long" },
    { wrong: "a row of chance", source: places("Math.random() - 0.5"), says: "all rows must be equally long" },
    { wrong: "one-hot in a circle", source: places("t % C === c ? 1 : 0"), says: "are equal, so a model cannot tell" },
    { wrong: "clocks that come round", source: places("c % 2 === 0 ? Math.sin(t * Math.PI / 2) : Math.cos(t * Math.PI / 2)"), says: "rows 1 and 5 of placesOf(12, 8) are equal" },
    { wrong: "nothing", source: places("1"), says: "rows 1 and 2 of placesOf(12, 8) are equal" },
    { wrong: "rows for columns", source: "const placesOf = (T, C) => Array.from({ length: C }, (_, c) => Array.from({ length: T }, (_, t) => c % 2 ? Math.cos(t / c) : Math.sin(t / (c + 1))));", says: "rows and columns are exchanged" },
    { wrong: "a sine and a cosine of other angles", source: places("c % 2 === 0 ? Math.sin(t / (c + 1)) : Math.cos(t / (c + 1))"), says: "all rows must be equally long" },
    { wrong: "an unequal pair", source: places("c % 2 === 0 ? 2 * Math.sin(t / (c + 1)) : Math.cos(t / c)"), says: "all rows must be equally long" },
    { wrong: "an uneven clock", source: places("c % 2 === 0 ? Math.sin(t * t / 500) : Math.cos(t * t / 500)"), says: "so they should be equal" },
    { wrong: "a list of numbers", source: "const placesOf = (T, C) => Array.from({ length: T }, (_, t) => t);", says: "row 1 of placesOf(12, 8)" },
    { wrong: "one column too few", source: "const placesOf = (T, C) => Array.from({ length: T }, (_, t) => Array.from({ length: C - 1 }, (_, c) => c % 2 ? Math.cos(t / c) : Math.sin(t / (c + 1))));", says: "has 7 numbers, expected 8" },
    { wrong: "a division by zero", source: places("c % 2 === 0 ? Math.sin(t / c) : Math.cos(t / c)"), says: "row 1, column 1 of placesOf(12, 8)" },
  ],
}; // biome-ignore format: one answer a line
