declare module "@observablehq/stdlib" {
  /** A file that the page was built with. */
  export interface FileAttachment {
    readonly name: string;
    readonly href: string;
    json(): Promise<unknown>;
    text(): Promise<string>;
    arrayBuffer(): Promise<ArrayBuffer>;
  }
  export function FileAttachment(name: string, base?: string | URL | Location): FileAttachment;
  export function registerFile(
    name: string,
    info: { name: string; path: string; mimeType?: string },
    base?: string | URL | Location,
  ): FileAttachment;
  export const Generators: {
    input(control: Element): AsyncGenerator<unknown>;
    now(): AsyncGenerator<number>;
    dark(): AsyncGenerator<boolean>;
    width(element: Element): AsyncGenerator<number>;
  };
  export const Mutable: unknown;
  export const resize: unknown;
}

// Neither ships types, and only readers' cells use them.
declare module "htl";
declare module "@observablehq/inputs";
