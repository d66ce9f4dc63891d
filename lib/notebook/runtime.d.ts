declare module "@observablehq/runtime" {
  /** What a variable tells about its value. */
  export interface Observer {
    pending?(): void;
    fulfilled?(value: unknown, name?: string): void;
    rejected?(error: Error, name?: string): void;
  }
  export interface Variable {
    define(name: string | null, inputs: string[], definition: unknown): this;
    define(inputs: string[], definition: unknown): this;
    delete(): this;
  }
  export interface Module {
    variable(observer?: Observer | boolean): Variable;
    value(name: string): Promise<unknown>;
  }
  export class Runtime {
    constructor(builtins?: Record<string, unknown>, global?: (name: string) => unknown);
    module(): Module;
    dispose(): void;
  }
  export class RuntimeError extends Error {
    input?: string;
  }
}
declare module "@observablehq/inspector" {
  export class Inspector {
    constructor(place: Element);
    fulfilled(value: unknown, name?: string): void;
    rejected(error: unknown): void;
  }
}
