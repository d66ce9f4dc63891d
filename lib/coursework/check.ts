import { words } from "../words/words.js";
import { describePair, describeValue } from "./describeValue.js";

/** What a check says; `message` completes "Not yet: …", or may praise a pass. */
export interface Verdict {
  readonly passed: boolean;
  readonly message: string;
}

/** Judges the values that an exercise's cell declared. */
export interface Check {
  /** Names that the cell must declare; `check` runs only when it declares them all. */
  readonly names: readonly string[];
  /** May be async. An `expect…` that fails ends it with its message. */
  check(values: Readonly<Record<string, unknown>>): Verdict | Promise<Verdict>;
}

/** A lesson's checks by exercise id. */
export type Checks = Readonly<Record<string, Check>>;

/** Numbers nested as deep as an array has axes. */
export type Nested = number | ArrayLike<Nested>;

/** Ends a check: its message is for the reader. */
export class CheckFailure extends Error {
  override readonly name = "CheckFailure";
}

export const pass = (message = ""): Verdict => ({ passed: true, message });
export const fail = (message: string): Verdict => ({ passed: false, message });

const say = words.coursework;

/**
 * The value as a finite number.
 *
 * @param name what the reader calls it: `w.grad`, `dTanh(0.5)`
 * @throws {CheckFailure} naming what came instead
 */
export function expectNumber(value: unknown, name: string): number {
  refuseMissing(value, name);
  if (typeof value !== "number")
    throw new CheckFailure(say.isNotNumber(name, describeValue(value)));
  if (!Number.isFinite(value)) throw new CheckFailure(say.isNotFinite(name, String(value)));
  return value;
}

/**
 * The value as a function. A call that throws, or that returns or resolves to `undefined`, ends the
 * check with a sentence that names the call.
 *
 * @throws {CheckFailure} if it is no function
 */
export function expectFunction(value: unknown, name: string): (...inputs: unknown[]) => unknown {
  if (typeof value !== "function")
    throw new CheckFailure(say.isNotFunction(name, describeValue(value)));
  return (...inputs) => {
    const call = `${name}(${inputs.map((input) => describeValue(input)).join(", ")})`;
    const refuse = (error: unknown): never => {
      if (error instanceof CheckFailure) throw error;
      throw new CheckFailure(say.threw(call, messageOf(error)));
    };
    const refuseUndefined = (result: unknown) => {
      if (result === undefined) throw new CheckFailure(say.isUndefined(call));
      return result;
    };
    let result: unknown;
    try {
      result = value(...inputs);
    } catch (error) {
      refuse(error);
    }
    if (result instanceof Promise) return result.then(refuseUndefined, refuse);
    return refuseUndefined(result);
  };
}

export interface Closeness {
  /** What the reader calls the value. */
  name: string;
  /** Largest |actual − expected|, relative to |expected| where that is above 1; default 1e-5. */
  tolerance?: number;
}

/**
 * Holds numbers, nested arrays or typed arrays against the expected ones, and names the first
 * element that differs, counting rows, columns and elements from 1.
 *
 * @throws {CheckFailure} on another shape, a value that is no number, or a wrong one
 */
export function expectClose(
  actual: unknown,
  expected: Nested,
  { name, tolerance = 1e-5 }: Closeness,
): void {
  compare(actual, expected, name, tolerance, []);
}

/** Holds each row's sum against `sum`; for distributions. @throws {CheckFailure} naming the row. */
export function expectRowSums(matrix: unknown, sum: number, closeness: Closeness): void {
  const { name, tolerance = 1e-5 } = closeness;
  for (const [at, row] of expectArray(matrix, name).entries()) {
    const numbers = expectArray(row, say.row(name, at + 1)).map((value, column) =>
      expectNumber(value, say.cell(name, at + 1, column + 1)),
    );
    const total = numbers.reduce((a, b) => a + b, 0);
    if (Math.abs(total - sum) > tolerance * Math.max(1, Math.abs(sum)))
      throw new CheckFailure(say.rowSum(name, at + 1, ...describePair(total, sum)));
  }
}

/** The value as an array, typed arrays included. @throws {CheckFailure} naming what came instead. */
export function expectArray(value: unknown, name: string): unknown[] {
  refuseMissing(value, name);
  if (Array.isArray(value)) return value;
  if (ArrayBuffer.isView(value) && !(value instanceof DataView))
    return Array.from(value as unknown as ArrayLike<number>);
  throw new CheckFailure(say.isNotArray(name, describeValue(value)));
}

/** What an error says, in one line. */
export const messageOf = (error: unknown) =>
  error instanceof Error ? error.message || error.name : String(error);

function compare(
  actual: unknown,
  expected: Nested,
  name: string,
  tolerance: number,
  path: number[],
): void {
  const here = placeOf(name, path, typeof expected === "object");
  if (typeof expected === "number") {
    const number = expectNumber(actual, here);
    const allowed = tolerance * Math.max(1, Math.abs(expected));
    if (Math.abs(number - expected) > allowed)
      throw new CheckFailure(sayWrong(here, number, expected, allowed));
    return;
  }
  const elements = expectArray(actual, here);
  if (elements.length !== expected.length) {
    const isMatrix = typeof expected[0] === "object";
    const unit = path.length === 1 ? "column" : isMatrix ? "row" : "element";
    throw new CheckFailure(say.wrongLength(here, elements.length, expected.length, unit));
  }
  for (let at = 0; at < expected.length; at++)
    compare(elements[at], expected[at] as Nested, name, tolerance, [...path, at]);
}

function placeOf(name: string, path: number[], isArray: boolean): string {
  const [first, second] = path;
  if (first === undefined) return name;
  if (second === undefined)
    return isArray ? say.row(name, first + 1) : say.element(name, first + 1);
  if (path.length === 2) return say.cell(name, first + 1, second + 1);
  return say.entry(name, path.map((at) => `[${at}]`).join(""));
}

/** The two mistakes that a number itself gives away: its sign, or a whole factor. */
function sayWrong(name: string, actual: number, expected: number, allowed: number): string {
  const [got, wanted] = describePair(actual, expected);
  const factor = actual / expected;
  const whole = Math.round(factor);
  if (Math.abs(actual + expected) <= allowed && Math.abs(expected) > allowed)
    return say.wrongSign(name, got, wanted);
  if (whole >= 2 && whole <= 10 && Math.abs(actual - whole * expected) <= allowed)
    return say.wrongFactor(name, got, wanted, String(whole));
  return say.wrongValue(name, got, wanted);
}

function refuseMissing(value: unknown, name: string): void {
  if (value === undefined)
    throw new CheckFailure(name.endsWith(")") ? say.isUndefined(name) : say.isBlank(name));
  if (value instanceof Promise) throw new CheckFailure(say.isPromise(name));
}
