import { random } from "../tensor/random.js";

/**
 * A little language of reviews. Whoever writes one likes the place or does not, and says a few things of it, in four
 * words each. A statement takes the writer's side with probability `agreement`, and its last adjective says which side
 * it takes: "tasty and fresh soup", "slow but kind waiter". Words of one side can always stand for each other, so the
 * best reader is known: see `bestReader`.
 */
export interface ReviewLanguage {
  praise: readonly string[];
  complaint: readonly string[];
  /** What is spoken of. */
  things: readonly string[];
  /** What joins two adjectives of one side, and what joins two of different sides. */
  joints: readonly [same: string, other: string];
  /** How often a statement takes the writer's side, from 0.5 to 1. */
  agreement: number;
  /** How often a statement joins words of different sides. */
  contrast: number;
}

const list = (words: string) => words.split(" ");

/** Restaurants, in 62 words. */
export const restaurants: ReviewLanguage = {
  praise: list(
    "lovely tasty warm fresh bright clean crisp cosy kind gentle quick rich sweet tender neat calm fine fair charming pleasant splendid cheerful generous graceful",
  ),
  complaint: list(
    "stale dull cold bland dirty soggy bitter rude slow noisy greasy sour harsh dreary shabby awful dismal gloomy clumsy messy stingy horrid musty lousy",
  ),
  things: list("soup bread tea rice table room music waiter garden view evening menu"),
  joints: ["and", "but"],
  agreement: 0.85,
  contrast: 0.3,
};

/** How many words a statement has: adjective, joint, adjective, thing. */
export const statementLength = 4;

export interface Review {
  words: string[];
  /** Whether the writer likes the place: the label. */
  likes: boolean;
}

/**
 * Draws reviews; half of their writers like the place.
 *
 * @param options.statements how many each has
 * @throws RangeError unless both counts are whole numbers above 0
 */
export function drawReviews(
  { praise, complaint, things, joints, agreement, contrast }: ReviewLanguage,
  { count, statements, seed }: { count: number; statements: number; seed: number },
): Review[] {
  for (const [name, value] of Object.entries({ count, statements })) {
    if (Number.isInteger(value) && value > 0) continue;
    throw new RangeError(`drawReviews: got ${name} ${value}, want a whole number above 0`);
  }
  const { uniform, integer } = random(seed);
  const oneOf = (words: readonly string[]) => words[integer(words.length)] as string;
  const side = (favours: boolean) => oneOf(favours ? praise : complaint);
  return Array.from({ length: count }, () => {
    const likes = uniform() < 0.5;
    const words = Array.from({ length: statements }, () => {
      const favours = uniform() < agreement === likes;
      const turns = uniform() < contrast;
      return [side(favours !== turns), joints[turns ? 1 : 0], side(favours), oneOf(things)];
    });
    return { words: words.flat(), likes };
  });
}

/** Every word of the language, after the mark that a review starts with. */
export function reviewVocabulary({ praise, complaint, things, joints }: ReviewLanguage): string[] {
  return [reviewStart, ...things, ...joints, ...praise, ...complaint];
}

/** Stands before the first word of a review. */
export const reviewStart = "•";
