import type {
  Completion,
  CompletionContext,
  CompletionResult,
  CompletionSource,
} from "@codemirror/autocomplete";
import { localCompletionSource } from "@codemirror/lang-javascript";
import { type ImportPlace, importedNames, importPlaceAt, treeOf } from "./imports.js";

/** One export of a module of `lib`. */
export interface ApiExport {
  name: string;
  kind: "function" | "class" | "const" | "type";
  /** On one line, at most 160 characters: `linear(x: Tensor, w: Tensor): Tensor`. */
  signature: string;
  /** The first sentence of its docstring; empty where there is none. */
  doc: string;
}

/** A module that cells can import, by the name they import it by. */
export interface ApiModule {
  /** Such as `lib/nn/linear.js`. */
  module: string;
  exports: ApiExport[];
}

/** What `lib` offers to cells, in the order in which lists show it. */
export type ApiIndex = readonly ApiModule[];

/** A name that a cell can use without declaring it. */
export interface NameInScope {
  name: string;
  /** Where it comes from, such as `cell` or `builtin`; a class of the list's option. */
  kind: string;
  /** A few words beside the name, such as the cell that declares it. */
  detail?: string;
  /** The module of `lib` that it was imported from: gives it a signature. */
  module?: string;
}

export interface CompletionSources {
  /** Names that other cells and the notebook give to this cell, as they are now. */
  names(): readonly NameInScope[];
  /** The exports of `lib`; asked for when first needed. */
  api(): Promise<ApiIndex>;
}

const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;
const word = /[\p{ID_Continue}$]*/u;
const noNamesIn = new Set(
  `String TemplateString RegExp Number LineComment BlockComment VariableDefinition TypeDefinition
   Label PropertyDefinition PropertyName PrivatePropertyName PrivatePropertyDefinition`.split(
    /\s+/,
  ),
);

/**
 * Completes the names that a cell can use, what a module of `lib` exports, its name inside an
 * import, and the members of a namespace import. Without the index only names are completed.
 */
export function cellCompletion({ names, api }: CompletionSources): CompletionSource {
  let asked: Promise<ApiIndex> | undefined;
  const index = () => {
    asked ??= api().catch(() => {
      asked = undefined; // the next list may have more luck
      return [];
    });
    return asked;
  };
  return async (context) => {
    const place = importPlaceAt(context.state, context.pos);
    if (place?.kind === "module") return completeModule(place, await index());
    if (place?.kind === "export") return completeExport(place, await index());
    if (place?.kind === "elsewhere") return null;
    const member = context.matchBefore(
      /(?<![\p{ID_Continue}$.)\]])[\p{ID_Continue}$]+\s*\??\.\s*[\p{ID_Continue}$]*/u,
    );
    if (member) return completeMember(context, member.text, names(), await index());
    return completeName(context, names(), await index());
  };
}

function completeModule({ from, to }: ImportPlace, index: ApiIndex): CompletionResult {
  const options = index.map(({ module, exports }) => ({
    label: module,
    type: "namespace",
    detail: exports.map(({ name }) => name).join(", "),
  }));
  return { from, to, options, validFor: /^[\w./@-]*$/ };
}

function completeExport(place: ImportPlace, index: ApiIndex): CompletionResult {
  const { from, to, module, taken, ending } = place;
  const modules = module ? index.filter((each) => each.module === module) : index;
  const options = modules.flatMap((each) =>
    each.exports
      .filter(({ name }) => !taken.includes(name))
      .map((entry) => ({
        ...optionOf(entry, each.module),
        ...(ending && { apply: `${entry.name}${ending.bracket} from "${each.module}";` }),
      })),
  );
  return { from, to: ending?.to ?? to, options, validFor: word };
}

/** Members of `name` where it stands for all that a module of `lib` exports; otherwise none. */
function completeMember(
  context: CompletionContext,
  text: string,
  names: readonly NameInScope[],
  index: ApiIndex,
): CompletionResult | null {
  const [name, typed = ""] = text.split(/\s*\??\.\s*/);
  const own = importedNames(context.state).find(({ local }) => local === name);
  const given = names.find((each) => each.name === name && each.kind === "namespace");
  const module = own ? (own.imported === "*" ? own.module : undefined) : given?.module;
  const found = index.find((each) => each.module === module);
  if (!found) return null;
  const options = found.exports.map((entry) => optionOf(entry));
  return { from: context.pos - typed.length, options, validFor: word };
}

async function completeName(
  context: CompletionContext,
  names: readonly NameInScope[],
  index: ApiIndex,
): Promise<CompletionResult | null> {
  const typed = context.matchBefore(/[\p{ID_Continue}$]+/u)?.text ?? "";
  const node = treeOf(context.state).resolveInner(context.pos, -1);
  if (noNamesIn.has(node.name) || (typed ? !identifier.test(typed) : !context.explicit))
    return null;
  const options = new Map<string, Completion>();
  const local = await localCompletionSource(context);
  for (const option of local?.options ?? []) options.set(option.label, { ...option, boost: 1 });
  const imported = importedNames(context.state).map(({ local, imported, module }) => ({
    name: local,
    exported: imported,
    kind: "import",
    module,
  }));
  const given = names.map((each) => ({ ...each, exported: each.name }));
  for (const { name, exported, kind, module, detail } of [
    ...imported.map((each) => ({ ...each, detail: each.module })),
    ...given,
  ]) {
    if (options.has(name) && kind !== "import") continue;
    const entry = index
      .find((each) => each.module === module)
      ?.exports.find((each) => each.name === exported);
    options.set(
      name,
      entry
        ? { ...optionOf(entry, module), label: name }
        : { label: name, type: kind, ...(detail !== undefined && { detail }) },
    );
  }
  if (options.size === 0) return null;
  return { from: context.pos - typed.length, options: [...options.values()], validFor: word };
}

/** How a list shows an export: its name, its signature after it, and its doc when chosen. */
function optionOf({ name, kind, signature, doc }: ApiExport, module?: string): Completion {
  const detail = signature.startsWith(name) ? signature.slice(name.length) : signature;
  return { label: name, type: kind, detail, info: () => describe(signature, doc, module) };
}

function describe(signature: string, doc: string, module: string | undefined): HTMLElement {
  const about = document.createElement("div");
  for (const [tag, text] of [
    ["code", signature],
    ["p", doc],
    ["small", module],
  ] as const) {
    if (text) about.appendChild(document.createElement(tag)).append(...withCode(text));
  }
  return about;
}

/** A docstring's text, with code for what stands between backticks. */
function withCode(text: string): (Node | string)[] {
  return text.split("`").map((piece, i) => {
    if (i % 2 === 0) return piece;
    const code = document.createElement("code");
    code.textContent = piece;
    return code;
  });
}
