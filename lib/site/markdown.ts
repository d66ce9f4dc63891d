/** The parts of markdown-it's interface that the site uses. */
export interface Token {
  type: string;
  content: string;
  info: string;
  markup: string;
}

export type Rule = (
  tokens: Token[],
  index: number,
  options: unknown,
  environment: { path: string; files?: Set<string> },
) => string;

export interface InlineState {
  src: string;
  pos: number;
  posMax: number;
  push(type: string, tag: string, nesting: number): Token;
}

export interface BlockState {
  src: string;
  bMarks: number[];
  tShift: number[];
  eMarks: number[];
  line: number;
  push(type: string, tag: string, nesting: number): Token & { block: boolean; map: number[] };
}

export interface MarkdownIt {
  renderer: { rules: Record<string, Rule | undefined> };
  renderInline(text: string, environment?: object): string;
  inline: {
    ruler: {
      before(
        name: string,
        rule: string,
        apply: (state: InlineState, silent: boolean) => boolean,
      ): void;
    };
  };
  block: {
    ruler: {
      before(
        name: string,
        rule: string,
        apply: (state: BlockState, start: number, end: number, silent: boolean) => boolean,
        options: { alt: string[] },
      ): void;
    };
  };
}

/** Text as it may stand in HTML, attributes included. */
export function escapeHtml(text: string): string {
  const entities: Record<string, string> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
  };
  return text.replace(/[&<>"]/g, (character) => entities[character] as string);
}

/** Splits a fence's info string: `ts echo id=chain` is `ts` with `{echo: "", id: "chain"}`. */
export function parseInfo(info: string): { tag: string; attributes: Record<string, string> } {
  const [tag = "", ...rest] = info.trim().match(/(?:[^\s"]|"[^"]*")+/g) ?? [];
  const attributes = rest.map((part): [string, string] => {
    const at = part.indexOf("=");
    return at < 0 ? [part, ""] : [part.slice(0, at), part.slice(at + 1).replace(/^"|"$/g, "")];
  });
  return { tag, attributes: Object.fromEntries(attributes) };
}
