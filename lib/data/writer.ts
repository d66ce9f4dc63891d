import { type Random, random } from "../tensor/random.js";
import { strokeModels } from "./strokeModels.js";
import { type Stroke, smoothCurve } from "./strokes.js";

/** How one person writes. */
export interface Writer {
  /** How far the head of a letter leans to the right of its foot, over its height. */
  slant: number;
  /** Width against the models' width. */
  aspect: number;
  /** In pixels of the picture. */
  penWidth: number;
  /** How far control points stray each time, in hundredths of the height. */
  jitter: number;
  /** How far a stroke is bent, in hundredths of the height. */
  bend: number;
  /** Of habits that never change: which way to write a character, and its usual deviation from the model. */
  habits: number;
}

/** One number of 32 bits from several. */
export const seedFrom = (...numbers: number[]) =>
  numbers.reduce((seed, number) => random(seed ^ number).integer(2 ** 32), 0x5eed);

/** A person with a hand of their own. The same seed is the same person. */
export function writer(seed: number): Writer {
  const stream = random(seedFrom(seed, 1));
  const spread = () => 2 * stream.uniform() - 1; // no hand is beyond reading
  return {
    slant: 0.15 + 0.55 * spread(),
    aspect: Math.exp(0.38 * spread()),
    penWidth: 1.3 + 1.3 * stream.uniform(),
    jitter: 0.3 + 0.9 * stream.uniform(),
    bend: 1.2 + 1.4 * stream.uniform(),
    habits: seedFrom(seed, 2),
  };
}

/**
 * A character as a person writes it this time: their usual way, or now and then another; control points that stray;
 * the whole bent like a sheet of rubber, then leaning, stretched and turned.
 *
 * @param stream what differs from time to time
 * @returns strokes as chains of short lines, 100 units high before they lean and turn
 * @throws RangeError if the character has no stroke model
 * @see Simard, Steinkraus and Platt 2003, "Best practices for convolutional neural networks" (elastic distortions)
 */
export function writeCharacter(character: string, by: Writer, stream: Random): Stroke[] {
  const ways = strokeModels(character);
  const habit = random(seedFrom(by.habits, character.codePointAt(0) ?? 0));
  const usual = habit.integer(ways.length);
  const chosen = stream.uniform() < 0.1 ? stream.integer(ways.length) : usual;
  const move = movement(by, stream);
  const moved = new Map<string, readonly [number, number]>();
  const stray = ([x, y]: readonly [number, number]) => {
    const key = `${x},${y}`; // the ends of curves that meet stray together
    const known = moved.get(key);
    if (known) return known;
    const point = [
      x + by.jitter * (0.8 * habit.normal() + stream.normal()),
      y + by.jitter * (0.8 * habit.normal() + stream.normal()),
    ] as const;
    moved.set(key, point);
    return point;
  };
  return (ways[chosen] as readonly Stroke[]).map((stroke) =>
    smoothCurve(stroke.map(stray), stroke.length < 4 ? 8 : 6).map(move),
  );
}

/** A map of the plane: a smooth random field of displacements, then slant, width and turn. */
function movement({ slant, aspect, bend }: Writer, stream: Random) {
  const waves = Array.from({ length: 4 }, () => ({
    kx: (0.7 + 1.1 * stream.uniform()) * (stream.uniform() < 0.5 ? -1 : 1) * 0.063,
    ky: (0.7 + 1.1 * stream.uniform()) * 0.063, // a wave is 55 to 140 units long
    phase: 2 * Math.PI * stream.uniform(),
    x: 0.7 * bend * stream.normal(),
    y: 0.7 * bend * stream.normal(),
  }));
  const lean = slant + 0.08 * stream.normal();
  const wide = aspect * Math.exp(0.08 * stream.normal());
  const turn = 0.25 * (2 * stream.uniform() - 1);
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  return ([x, y]: readonly [number, number]): readonly [number, number] => {
    let [u, v] = [x, y];
    for (const { kx, ky, phase, x: byX, y: byY } of waves) {
      const wave = Math.sin(kx * x + ky * y + phase);
      u += byX * wave;
      v += byY * wave;
    }
    u = wide * (u - 30) - lean * (v - 50);
    v -= 50;
    return [cos * u - sin * v, sin * u + cos * v];
  };
}
