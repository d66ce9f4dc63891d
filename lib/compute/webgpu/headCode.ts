/** WGSL for the D numbers of a head, held in variables `name0`, `name1`, … of one or four numbers each. */
export interface HeadCode {
  /** Numbers in a variable: 4 where they divide D, so that memory is read in fours; else 1. */
  step: 1 | 4;
  each(line: (n: number) => string): string;
  zeros(name: string): string;
  load(name: string, tensor: string, at: string): string;
  /** The scalar product of two. */
  dot(a: string, b: string): string;
}

/** @param D numbers in a head */
export function headCode(D: number): HeadCode {
  const step = D % 4 === 0 ? 4 : 1;
  const places = Array.from({ length: D / step }, (_, n) => n);
  const each = (line: (n: number) => string) => places.map(line).join("\n      ");
  const product = (a: string, b: string) => (step === 4 ? `dot(${a}, ${b})` : `${a} * ${b}`);
  return {
    step,
    each,
    zeros: (name) => each((n) => `var ${name}${n} = ${step === 4 ? "vec4<f32>(0.0)" : "0.0"};`),
    load: (name, tensor, at) => each((n) => `let ${name}${n} = ${tensor}[${at} + ${n}];`),
    dot: (a, b) => places.map((n) => product(`${a}${n}`, `${b}${n}`)).join(" + "),
  };
}
