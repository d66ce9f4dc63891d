import {
  CheckFailure,
  type Checks,
  expectArray,
  expectClose,
  expectFunction,
  expectNumber,
  pass,
} from "../lib/coursework/check.js";
import { describeValue } from "../lib/coursework/describeValue.js";

type Matrix = number[][];
type Pair = [number, number];

export const checks: Checks = {
  "replace-pair": {
    names: ["replacePair"],
    check({ replacePair }) {
      const replace = expectFunction(replacePair, "replacePair");
      const results = replaceCases.map(([tokens, pair]) => {
        const given: [number[], Pair] = [[...tokens], [...pair]];
        const got = idsOf(replace(...given, 9), `replacePair([${tokens}], [${pair}], 9)`);
        refuseChanged("replacePair", "tokens", given[0], tokens);
        refuseChanged("replacePair", "pair", given[1], pair);
        return got;
      });
      refuseWrong(replaceCases, results, {
        name: ([tokens, pair]) => `replacePair([${tokens}], [${pair}], 9)`,
        right: ([tokens, pair]) => replaced(tokens, pair, 9),
        mistakes: replaceMistakes,
        advice: ([tokens]) => replaceAdvice.get(`${tokens}`),
      });
      return pass("Every pair becomes one token, from left to right, and nothing else changes.");
    },
  },

  spell: {
    names: ["spell"],
    check({ spell }) {
      const encode = expectFunction(spell, "spell");
      const results = spellCases.map(({ bytes, merges, name }) => {
        const given: [number[], Pair[]] = [[...bytes], structuredClone(merges)];
        const got = idsOf(
          callOrExplain(() => encode(...given)),
          `spell(${name})`,
        );
        refuseChanged("spell", "bytes", given[0], bytes);
        refuseChanged("spell", "merges", given[1].flat(), merges.flat());
        return got;
      });
      refuseWrong(spellCases, results, {
        name: ({ name }) => `spell(${name})`,
        right: ({ bytes, merges }) => spelt(bytes, merges),
        mistakes: spellMistakes.map(({ f, says }) => ({
          f: ({ bytes, merges }) => f(bytes, merges),
          says,
        })),
      });
      return pass("Always the merge that was learnt first, as the tokenizer was trained.");
    },
  },

  "table-gradient": {
    names: ["tableGradient"],
    check({ tableGradient }) {
      const gradient = expectFunction(tableGradient, "tableGradient");
      for (const { ids, dX, V, name } of gradientCases) {
        const given = structuredClone({ ids, dX });
        const got = expectArray(gradient(given.ids, given.dX, V), `the gradient ${name}`);
        refuseChanged("tableGradient", "dX", given.dX.flat(), dX.flat());
        refuseChanged("tableGradient", "ids", given.ids, ids);
        const want = summed(ids, dX, V);
        nameGradientMistake(got, { ids, dX, V }, name);
        expectClose(got, want, { name: `the gradient ${name}` });
      }
      return pass("Each row has the sum of what came back to the places that read it.");
    },
  },

  turn: {
    names: ["turn"],
    check({ turn }) {
      const rotate = expectFunction(turn, "turn");
      const results = turnCases.map(({ x, t, base }) => {
        const given = [...x];
        const returned = base === 10000 ? rotate(given, t) : rotate(given, t, base);
        refuseChanged("turn", "x", given, x);
        return expectArray(returned, turnCall({ x, t, base }));
      });
      for (const [i, { x, t, base }] of turnCases.entries()) {
        const [got, want] = [results[i] as unknown[], turned(x, t, base)];
        if (isSame(got, want)) continue;
        const mistake = turnMistakes.find(({ f }) =>
          turnCases.every((each, k) =>
            isSame(results[k] as unknown[], f(each.x, each.t, each.base)),
          ),
        );
        const at = want.findIndex((v, c) => !isNear(got[c], v));
        if (mistake)
          throw new CheckFailure(
            `element ${at + 1} of ${turnCall({ x, t, base })} is ${brief(Number(got[at]))}, expected ${brief(want[at] as number)}: ${mistake.says}.`,
          );
        expectClose(got, want, { name: turnCall({ x, t, base }), tolerance: 1e-6 });
      }
      return pass("Lengths stay, and only the distance between two places will count.");
    },
  },

  "own-places": {
    names: ["placesOf"],
    check({ placesOf }) {
      const make = expectFunction(placesOf, "placesOf");
      for (const [T, C] of [
        [12, 8],
        [40, 4],
        [7, 2],
      ] as const) {
        const call = `placesOf(${T}, ${C})`;
        const rows = placeRows(make(T, C), call, T, C);
        refuseSameRows(rows, call);
        refuseUneven(rows, call);
      }
      const [once, again] = [0, 1].map(() => JSON.stringify(make(6, 4)));
      if (once !== again)
        throw new CheckFailure(
          "placesOf(6, 4) gives other numbers the second time: a place must always have the same row.",
        );
      return pass("No two rows are equal, and the distance alone decides their product.");
    },
  },
};

function brief(number: number): string {
  return String(Number(number.toPrecision(4)));
}

function isNear(a: unknown, b: number): boolean {
  return typeof a === "number" && Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(b));
}

function isSame(got: readonly unknown[], want: readonly number[]): boolean {
  return got.length === want.length && want.every((value, i) => isNear(got[i], value));
}

/** A result as a list of token ids, with a word for the ways in which it may be none. */
function idsOf(result: unknown, call: string): number[] {
  if (typeof result === "string")
    throw new CheckFailure(`${call} is the text “${result}”, expected a list of ids.`);
  return expectArray(result, call).map((id, at) => {
    if (Array.isArray(id))
      throw new CheckFailure(
        `element ${at + 1} of ${call} is a list, expected an id: put the tokens side by side, not a list into the list.`,
      );
    return expectNumber(id, `element ${at + 1} of ${call}`);
  });
}

/** An input that the reader's function wrote into is no longer there for the next merge. */
function refuseChanged(
  name: string,
  input: string,
  after: readonly unknown[],
  before: readonly unknown[],
): void {
  if (`${after}` === `${before}`) return;
  throw new CheckFailure(
    `${name} changed ${input}, which was given to it and which others still need: write into a copy.`,
  );
}

/** A wrong way to do an exercise, and what to say to whoever went it. */
interface Mistake<Case> {
  f(each: Case): number[];
  says: string;
}

/** Names the first wrong list of ids, and the mistake if one explains the results of every case. */
function refuseWrong<Case>(
  cases: readonly Case[],
  results: readonly number[][],
  {
    name,
    right,
    mistakes,
    advice,
  }: {
    name(each: Case): string;
    right(each: Case): number[];
    mistakes: readonly Mistake<Case>[];
    advice?(each: Case): string | undefined;
  },
): void {
  const wrong = cases.findIndex((each, i) => `${results[i]}` !== `${right(each)}`);
  const each = cases[wrong];
  if (each === undefined) return;
  const explains = ({ f }: Mistake<Case>) =>
    cases.every((other, i) => `${f(other)}` === `${results[i]}`);
  const says = mistakes.find(explains)?.says ?? advice?.(each);
  throw new CheckFailure(
    `${name(each)} is [${results[wrong]}], expected [${right(each)}]${says ? `: ${says}` : ""}.`,
  );
}

function replaced(tokens: readonly number[], [left, right]: Pair, id: number): number[] {
  const merged: number[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const isPair = tokens[at] === left && tokens[at + 1] === right;
    merged.push(isPair ? id : (tokens[at] as number));
    if (isPair) at++;
  }
  return merged;
}

type ReplaceCase = [tokens: number[], pair: Pair];

const replaceCases: ReplaceCase[] = [
  [
    [1, 2, 3, 1, 2, 4, 2],
    [1, 2],
  ],
  [
    [2, 1, 3, 0, 1, 2],
    [1, 2],
  ],
  [
    [5, 5, 5],
    [5, 5],
  ],
  [[], [1, 2]],
  [
    [0, 0, 1],
    [0, 0],
  ],
  [
    [3, 1],
    [1, 2],
  ],
];

const replaceAdvice = new Map([
  ["5,5,5", "a run of three has one pair and one token left over"],
  ["", "an empty list stays empty"],
  ["0,0,1", "0 is an id like any other, though JavaScript takes it for false"],
  ["3,1", "behind the last id there is no other, so no pair can begin there"],
]);

/** The exercise's loop, with another condition in the blank. */
function replacedIf(
  isPair: (tokens: readonly number[], at: number, pair: Pair, merged: number[]) => boolean,
): (each: ReplaceCase) => number[] {
  return ([tokens, pair]) => {
    const merged: number[] = [];
    for (let at = 0; at < tokens.length; at++) {
      const found = isPair(tokens, at, pair, merged);
      merged.push(found ? 9 : (tokens[at] as number));
      if (found) at++;
    }
    return merged;
  };
}

const replaceMistakes: Mistake<ReplaceCase>[] = [
  {
    f: replacedIf(() => false),
    says: "no pair was found. Two lists are never equal in JavaScript: compare the ids one by one",
  },
  {
    f: replacedIf((tokens, at, [left, right]) => tokens[at] === left && tokens[at] === right),
    says: "both ids are compared with the same place; the second stands one further on",
  },
  { f: replacedIf(() => true), says: "the condition is true everywhere" },
  {
    f: replacedIf((tokens, at, [left]) => tokens[at] === left),
    says: "the first id alone is not enough; the second must stand behind it",
  },
  {
    f: replacedIf((tokens, at, [, right]) => tokens[at + 1] === right),
    says: "the second id alone is not enough; the first must stand before it",
  },
  {
    f: replacedIf((tokens, at, pair) => pair.includes(tokens[at] as number)),
    says: "one of the two ids is not enough; the pair needs both",
  },
  {
    f: replacedIf(
      (tokens, at, [left, right]) =>
        (tokens[at] as number) + (tokens[at + 1] as number) === left + right,
    ),
    says: "1 + 2 is 3, but so are 2 + 1 and 3 + 0. Compare each id with its own",
  },
  {
    f: replacedIf((tokens, at, [left, right]) => tokens[at] === right && tokens[at + 1] === left),
    says: "the pair is turned round",
  },
  {
    f: replacedIf(
      (tokens, at, [left, right]) =>
        (tokens[at] === left && tokens[at + 1] === right) ||
        (tokens[at] === right && tokens[at + 1] === left),
    ),
    says: "2 and 1 are another pair than 1 and 2: the order counts",
  },
  {
    f: replacedIf((tokens, at, [left, right]) => tokens[at - 1] === left && tokens[at] === right),
    says: "the id before this place and the one here are compared; the pair begins here",
  },
  {
    f: replacedIf(
      (tokens, at, [left, right], merged) =>
        tokens[at] === left && tokens[at + 1] === right && !merged.includes(9),
    ),
    says: "only the first pair was replaced",
  },
];

function spelt(bytes: readonly number[], merges: readonly Pair[]): number[] {
  return merges.reduce<number[]>((ids, pair, i) => replaced(ids, pair, 256 + i), [...bytes]);
}

const letters = (text: string) => [...text].map((letter) => letter.charCodeAt(0));
const [a, b, c] = letters("abc") as [number, number, number];

const spellCases: { name: string; bytes: number[]; merges: Pair[] }[] = [
  {
    name: "the bytes of “cocoa”, with the merges c o and 256 a",
    bytes: letters("cocoa"),
    merges: [letters("co") as Pair, [256, a]],
  },
  {
    name: "the bytes of “abc”, with the merges b c and a b",
    bytes: [a, b, c],
    merges: [
      [b, c],
      [a, b],
    ],
  },
  {
    name: "the bytes of “aaaaab”, with the merges a a, 256 256 and a b",
    bytes: letters("aaaaab"),
    merges: [
      [a, a],
      [256, 256],
      [a, b],
    ],
  },
  {
    name: "the bytes of “cbacac”, with the merges b a, a c, 257 257, 257 a and c b",
    bytes: letters("cbacac"),
    merges: [
      [b, a],
      [a, c],
      [257, 257],
      [257, a],
      [c, b],
    ],
  },
  { name: "the bytes of “abc”, without merges", bytes: [a, b, c], merges: [] },
  { name: "no bytes", bytes: [], merges: [[a, b]] },
];

/** What each token of a vocabulary is spelt with, for the greedy way. */
function spellings(merges: readonly Pair[]): Map<number, number[]> {
  const all = new Map(Array.from({ length: 256 }, (_, byte) => [byte, [byte]]));
  for (const [i, [left, right]] of merges.entries())
    all.set(256 + i, [...(all.get(left) ?? []), ...(all.get(right) ?? [])]);
  return all;
}

function longestFirst(bytes: readonly number[], merges: readonly Pair[]): number[] {
  const tokens = [...spellings(merges)].sort(([, x], [, y]) => y.length - x.length);
  const found: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    const fits = tokens.find(([, own]) => own.every((byte, i) => bytes[at + i] === byte));
    found.push(fits?.[0] ?? -1);
    at += fits?.[1].length ?? 1;
  }
  return found;
}

/** Merges whatever fits furthest left, whichever was learnt first. */
function leftFirst(bytes: readonly number[], merges: readonly Pair[]): number[] {
  const ids = [...bytes];
  for (let at = 0; at < ids.length - 1; at++) {
    const which = merges.findIndex(([l, r]) => l === ids[at] && r === ids[at + 1]);
    if (which < 0) continue;
    ids.splice(at, 2, 256 + which);
    at = -1;
  }
  return ids;
}

const spellMistakes: { f(bytes: number[], merges: Pair[]): number[]; says: string }[] = [
  {
    f: (bytes) => bytes,
    says: "nothing was merged. replaceAll returns a new list; keep it",
  },
  {
    f: (bytes, merges) =>
      merges.reduce<number[]>((ids, pair, i) => replaced(ids, pair, i), [...bytes]),
    says: "the ids from 0 to 255 are the bytes, so the first merge makes token 256",
  },
  {
    f: (bytes, merges) =>
      merges.reduce<number[]>((ids, pair, i) => replaced(ids, pair, 257 + i), [...bytes]),
    says: "the first merge makes token 256, not 257",
  },
  {
    f: (bytes, merges) =>
      merges.reduce<number[]>((ids, pair) => replaced(ids, pair, 256), [...bytes]),
    says: "each merge makes a token of its own: 256, 257, and so on",
  },
  {
    f: (bytes, merges) => (merges[0] ? replaced(bytes, merges[0], 256) : bytes),
    says: "only the first merge was applied",
  },
  {
    f: (bytes, merges) =>
      merges.length > 0 ? replaced(bytes, merges.at(-1) as Pair, 255 + merges.length) : bytes,
    says: "each merge begins anew from the bytes. Let it work on what the one before has left",
  },
  {
    f: (bytes, merges) =>
      [...merges.entries()]
        .reverse()
        .reduce<number[]>((ids, [i, pair]) => replaced(ids, pair, 256 + i), [...bytes]),
    says: "the merges were applied from the last to the first. The first that was learnt comes first",
  },
  {
    f: longestFirst,
    says: "that takes the longest token that fits. It reads back exactly, but the model learnt from other ids: apply the merges in their order",
  },
  {
    f: leftFirst,
    says: "that takes the first merge that fits from the left. The order of learning comes first, then left to right",
  },
];

/** `replaceAll` without its id, or with the pair in two parts, gives lists with holes. */
function callOrExplain(call: () => unknown): unknown {
  const result = call();
  if (Array.isArray(result) && result.includes(undefined))
    throw new CheckFailure(
      "spell gives a list with undefined in it: replaceAll wants three things, the tokens, the pair and the new id.",
    );
  return result;
}

const gradientCases: { name: string; ids: number[]; dX: Matrix; V: number }[] = [
  {
    name: "for ids 1, 1, 2, 0",
    ids: [1, 1, 2, 0],
    dX: [
      [4, -2],
      [3, -1],
      [1, 5],
      [2, 0],
    ],
    V: 5,
  },
  {
    name: "for ids 2, 0, 2, 2 with three numbers a row",
    ids: [2, 0, 2, 2],
    dX: [
      [1, 0, 2],
      [5, 1, 0],
      [1, 3, -1],
      [0.5, 0, 1],
    ],
    V: 3,
  },
  { name: "for a single place", ids: [0], dX: [[7]], V: 1 },
];

function summed(ids: readonly number[], dX: Matrix, V: number): Matrix {
  const rows = Array.from({ length: V }, () => (dX[0] ?? []).map(() => 0));
  for (const [t, id] of ids.entries())
    for (const [c, dx] of (dX[t] ?? []).entries())
      (rows[id] as number[])[c] = (rows[id]?.[c] ?? 0) + dx;
  return rows;
}

function nameGradientMistake(
  got: readonly unknown[],
  { ids, dX, V }: { ids: number[]; dX: Matrix; V: number },
  name: string,
): void {
  const C = dX[0]?.length ?? 0;
  const want = summed(ids, dX, V);
  if (got.length !== V) {
    const why =
      got.length === ids.length
        ? ": that is one row for each place; the table has one for each token"
        : got.length === C
          ? ": rows and columns are exchanged"
          : "";
    throw new CheckFailure(`the gradient ${name} has ${got.length} rows, expected ${V}${why}.`);
  }
  for (const [row, numbers] of got.entries()) {
    const isRead = ids.includes(row);
    if ((numbers === undefined || numbers === null || numbers === 0) && !isRead)
      throw new CheckFailure(
        `row ${row + 1} of the gradient ${name} is ${describeValue(numbers)}, expected ${C} zeros: nobody read it, and it still has a gradient.`,
      );
    if (Array.isArray(numbers) && numbers.some(Number.isNaN))
      throw new CheckFailure(
        `row ${row + 1} of the gradient ${name} has a NaN: adding to what is not there yet gives NaN. Begin with zeros.`,
      );
  }
  const rows = got.map((numbers, row) =>
    expectArray(numbers, `row ${row + 1} of the gradient ${name}`),
  );
  const is = (matrix: Matrix) =>
    matrix.every((numbers, row) => isSame(rows[row] ?? [], numbers)) &&
    !want.every((numbers, row) => isSame(rows[row] ?? [], numbers));
  const by = (f: (places: number[], c: number, row: number) => number): Matrix =>
    want.map((numbers, row) =>
      numbers.map((_, c) =>
        f(
          ids.flatMap((id, t) => (id === row ? [t] : [])),
          c,
          row,
        ),
      ),
    );
  const at = (t: number | undefined, c: number) => dX[t ?? -1]?.[c] ?? 0;
  const total = (places: number[], c: number) => places.reduce((sum, t) => sum + at(t, c), 0);
  const mistakes: [Matrix, string][] = [
    [by((places, c) => at(places.at(-1), c)), "a token that comes twice keeps only its last place. Add, do not set"],
    [by((places, c) => at(places[0], c)), "a token that comes twice keeps only its first place. Add the others"],
    [by((places, c) => total(places, c) / (places.length || 1)), "that is a mean over the places of a token. Paths add up"],
    [by((places, c) => total(places, c) / ids.length), "that is divided by the number of places. Paths add up"],
    [by((places) => places.length), "that counts how often each token was read. Add what came back, dX"],
    [by((_, c) => total(ids.map((_, t) => t), c)), "all rows are one and the same list. Array.fill puts the same one everywhere; make a new one for each"],
    [by((places, c, row) => (row === 0 ? 0 : total(places, c))), "token 0 got nothing. 0 is an id like any other, though JavaScript takes it for false"],
    [by((places, c, row) => row * total(places, c)), "an id is a name, not an amount: do not multiply by it"],
    [by((places, c) => -total(places, c)), "the size is right, the sign is not"],
  ]; // biome-ignore format: one mistake a line
  for (const [matrix, says] of mistakes) {
    if (!is(matrix)) continue;
    const row = want.findIndex((numbers, r) => !isSame(rows[r] ?? [], numbers));
    throw new CheckFailure(
      `row ${row + 1} of the gradient ${name} is [${rows[row]}], expected [${want[row]}]: ${says}.`,
    );
  }
}

const turnCall = ({ x, t, base }: { x: number[]; t: number; base: number }) =>
  `turn([${x}], ${t}${base === 10000 ? "" : `, ${base}`})`;

const turnCases: { x: number[]; t: number; base: number }[] = [
  { x: [1, 2, 3, 4], t: 0, base: 10000 },
  { x: [1, 2, 3, 4], t: 3, base: 10000 },
  { x: [0.5, -1, 2, 1, -3, 0.25], t: 2, base: 100 },
  { x: [2, 1], t: 5, base: 10000 },
];

type Turn = (x: readonly number[], t: number, base: number) => number[];
const turnBy =
  (angleOf: (i: number, t: number, base: number, D: number) => number): Turn =>
  (x, t, base) => {
    const y = [...x];
    for (let i = 0; 2 * i < x.length; i++) {
      const angle = angleOf(i, t, base, x.length);
      const [p, q] = [x[2 * i] as number, x[2 * i + 1] as number];
      y[2 * i] = p * Math.cos(angle) - q * Math.sin(angle);
      y[2 * i + 1] = p * Math.sin(angle) + q * Math.cos(angle);
    }
    return y;
  };
const turned = turnBy((i, t, base, D) => t * base ** ((-2 * i) / D));
const halves: Turn = (x, t, base) => {
  const half = x.length / 2;
  const order = x.map((_, c) => (c % 2 === 0 ? c / 2 : half + (c - 1) / 2));
  const mixed = turned(order.map((from) => x[from] as number), t, base); // biome-ignore format: short
  return x.map((_, c) => mixed[order.indexOf(c)] as number);
};
const overwritten: Turn = (x, t, base) => {
  const y = [...x];
  for (let i = 0; 2 * i < x.length; i++) {
    const angle = t * base ** ((-2 * i) / x.length);
    y[2 * i] = (y[2 * i] as number) * Math.cos(angle) - (y[2 * i + 1] as number) * Math.sin(angle);
    y[2 * i + 1] =
      (y[2 * i] as number) * Math.sin(angle) + (y[2 * i + 1] as number) * Math.cos(angle);
  }
  return y;
};

const turnMistakes: { f: Turn; says: string }[] = [
  { f: (x) => [...x], says: "nothing was turned" },
  {
    f: turnBy((i, t, base, D) => -t * base ** ((-2 * i) / D)),
    says: "it turns the wrong way: the first column takes b · sin away, the second adds a · sin",
  },
  {
    f: halves,
    says: "that pairs a column with the one half a row further on. Here neighbours are a pair: 0 and 1, 2 and 3",
  },
  {
    f: overwritten,
    says: "the second column of a pair was computed from the first one's new number. Read both from x",
  },
  {
    f: turnBy((i, t, base, D) => t * base ** (-i / D)),
    says: "the exponent is −2i/D for pair i, and this has −i/D",
  },
  {
    f: turnBy((i, t, base, D) => t * base ** ((-4 * i) / D)),
    says: "the exponent is −2i/D for pair i. If i already counts columns, it is −i/D",
  },
  {
    f: turnBy((i, t, base, D) => t * base ** ((2 * i) / D)),
    says: "the exponent lacks its minus: later pairs turn more slowly, not faster",
  },
  { f: turnBy((_, t) => t), says: "all pairs turn by the same angle; pair i turns by t · base^(−2i/D)" },
  {
    f: turnBy((i, t, base, D) => (t + 1) * base ** ((-2 * i) / D)),
    says: "places count from 0, so place 0 is not turned at all",
  },
  {
    f: turnBy((i, t, base, D) => (t * base ** ((-2 * i) / D) * Math.PI) / 180),
    says: "the angle is in radians already; no degrees here",
  },
  {
    f: turnBy((i, t, _, D) => t * 10000 ** ((-2 * i) / D)),
    says: "the base is an argument, and this has 10000 whatever it is",
  },
  {
    f: turnBy((i, t, base, D) => t / (base * ((2 * i) / D) || 1)),
    says: "base is raised to the power −2i/D, not multiplied by it; ** raises to a power",
  },
  {
    f: (x, t, base) => turned(x, t, base).map((value, c) => value + (x[c] as number)),
    says: "the turned row takes the old one's place; nothing is added",
  },
]; // biome-ignore format: as the formatter likes

/** The reader's places, held to be T rows of C finite numbers. */
function placeRows(value: unknown, call: string, T: number, C: number): Matrix {
  const rows = expectArray(value, call);
  if (rows.length !== T) {
    const isTurned = rows.length === C && Array.isArray(rows[0]) && rows[0].length === T;
    throw new CheckFailure(
      `${call} has ${rows.length} rows, expected ${T}, one for each place${isTurned ? ": rows and columns are exchanged" : ""}.`,
    );
  }
  return rows.map((row, t) => {
    const numbers = expectArray(row, `row ${t + 1} of ${call}`);
    if (numbers.length !== C)
      throw new CheckFailure(
        `row ${t + 1} of ${call} has ${numbers.length} numbers, expected ${C}.`,
      );
    return numbers.map((x, c) => expectNumber(x, `row ${t + 1}, column ${c + 1} of ${call}`));
  });
}

const dot = (x: readonly number[], y: readonly number[]) =>
  x.reduce((sum, value, i) => sum + value * (y[i] as number), 0);
const largest = (rows: Matrix) => Math.max(...rows.flat().map(Math.abs));

function refuseSameRows(rows: Matrix, call: string): void {
  const scale = Math.max(largest(rows), 1e-12);
  for (const [i, row] of rows.entries()) {
    for (const [back, other] of rows.slice(0, i).entries()) {
      if (row.some((x, c) => Math.abs(x - (other[c] as number)) > 1e-4 * scale)) continue;
      throw new CheckFailure(
        `rows ${back + 1} and ${i + 1} of ${call} are equal, so a model cannot tell the two places apart.`,
      );
    }
  }
}

function refuseUneven(rows: Matrix, call: string): void {
  const scale = Math.max(...rows.map((row) => dot(row, row)));
  for (let distance = 0; distance < rows.length; distance++) {
    const first = dot(rows[0] ?? [], rows[distance] ?? []);
    for (let i = 1; i + distance < rows.length; i++) {
      const product = dot(rows[i] as number[], rows[i + distance] as number[]);
      if (Math.abs(product - first) <= 1e-6 * scale) continue;
      const numbers = `rows 1 and ${distance + 1} of ${call} have the product ${brief(first)}, rows ${i + 1} and ${i + distance + 1} have ${brief(product)}`;
      throw new CheckFailure(
        distance === 0
          ? `the product of row 1 of ${call} with itself is ${brief(first)}, of row ${i + 1} ${brief(product)}: all rows must be equally long.${sineAdvice(rows)}`
          : `${numbers}: both are ${distance} apart, so they should be equal.${sineAdvice(rows)}`,
      );
    }
  }
}

/** The likeliest half-way: sines without their cosines. */
function sineAdvice(rows: Matrix): string {
  const isZero = rows[0]?.every((x) => Math.abs(x) < 1e-9);
  const isBounded = largest(rows) <= 1 + 1e-9;
  return isZero && isBounded
    ? " Row 1 is all zeros: does each sine have a cosine of the same angle beside it?"
    : "";
}
