/** A sequence that a search has written, and how likely the model finds it. */
export interface Hypothesis {
  /** Without the start and end tokens. */
  tokens: number[];
  /** The sum of its tokens' log-probabilities, the end token's among them, in nats. */
  logProbability: number;
  /** By which it was ranked: the sum over `((5 + length) / 6)^lengthPenalty`. */
  score: number;
  /** Whether it reached an end token, or only the longest length. */
  ended: boolean;
}

export interface BeamSearchOptions {
  start: number;
  end: number;
  /** Hypotheses that are kept; 1 is greedy decoding. */
  beams: number;
  /** Tokens at most, with the end token. */
  maxLength: number;
  /** How much longer sequences are favoured: 0 not at all, so that short ones win. Default 0.6. */
  lengthPenalty?: number;
}

/**
 * Looks for the likeliest sequence, one token at a time, keeping the best few: no sure way to find it, but a good one where
 * trying all is hopeless. One that ends stays a candidate, and the search stops when no unfinished one can overtake.
 *
 * @param next for each prefix (from the start token on), the log-probabilities of the next token, `[beams][V]`
 * @returns the best ones, best first, at least one
 * @throws RangeError if `beams` or `maxLength` is not a positive whole number
 * @see Wu et al. 2016, "Google's neural machine translation system", §7 (the length penalty), https://arxiv.org/abs/1609.08144
 */
export async function beamSearch(
  next: (prefixes: number[][]) => Promise<ArrayLike<number>[]>,
  { start, end, beams, maxLength, lengthPenalty = 0.6 }: BeamSearchOptions,
): Promise<Hypothesis[]> {
  for (const [name, size] of Object.entries({ beams, maxLength })) {
    if (Number.isInteger(size) && size > 0) continue;
    throw new RangeError(`beamSearch: got ${name} ${size}, want a positive whole number`);
  }
  const weightOf = (length: number) => ((5 + length) / 6) ** lengthPenalty;
  const finished: Hypothesis[] = [];
  let open: Prefix[] = [{ tokens: [start], logProbability: 0 }];
  for (let length = 1; length <= maxLength && open.length > 0; length++) {
    const rows = await next(open.map(({ tokens }) => tokens));
    const grown = best(open, rows, beams);
    open = [];
    for (const { tokens, logProbability } of grown) {
      const ended = tokens.at(-1) === end;
      if (!ended && length < maxLength) {
        open.push({ tokens, logProbability });
        continue;
      }
      const written = tokens.slice(1, ended ? -1 : undefined);
      const score = logProbability / weightOf(length);
      finished.push({ tokens: written, logProbability, score, ended });
    }
    finished.sort((a, b) => b.score - a.score);
    finished.splice(beams);
    const worst = finished[beams - 1];
    // What is still open can only lose probability; at best it keeps it up to the greatest length.
    const hope =
      Math.max(...open.map(({ logProbability }) => logProbability)) / weightOf(maxLength);
    if (worst && worst.score >= hope) break;
  }
  return finished;
}

interface Prefix {
  tokens: number[];
  logProbability: number;
}

/** The most likely ways to go on by one token; of equals, the earlier prefix and the lower token. */
function best(open: Prefix[], rows: ArrayLike<number>[], count: number): Prefix[] {
  const ways = open.flatMap(({ logProbability }, from) =>
    Array.from(rows[from] as ArrayLike<number>, (log, token) => ({
      from,
      token,
      logProbability: logProbability + log,
    })),
  );
  ways.sort((a, b) => b.logProbability - a.logProbability || a.from - b.from || a.token - b.token);
  return ways
    .filter(({ logProbability }) => logProbability > -Infinity)
    .slice(0, count)
    .map(({ from, token, logProbability }) => ({
      tokens: [...(open[from] as Prefix).tokens, token],
      logProbability,
    }));
}
