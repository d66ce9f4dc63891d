import type { Tensor } from "@tensorflow/tfjs";
import { inspected } from "../notebook/outputs.js";
import { words } from "../words/words.js";
import { labelled, tensorTable } from "./tensorTable.js";

const say = words.page.tensor;

/** How many members of an array or an object are looked at and shown, and how deep. */
const limits = { members: 20, depth: 3 };

/**
 * Shows a cell's tensor as a grid of its numbers; an array or an object that holds tensors shows
 * what it holds. Any other value is left to the inspector. A tensor of the autograd engine shows
 * its value and its gradient.
 */
export function showTensor(value: unknown): Node | undefined {
  if (!holdsTensor(value)) return undefined;
  const place = document.createElement("div");
  place.className = "tensor-value";
  place.append(...shown(value, ""));
  return place;
}

/** What a tensor, or whatever holds some, shows; `path` leads to it from the cell's own value. */
function shown(value: unknown, path: string): Node[] {
  const tensors = tensorsIn(value);
  if (tensors.length > 0) {
    const tables = tensors.map(({ tensor, label }) =>
      label ? labelled(label, later(tensorTable(tensor))) : later(tensorTable(tensor)),
    );
    const [first, ...others] = tables as [HTMLElement, ...HTMLElement[]];
    return [titled(path, first), ...others];
  }
  if (!holdsTensor(value)) return [titled(path, inspected(value))];
  const { members, more } = membersOf(value);
  const nodes = members.flatMap(([step, member]) => shown(member, path + step));
  return more > 0 ? [...nodes, titled(path, document.createTextNode(say.more(more)))] : nodes;
}

function titled(path: string, node: HTMLElement | Text): HTMLElement | Text {
  return path === "" ? node : labelled(path.replace(/^\./, ""), node);
}

/** A place for what is being read back; a failure says so there. */
function later(reading: Promise<HTMLElement>): HTMLElement {
  const place = document.createElement("div");
  reading.then(
    (table) => place.replaceChildren(table),
    (error: unknown) => {
      place.textContent = error instanceof Error ? error.message : String(error);
    },
  );
  return place;
}

function holdsTensor(value: unknown, depth = 0): boolean {
  if (tensorsIn(value).length > 0) return true;
  if (depth === limits.depth) return false;
  return membersOf(value).members.some(([, member]) => holdsTensor(member, depth + 1));
}

/** The first members of an array or a plain object, each with its step of a path: `[0]`, `.w`. */
function membersOf(value: unknown): { members: [step: string, member: unknown][]; more: number } {
  if (Array.isArray(value)) {
    const first = value.slice(0, limits.members);
    const members = first.map((member, i): [string, unknown] => [`[${i}]`, member]);
    return { members, more: value.length - first.length };
  }
  if (!isPlainObject(value)) return { members: [], more: 0 };
  const names = Object.keys(value);
  const first = names.slice(0, limits.members);
  const members = first.map((name): [string, unknown] => {
    const property = Object.getOwnPropertyDescriptor(value, name); // a getter is left alone
    return [`.${name}`, property?.value];
  });
  return { members, more: names.length - first.length };
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

function tensorsIn(value: unknown): { tensor: Tensor; label?: string }[] {
  if (isTensor(value)) return [{ tensor: value }];
  if (isPlainObject(value)) return [];
  const node = value as { data?: unknown; grad?: unknown } | null;
  if (typeof node !== "object" || !node || !isTensor(node.data)) return [];
  const shown = [{ tensor: node.data, label: say.value }];
  return isTensor(node.grad) ? [...shown, { tensor: node.grad, label: say.gradient }] : shown;
}

function isTensor(value: unknown): value is Tensor {
  const tensor = value as Partial<Tensor> | null | undefined;
  return (
    typeof tensor === "object" &&
    tensor !== null &&
    Array.isArray(tensor.shape) &&
    typeof tensor.dtype === "string" &&
    typeof tensor.data === "function" &&
    "dataId" in tensor
  );
}
