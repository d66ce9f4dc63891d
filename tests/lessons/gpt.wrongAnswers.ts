import type { WrongAnswer } from "./backpropagation.wrongAnswers.js";

const pairs = (body: string) => `function readAndNext(ids) { ${body} }`;
const bits = (body: string) => `function bitsPerCharacter(logs, characters) { ${body} }`;
const nucleus = (body: string) => `function topP(probabilities, p) { ${body} }`;
const penalty = (body: string) => `function tired(logits, recent) { ${body} }`;
const sum = "const sum = logs.reduce((a, b) => a + b, 0);";
const walk = (stop: string, scale: string) =>
  nucleus(`const order = [...probabilities.keys()].sort((a, b) => probabilities[b] - probabilities[a]);
  const kept = probabilities.map(() => 0); let sum = 0;
  for (const i of order) { ${stop} }
  return kept.map((each) => each / ${scale});`);

/** What learners would write, and what the check must say of it. */
export const wrongAnswers: Record<string, WrongAnswer[]> = {
  pairs: [
    {
      wrong: "exchanged",
      source: pairs("return { read: ids.slice(1), next: ids.slice(0, -1) };"),
      says: "read and next are exchanged",
    },
    {
      wrong: "the last cut from both",
      source: pairs("const cut = ids.slice(0, -1); return { read: cut, next: cut };"),
      says: "the target is the token that was just read",
    },
    {
      wrong: "reads everything",
      source: pairs("return { read: ids, next: ids.slice(1) };"),
      says: "read has the whole window, 5 ids, expected 4",
    },
    {
      wrong: "foretells everything",
      source: pairs("return { read: ids.slice(0, -1), next: ids };"),
      says: "nothing stands before the first token",
    },
    {
      wrong: "two ahead",
      source: pairs("return { read: ids.slice(0, -2), next: ids.slice(2) };"),
      says: "that is two ahead",
    },
    {
      wrong: "takes the token out of the window",
      source: pairs("const next = ids.slice(1); ids.pop(); return { read: ids, next };"),
      says: "changed the window itself",
    },
    {
      wrong: "returns a list",
      source: pairs("return [ids.slice(0, -1), ids.slice(1)];"),
      says: "read",
    },
  ],
  bits: [
    { wrong: "nats", source: bits(`${sum} return -sum / characters;`), says: "that is in nats" },
    {
      wrong: "per token",
      source: bits(`${sum} return -sum / Math.LN2 / logs.length;`),
      says: "that is per token",
    },
    {
      wrong: "no minus",
      source: bits(`${sum} return sum / Math.LN2 / characters;`),
      says: "the sign is wrong",
    },
    {
      wrong: "the sum",
      source: bits(`${sum} return -sum / Math.LN2;`),
      says: "for the whole text",
    },
    {
      wrong: "times ln 2",
      source: bits(`${sum} return -sum * Math.LN2 / characters;`),
      says: "divided by ln 2, not multiplied",
    },
    {
      wrong: "mean, then shared",
      source: bits(`${sum} return -sum / Math.LN2 / logs.length / characters;`),
      says: "divided by the tokens and by the characters",
    },
    {
      wrong: "the loss",
      source: bits(`${sum} return -sum / logs.length;`),
      says: "the mean in nats",
    },
    {
      wrong: "perplexity",
      source: bits(`${sum} return 2 ** (-sum / Math.LN2 / characters);`),
      says: "that is a perplexity",
    },
  ],
  nucleus: [
    {
      wrong: "not scaled",
      source: walk(
        "kept[i] = probabilities[i]; sum += probabilities[i]; if (sum >= p) break;",
        "1",
      ),
      says: "what is left sums to 0.7. Divide by that sum",
    },
    {
      wrong: "divided by p",
      source: walk(
        "kept[i] = probabilities[i]; sum += probabilities[i]; if (sum >= p) break;",
        "p",
      ),
      says: "it was divided by p",
    },
    {
      wrong: "the last one left out",
      source: walk(
        "if (sum + probabilities[i] > p) break; kept[i] = probabilities[i]; sum += probabilities[i];",
        "sum",
      ),
      says: "the token with which the sum reaches p was left out",
    },
    {
      wrong: "one too many",
      source: walk(
        "kept[i] = probabilities[i]; const over = sum >= p; sum += probabilities[i]; if (over) break;",
        "sum",
      ),
      says: "one token too many",
    },
    {
      wrong: "sorted away",
      source: nucleus(`const sorted = [...probabilities].sort((a, b) => b - a); let sum = 0;
      const kept = sorted.map((each) => { const keep = sum < p; sum += each; return keep ? each : 0; });
      const left = kept.reduce((a, b) => a + b, 0); return kept.map((each) => each / left);`),
      says: "the result is in falling order",
    },
    {
      wrong: "sorts the input",
      source: nucleus("probabilities.sort((a, b) => b - a); return probabilities;"),
      says: "topP changed its input",
    },
    {
      wrong: "only the kept ones",
      source:
        nucleus(`const sorted = [...probabilities].sort((a, b) => b - a); const kept = []; let sum = 0;
      for (const each of sorted) { kept.push(each); sum += each; if (sum >= p) break; }
      return kept.map((each) => each / sum);`),
      says: "has only what was kept",
    },
    {
      wrong: "each compared with p",
      source: nucleus("return probabilities.map((each) => (each >= p ? each : 0));"),
      says: "everything was cut",
    },
  ],
  penalty: [
    {
      wrong: "divides all signs",
      source: penalty("return logits.map((z, i) => (recent.includes(i) ? z / 1.3 : z));"),
      says: "beside token",
    },
    {
      wrong: "rules them out",
      source: penalty("return logits.map((z, i) => (recent.includes(i) ? -Infinity : z));"),
      says: "expected a finite number",
    },
    {
      wrong: "all alike",
      source: penalty("return logits.map((z) => z - 1);"),
      says: "it is as likely as before",
    },
    {
      wrong: "the others instead",
      source: penalty("return logits.map((z, i) => (recent.includes(i) ? z : z - 1));"),
      says: "it has become likelier",
    },
    {
      wrong: "values taken for ids",
      source: penalty("return logits.map((z) => (recent.includes(z) ? z - 1 : z));"),
      says: "it is as likely as before",
    },
    {
      wrong: "zero",
      source: penalty("return logits.map((z, i) => (recent.includes(i) ? 0 : z));"),
      says: "beside token",
    },
    {
      wrong: "in place",
      source: penalty("for (const i of new Set(recent)) logits[i] -= 2; return logits;"),
      says: "changed the logits that came in",
    },
  ],
};
