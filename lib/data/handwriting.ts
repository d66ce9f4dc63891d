import { random } from "../tensor/random.js";
import { pacer } from "./pacer.js";
import { boxSize, imageSize, strokeImage } from "./strokeImage.js";
import { strokeModels } from "./strokeModels.js";
import { seedFrom, writeCharacter, writer } from "./writer.js";

export interface HandwritingOptions {
  /** What is written, each character a class, in this order. Default the ten digits. */
  characters?: string;
  /** Whose hand: those to train on, or others whom no model has seen. */
  writers: "training" | "test";
  seed: number;
}

/** Pictures of characters. */
export interface HandwrittenImages {
  /** `[N, 784]`: ink from 0 to 1, row by row of 28 × 28 pixels. */
  images: Float32Array;
  /** `[N]`, the place of each character among `characters`. */
  labels: Int32Array;
  /** `[N]`, who wrote each. Writers to train on have even numbers, the others odd ones. */
  writers: Int32Array;
}

export interface Handwriting {
  /** The next `count` pictures, as many of each character as can be, in random order. */
  draw(count: number): HandwrittenImages;
  /** As `draw`, with a turn for the page every 16 ms. */
  drawInSlices(count: number, options?: { signal?: AbortSignal }): Promise<HandwrittenImages>;
}

/** How many people write for each part. */
const people = 2000;

/**
 * Handwritten-like characters, drawn from stroke models of our own by made-up people with different hands. Those who
 * write for testing never write for training. The same options draw the same pictures, in the same order.
 *
 * @throws RangeError for no character, one without a stroke model or one that comes twice, or another part
 */
export function handwriting({
  characters = "0123456789",
  writers,
  seed,
}: HandwritingOptions): Handwriting {
  const classes = [...characters];
  if (classes.length === 0) throw new RangeError("handwriting: got no characters, want at least 1");
  if (new Set(classes).size < classes.length) {
    throw new RangeError(`handwriting: got "${characters}", want each character once`);
  }
  for (const character of classes) strokeModels(character);
  if (writers !== "training" && writers !== "test") {
    throw new RangeError(`handwriting: got writers "${writers}", want "training" or "test"`);
  }
  const parity = writers === "training" ? 0 : 1;
  const stream = random(seedFrom(seed, parity));

  function* drawOneByOne(count: number): Generator<void, HandwrittenImages> {
    if (!(Number.isInteger(count) && count > 0)) {
      throw new RangeError(
        `handwriting: got ${count} pictures to draw, want a positive whole number`,
      );
    }
    const pixels = imageSize * imageSize;
    const images = new Float32Array(count * pixels);
    const labels = stream.permutation(count).map((i) => i % classes.length);
    const who = new Int32Array(count);
    for (let i = 0; i < count; i++) {
      const person = 2 * stream.integer(people) + parity;
      const by = writer(person);
      const strokes = writeCharacter(classes[labels[i] as number] as string, by, stream);
      const penWidth = by.penWidth * Math.exp(0.1 * stream.normal());
      const off = () => 1.5 * (2 * stream.uniform() - 1); // nobody centres to the pixel
      strokeImage(strokes, {
        penWidth,
        size: boxSize - 3 * stream.uniform(),
        shift: [off(), off()],
        into: images.subarray(i * pixels, (i + 1) * pixels),
      });
      who[i] = person;
      yield;
    }
    return { images, labels, writers: who };
  }

  return {
    draw(count) {
      const work = drawOneByOne(count);
      for (;;) {
        const { done, value } = work.next();
        if (done) return value;
      }
    },
    async drawInSlices(count, { signal } = {}) {
      const pace = pacer(signal);
      const work = drawOneByOne(count);
      for (;;) {
        const { done, value } = work.next();
        if (done) return value;
        if (pace.due()) await pace.pause();
      }
    },
  };
}
