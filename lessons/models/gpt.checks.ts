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

export const checks: Checks = {
  pairs: {
    names: ["readAndNext"],
    check({ readAndNext }) {
      const cut = expectFunction(readAndNext, "readAndNext");
      const ids = [4, 7, 1, 9, 2];
      const given = [...ids];
      const got = cut(given) as { read?: unknown; next?: unknown };
      if (JSON.stringify(given) !== JSON.stringify(ids))
        throw new CheckFailure(
          "readAndNext changed the window itself: pop, shift and splice do, slice does not.",
        );
      if (typeof got !== "object" || got === null)
        throw new CheckFailure(
          `readAndNext returns ${describeValue(got)}, expected an object { read, next }.`,
        );
      const read = numbersOf(got.read, "read");
      const next = numbersOf(got.next, "next");
      const sameAs = (a: number[], b: number[]) => `${a}` === `${b}`;
      const [front, back] = [ids.slice(0, -1), ids.slice(1)];
      if (sameAs(read, ids) && sameAs(next, ids))
        throw new CheckFailure(
          "both are the whole window: the target at each place is the very token that was read. Nothing is left to foretell.",
        );
      if (sameAs(read, back) && sameAs(next, front))
        throw new CheckFailure(
          "read and next are exchanged: the model would have to tell what came before.",
        );
      if (sameAs(read, next) && read.length === 4)
        throw new CheckFailure(
          `read and next are both ${read.join(", ")}: the target is the token that was just read. Move one of them by one.`,
        );
      if (sameAs(read, ids))
        throw new CheckFailure(
          "read has the whole window, 5 ids, expected 4: of what comes after the last token nothing is known.",
        );
      if (sameAs(next, ids))
        throw new CheckFailure(
          "next has the whole window, 5 ids, expected 4: nothing stands before the first token, so it is not foretold.",
        );
      if (sameAs(next, [9, 2, 0]) || sameAs(next, ids.slice(2)))
        throw new CheckFailure(
          `next is ${next.join(", ")}: that is two ahead. The target of the first place is the second token, ${ids[1]}.`,
        );
      expectClose(read, front, { name: "read" });
      expectClose(next, back, { name: "next" });
      expectClose(numbersOf((cut([3, 8]) as { next: unknown }).next, "next of [3, 8]"), [8], {
        name: "next of [3, 8]",
      });
      return pass("Four tokens are read, and each has a next one.");
    },
  },

  bits: {
    names: ["bitsPerCharacter"],
    check({ bitsPerCharacter }) {
      const bits = expectFunction(bitsPerCharacter, "bitsPerCharacter");
      const logs = [Math.log(0.5), Math.log(0.25), Math.log(0.125)]; // 1, 2 and 3 bits
      const name = "three tokens of probability 1/2, 1/4 and 1/8 for 12 characters";
      const got = expectNumber(bits([...logs], 12), name);
      const nats = 6 * Math.LN2;
      const mistakes: [number, string][] = [
        [nats / 12, "that is in nats. Divide by ln 2 to count in bits"],
        [6 / 3, "that is per token. The sum is shared among the characters"],
        [
          -6 / 12,
          "the sign is wrong: a probability below 1 has a negative logarithm, and surprise is minus that",
        ],
        [6, "that is for the whole text. Divide by the number of characters"],
        [(nats * Math.LN2) / 12, "nats are divided by ln 2, not multiplied by it"],
        [
          6 / 12 / 3,
          "the sum is divided by the tokens and by the characters. Only the characters count",
        ],
        [
          nats / 3,
          "that is the mean in nats for a token: the loss. It must be in bits, and shared among the characters",
        ],
        [2 ** (6 / 12), "that is a perplexity, two to the power of the bits"],
      ];
      for (const [wrong, says] of mistakes) {
        if (isNear(got, wrong) && !isNear(wrong, 0.5))
          throw new CheckFailure(`${name}: got ${brief(got)}, expected 0.5: ${says}.`);
      }
      expectClose(got, 0.5, { name, tolerance: 1e-9 });
      expectClose(bits([-1, -1, -1, -1], 2), 2 / Math.LN2, {
        name: "four tokens of one nat each for 2 characters",
        tolerance: 1e-9,
      });
      return pass("1 + 2 + 3 bits for twelve characters: half a bit for each.");
    },
  },

  nucleus: {
    names: ["topP"],
    check({ topP }) {
      const cut = expectFunction(topP, "topP");
      const probabilities = [0.1, 0.4, 0.05, 0.3, 0.15];
      const given = [...probabilities];
      const got = numbersOf(cut(given, 0.6), "the result");
      if (`${given}` !== `${probabilities}`)
        throw new CheckFailure(
          "topP changed its input: sort reorders the list itself. Sort a copy, or the indices.",
        );
      const name = "of 0.1, 0.4, 0.05, 0.3, 0.15 with p = 0.6";
      const mistakes: [number[], string][] = [
        [probabilities, "nothing was cut"],
        [[0, 0.4, 0, 0.3, 0], "what is left sums to 0.7. Divide by that sum"],
        [
          [0, 0.4 / 0.6, 0, 0.3 / 0.6, 0],
          "it was divided by p. What is left sums to 0.7, not to 0.6",
        ],
        [
          [0, 1, 0, 0, 0],
          "the token with which the sum reaches p was left out. 0.4 is below 0.6, so the next one is needed too",
        ],
        [[4 / 7, 3 / 7, 0, 0, 0], "the result is in falling order. Each token keeps its old place"],
        [[4 / 7, 3 / 7], "the result has only what was kept. The others are there too, with 0"],
        [
          [0, 0.4 / 0.85, 0, 0.3 / 0.85, 0.15 / 0.85],
          "one token too many is kept: stop as soon as the sum is at least p",
        ],
        [
          [0.1 / 0.55, 0, 0.05 / 0.55, 0.3 / 0.55, 0.1 / 0.55],
          "the least likely were kept. Begin with the likeliest",
        ],
        [
          [0.1 / 0.5, 0.4 / 0.5, 0, 0, 0],
          "tokens were taken in the order of the list, not from the likeliest down",
        ],
        [
          [0.1 / 0.85, 0.4 / 0.85, 0.05 / 0.85, 0.3 / 0.85, 0],
          "tokens were taken in the order of the list, not from the likeliest down",
        ],
        [[0, 0, 0, 0, 0], "everything was cut: compare the sum with p, not each probability"],
      ];
      for (const [wrong, says] of mistakes) {
        if (isSame(got, wrong)) throw new CheckFailure(`${name}: ${says}.`);
      }
      if (got.length !== 5)
        throw new CheckFailure(
          `${name} the result has ${got.length} numbers, expected 5: one for each token.`,
        );
      expectClose(got, [0, 4 / 7, 0, 3 / 7, 0], { name, tolerance: 1e-9 });
      expectClose(cut([0.2, 0.2, 0.2, 0.2, 0.2], 0.4), [0.5, 0.5, 0, 0, 0], {
        name: "of five equal ones with p = 0.4",
        tolerance: 1e-9,
      });
      expectClose(cut([0.7, 0.3], 0.1), [1, 0], {
        name: "of 0.7, 0.3 with p = 0.1",
        tolerance: 1e-9,
      });
      expectClose(cut([0.25, 0.75], 1), [0.25, 0.75], {
        name: "of 0.25, 0.75 with p = 1",
        tolerance: 1e-9,
      });
      return pass("Few are kept where one is likely, more where several are.");
    },
  },

  penalty: {
    names: ["tired"],
    check({ tired }) {
      const rule = expectFunction(tired, "tired");
      for (const logits of [
        [2, 1, 0, -1, 0.5],
        [-3, -1, -2, -0.5, -4],
        [0, 0, 0, 0, 0],
        [30, -30, 12, 0, 1],
      ]) {
        for (const recent of [[1], [0, 3], [3, 3, 2], []]) {
          const given = [...logits];
          const got = numbersOf(rule(given, [...recent]), "the result");
          judge(logits, recent, got);
          if (`${given}` !== `${logits}`)
            throw new CheckFailure(
              "tired changed the logits that came in. Return new ones: map makes a new list.",
            );
        }
      }
      return pass("Whatever their sign, what was said lately has become less likely.");
    },
  },
};

function judge(logits: number[], recent: number[], got: number[]): void {
  const name = `for logits ${logits.join(", ")} and recent ${recent.join(", ") || "none"}`;
  if (got.length !== logits.length)
    throw new CheckFailure(
      `${name} the result has ${got.length} numbers, expected ${logits.length}.`,
    );
  const bad = got.findIndex((z) => !Number.isFinite(z));
  if (bad >= 0)
    throw new CheckFailure(
      `${name} logit ${bad} is ${got[bad]}, expected a finite number: a token that is tired must still be possible.`,
    );
  const [others, tiredOnes] = [
    [...logits.keys()].filter((i) => !recent.includes(i)),
    new Set(recent),
  ];
  for (const i of tiredOnes)
    for (const j of others) {
      const [before, after] = [
        (logits[i] as number) - (logits[j] as number),
        (got[i] as number) - (got[j] as number),
      ];
      if (after < before - 1e-9) continue;
      const why =
        Math.abs(after - before) < 1e-9
          ? "it is as likely as before"
          : (logits[i] as number) < 0
            ? "it has become likelier: a negative logit that is divided, or multiplied by less than one, comes nearer to zero"
            : "it has become likelier";
      throw new CheckFailure(`${name}: token ${i} was said lately, and beside token ${j} ${why}.`);
    }
  for (const i of others)
    for (const j of others) {
      if (
        (logits[i] as number) > (logits[j] as number) &&
        !((got[i] as number) > (got[j] as number))
      )
        throw new CheckFailure(
          `${name}: tokens ${i} and ${j} were not said lately, and their order has changed.`,
        );
    }
}

function numbersOf(value: unknown, name: string): number[] {
  return expectArray(value, name).map((each, i) => {
    if (typeof each === "number") return each;
    throw new CheckFailure(
      `number ${i + 1} of ${name} is ${describeValue(each)}, expected a number.`,
    );
  });
}

function isSame(got: number[], wanted: number[]): boolean {
  return got.length === wanted.length && got.every((v, i) => isNear(v, wanted[i] as number));
}

function isNear(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-6 * Math.max(1e-3, Math.abs(b));
}

function brief(number: number): string {
  return String(Number(number.toPrecision(4)));
}
