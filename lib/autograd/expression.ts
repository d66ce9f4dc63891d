import { Value } from "./scalar.js";

const functions = ["exp", "log", "tanh", "relu"] as const;
type FunctionName = (typeof functions)[number];

/** Signs that readers may type for an operator, and what the parser reads. */
const synonyms = new Map([
  ["×", "*"],
  ["·", "*"],
  ["÷", "/"],
  ["−", "-"],
  ["**", "^"],
]);

/** Deeper nesting than any reader types; it keeps the parser's own stack from overflowing. */
const maxDepth = 500;

/** A text that is not an expression. `position` counts characters from 1. */
export class ExpressionError extends Error {
  override name = "ExpressionError";
  readonly position: number;
  constructor(message: string, position: number) {
    super(message);
    this.position = position;
  }
}

/**
 * Reads an expression and computes it as a graph of values.
 *
 * Numbers, names, `+ - * / ^`, parentheses, and exp, log, tanh, relu, written `tanh(a)` or `(a).tanh`.
 * `^` binds tighter than a minus before it and to the right, so `-a^2` is `-(a^2)`. One name is one
 * leaf, however often it is written.
 *
 * @param text for example `tanh(a*b + c) ^ 2`
 * @param bindings a number, or an existing value, for each name
 * @throws ExpressionError a sentence that says where reading stopped and what was wanted there
 */
export function expression(text: string, bindings: Record<string, number | Value>): Value {
  const leaves = new Map<string, Value>();
  return parse(text, (name, position) => {
    const bound = Object.hasOwn(bindings, name) ? bindings[name] : undefined;
    if (bound === undefined) {
      const known = Object.keys(bindings).join(", ") || "none";
      const message = `'${name}' at character ${position} has no value; known names: ${known}`;
      throw new ExpressionError(message, position);
    }
    const leaf = leaves.get(name) ?? (bound instanceof Value ? bound : new Value(bound, name));
    leaves.set(name, leaf);
    return leaf;
  });
}

/**
 * The names an expression uses, in the order they first appear.
 *
 * @throws ExpressionError as `expression` does
 */
export function namesIn(text: string): string[] {
  const names = new Set<string>();
  parse(text, (name) => {
    names.add(name);
    return new Value(1, name);
  });
  return [...names];
}

interface Token {
  kind: "number" | "name" | "sign" | "end";
  text: string;
  position: number;
}

function tokenize(text: string): Token[] {
  const token =
    /\s*(?:(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|([\p{L}_][\p{L}\p{N}_]*)|(\*\*|[-+*/^().×·÷−])|(\S))/gu;
  const tokens: Token[] = [];
  for (const match of text.matchAll(token)) {
    const [all, number, name, sign, other] = match;
    const read = number ?? name ?? sign ?? other ?? "";
    const position = match.index + all.length - read.length + 1;
    if (other)
      throw new ExpressionError(`cannot read '${other}' at character ${position}`, position);
    const kind = number ? "number" : name ? "name" : "sign";
    tokens.push({ kind, text: synonyms.get(read) ?? read, position });
  }
  return [...tokens, { kind: "end", text: "the end", position: text.trimEnd().length + 1 }];
}

/** Recursive descent: one function for each level of binding, loosest first. */
function parse(text: string, leaf: (name: string, position: number) => Value): Value {
  const tokens = tokenize(text);
  const literals = new Set<Value>();
  let next = 0;
  let depth = 0;

  const peek = () => tokens[next] as Token;
  const take = () => tokens[next++] as Token;
  const takeIf = (...signs: string[]) =>
    peek().kind === "sign" && signs.includes(peek().text) ? take() : undefined;
  const refuse = (wanted: string): never => {
    const { kind, text: found, position } = peek();
    const what = kind === "end" ? found : `'${found}'`;
    throw new ExpressionError(
      `expected ${wanted} at character ${position}, found ${what}`,
      position,
    );
  };
  const close = () => takeIf(")") ?? refuse("')'");

  function literal(data: number): Value {
    const made = new Value(data);
    literals.add(made);
    return made;
  }

  function sum(): Value {
    let left = product();
    for (let sign = takeIf("+", "-"); sign; sign = takeIf("+", "-")) {
      left = sign.text === "+" ? left.add(product()) : left.sub(product());
    }
    return left;
  }

  function product(): Value {
    let left = signed();
    for (let sign = takeIf("*", "/"); sign; sign = takeIf("*", "/")) {
      left = sign.text === "*" ? left.mul(signed()) : left.div(signed());
    }
    return left;
  }

  function signed(): Value {
    if (++depth > maxDepth) {
      const { position } = peek();
      throw new ExpressionError(`nested too deeply at character ${position}`, position);
    }
    const minus = takeIf("-");
    const read = minus ? signed() : power();
    depth--;
    if (!minus) return read;
    return literals.has(read) ? literal(-read.data) : read.neg();
  }

  function power(): Value {
    const base = chained();
    if (!takeIf("^")) return base;
    const exponent = signed();
    return base.pow(literals.has(exponent) ? exponent.data : exponent);
  }

  function chained(): Value {
    let read = atom();
    while (takeIf(".")) {
      const { text: name } = peek();
      if (!isFunction(name)) return refuse(`one of ${functions.join(", ")}`);
      take();
      read = read[name]();
      if (takeIf("(")) close();
    }
    return read;
  }

  function atom(): Value {
    const { kind, text: read, position } = peek();
    if (kind === "number") return literal(Number(take().text));
    if (takeIf("(")) {
      const inside = sum();
      close();
      return inside;
    }
    if (kind !== "name") return refuse("a number, a name or '('");
    take();
    if (isFunction(read)) {
      if (!takeIf("(")) return refuse(`'(' after ${read}`);
      const inside = sum();
      close();
      return inside[read]();
    }
    if (peek().text === "(") {
      const message = `'${read}' at character ${position} is not a function; functions: ${functions.join(", ")}`;
      throw new ExpressionError(message, position);
    }
    return leaf(read, position);
  }

  const whole = sum();
  return peek().kind === "end" ? whole : refuse("an operator or the end");
}

function isFunction(name: string): name is FunctionName {
  return (functions as readonly string[]).includes(name);
}
