import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { SyntaxNode } from "@lezer/common";
import { parser } from "@lezer/javascript";
import type { ApiExport, ApiIndex, ApiModule } from "../notebook/completion.js";
import { assemblyFolder } from "./libModules.js";
import { cellPackages } from "./registry.js";

const typescript = parser.configure({ dialect: "ts" });
const notForCells = new Set(["site", "words", "notebook", "coursework", "page"]);
const longestSignature = 160;

/**
 * What the modules of `lib` export, for the editor's completion: name, signature, first sentence
 * of the docstring. Default and star exports are left out; `lib` has none.
 *
 * @param libFolder the path of `lib`
 * @returns modules that a cell can import and that export something, by name; then the packages,
 *   whose exports are not listed
 */
export function apiIndex(libFolder: string): ApiIndex {
  const modules: ApiModule[] = [];
  for (const entry of readdirSync(libFolder, { recursive: true, encoding: "utf8" })) {
    const path = entry.replaceAll("\\", "/");
    const [folder = ""] = path.split("/");
    if (!/\/.*(?<!\.d)\.ts$/.test(path) || notForCells.has(folder)) continue;
    if (`lib/${path}`.startsWith(assemblyFolder) || path.endsWith("/kernelBinaries.ts")) continue;
    const exports = exportsOf(readFileSync(join(libFolder, entry), "utf8"));
    if (exports.length > 0) modules.push({ module: `lib/${path.replace(/ts$/, "js")}`, exports });
  }
  const packages = cellPackages.map((module): ApiModule => ({ module, exports: [] }));
  return [...modules.sort((a, b) => (a.module < b.module ? -1 : 1)), ...packages];
}

/** The named exports of one module's source, in its order; of overloads the first. */
export function exportsOf(source: string): ApiExport[] {
  const script = typescript.parse(source).topNode;
  const declared = new Map<string, ApiExport>();
  const exported: string[] = [];
  const listed: [local: string, name: string][] = [];
  for (let node = script.firstChild; node; node = node.nextSibling) {
    const declaration = declarationIn(node);
    const found = declaration ? describe(declaration, source) : [];
    const doc = docBefore(node, source);
    for (const each of found) {
      if (!declared.has(each.name)) declared.set(each.name, { ...each, doc });
    }
    if (node.name !== "ExportDeclaration") continue;
    exported.push(...found.map(({ name }) => name));
    const group = node.getChild("ExportGroup");
    if (!group || node.getChild("String")) continue; // what another module declares is listed there
    listed.push(...namesIn(textOf(group, source)));
  }
  const direct = [...new Set(exported)].map((name) => declared.get(name) as ApiExport);
  const renamed = listed.flatMap(([local, name]) => {
    const entry = declared.get(local);
    return entry ? [{ ...entry, name, signature: entry.signature.replace(local, () => name) }] : [];
  });
  return [...direct, ...renamed];
}

const declarations = new Set([
  "FunctionDeclaration",
  "ClassDeclaration",
  "VariableDeclaration",
  "InterfaceDeclaration",
  "TypeAliasDeclaration",
]);

function declarationIn(statement: SyntaxNode): SyntaxNode | undefined {
  if (declarations.has(statement.name)) return statement;
  if (!/^(Export|Ambient)Declaration$/.test(statement.name)) return undefined;
  if (statement.getChild("default")) return undefined;
  for (let node = statement.firstChild; node; node = node.nextSibling) {
    const inside = declarationIn(node);
    if (inside) return inside;
  }
  return undefined;
}

type Undocumented = Omit<ApiExport, "doc">;

function describe(node: SyntaxNode, source: string): Undocumented[] {
  const text = (from: number, to: number) => oneLine(node, source, from, to);
  if (node.name === "VariableDeclaration") return describeVariables(node, source);
  const defined = node.getChild("VariableDefinition") ?? node.getChild("TypeDefinition");
  if (!defined) return [];
  const name = textOf(defined, source);
  if (node.name === "FunctionDeclaration") {
    const to = node.getChild("Block")?.from ?? node.to;
    return [{ name, kind: "function", signature: cut(text(defined.from, to)) }];
  }
  if (node.name === "ClassDeclaration") {
    const generic = node.getChild("TypeParamList");
    const head = `new ${name}${generic ? text(generic.from, generic.to) : ""}`;
    const parameters = constructorOf(node, source);
    const given = parameters ? text(parameters.from, parameters.to) : "()";
    return [{ name, kind: "class", signature: cut(head + given) }];
  }
  return [{ name, kind: "type", signature: cut(text(node.from, node.to)) }];
}

function describeVariables(node: SyntaxNode, source: string): Undocumented[] {
  const text = (from: number, to: number) => oneLine(node, source, from, to);
  return node.getChildren("VariableDefinition").map((defined) => {
    const name = textOf(defined, source);
    const next = defined.nextSibling;
    if (next?.name === "TypeAnnotation") {
      return { name, kind: "const", signature: cut(name + text(next.from, next.to)) };
    }
    const value = next?.name === "Equals" ? next.nextSibling : null;
    if (value?.name === "ArrowFunction" || value?.name === "FunctionExpression") {
      const from = (value.getChild("TypeParamList") ?? value.getChild("ParamList") ?? value).from;
      const to = (value.getChild("Arrow") ?? value.getChild("Block"))?.from ?? value.to;
      return { name, kind: "function", signature: cut(name + text(from, to)) };
    }
    const given = value ? ` = ${text(value.from, value.to)}` : "";
    return { name, kind: "const", signature: cut(name + given) };
  });
}

function constructorOf(node: SyntaxNode, source: string): SyntaxNode | null | undefined {
  const methods = node.getChild("ClassBody")?.getChildren("MethodDeclaration") ?? [];
  return methods
    .find((method) => {
      const named = method.getChild("PropertyDefinition");
      return named && textOf(named, source) === "constructor";
    })
    ?.getChild("ParamList");
}

function namesIn(group: string): [local: string, name: string][] {
  return [...group.matchAll(/([\w$]+)(?:\s+as\s+([\w$]+))?\s*(?=[,}])/g)].map(
    ([, local = "", name = local]) => [local, name],
  );
}

const sentence = /^.*?(?<!\b(?:i\.e|e\.g|cf|vs))[.!?](?=\s|$)/;

/** The first sentence of the docstring that stands right before a statement. */
function docBefore(node: SyntaxNode, source: string): string {
  const comment = node.prevSibling;
  if (comment?.name !== "BlockComment" || !source.startsWith("/**", comment.from)) return "";
  const [paragraph = ""] = textOf(comment, source)
    .replace(/^\/\*\*|\*\/$/g, "")
    .replace(/^[ \t]*\*[ \t]?/gm, "")
    .trim()
    .split(/\n\s*\n|^\s*@/m);
  const text = paragraph
    .replace(/\{@link\s+([^}\s]+)[^}]*\}/g, "$1")
    .replace(/\s+/g, " ")
    .trim();
  return sentence.exec(text)?.[0] ?? text;
}

/** Source without its comments, on one line. */
function oneLine(node: SyntaxNode, source: string, from: number, to: number): string {
  let text = "";
  let position = from;
  node.cursor().iterate(({ name, from: start, to: end }) => {
    if (!/^(Block|Line)Comment$/.test(name) || start < position || end > to) return;
    text += source.slice(position, start);
    position = end;
  });
  return (text + source.slice(position, to))
    .replace(/\s+/g, " ")
    .replace(/([([]) /g, "$1")
    .replace(/,? ([)\]])/g, "$1")
    .replace(/ ([,;:])/g, "$1")
    .replace(/[;,]? \}/g, " }")
    .replace(/;?\s*$/, "");
}

function cut(signature: string): string {
  if (signature.length <= longestSignature) return signature;
  return `${signature.slice(0, longestSignature - 1).trimEnd()}…`;
}

function textOf({ from, to }: { from: number; to: number }, source: string): string {
  return source.slice(from, to);
}
