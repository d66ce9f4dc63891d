import type { Tensor } from "@tensorflow/tfjs";
import type { TensorStep } from "../figures/tensorGrid.js";
import { inspected } from "../notebook/outputs.js";
import { words } from "../words/words.js";

const say = words.page.tensor;

/**
 * A tensor as a grid of its numbers, read back without blocking the page; one of texts or of
 * complex numbers as what it holds. The tensor is the caller's, who may dispose of it at once.
 */
export async function tensorTable(tensor: Tensor): Promise<HTMLElement> {
  if (tensor.isDisposed) {
    const place = document.createElement("div");
    place.append(words.notebook.tensorDisposed);
    return place;
  }
  if (tensor.dtype === "string") return texts(tensor);
  if (tensor.dtype === "complex64") return complexNumbers(tensor);
  return numbers(tensor);
}

/** Puts a label above what it names. */
export function labelled(label: string, shown: Node): HTMLElement {
  const place = document.createElement("div");
  const heading = document.createElement("p");
  heading.className = "tensor-label";
  heading.textContent = label;
  place.append(heading, shown);
  return place;
}

async function texts(tensor: Tensor): Promise<HTMLElement> {
  const { dtype, shape } = tensor;
  const label = words.figures.tensorGrid.header({ dtype, shape: `[${shape.join(", ")}]` });
  return labelled(label, inspected(await tensor.array()));
}

async function complexNumbers(tensor: Tensor): Promise<HTMLElement> {
  const place = document.createElement("div");
  const kept = keep(tensor);
  const { complexParts } = await import("../tensor/complexParts.js");
  const { real, imaginary } = complexParts(kept);
  const tables = Promise.all([numbers(real), numbers(imaginary)]);
  for (const part of [kept, real, imaginary]) part.dispose(); // each table keeps its own
  const [first, second] = await tables;
  place.append(labelled(say.real, first), labelled(say.imaginary, second));
  return place;
}

/** A tensor's numbers for as long as they are needed: its cell may dispose of it the next moment. */
function keep(tensor: Tensor): Tensor {
  const kept = tensor.clone();
  kept.kept = true; // also where a tidy that displays it ends
  return kept;
}

/** The tensor's table; its buttons read another plane and draw it in the same place. */
async function numbers(tensor: Tensor): Promise<HTMLElement> {
  const place = document.createElement("div");
  const kept = keep(tensor);
  const [{ tensorGrid }, { slicePlane }, { summarize }, { axisNamesOf }] = await Promise.all([
    import("../figures/tensorGrid.js"),
    import("../tensor/slicePlane.js"),
    import("../tensor/summary.js"),
    import("../tensor/axisNames.js"),
  ]);
  const { shape, dtype, mean: _, ...range } = await summarize(kept);
  const names = axisNamesOf(tensor);
  const at = shape.slice(0, -2).map(() => 0);
  let table: HTMLElement | undefined;
  const draw = async () => {
    const here = [...at];
    const { rows, rowIndices, columnIndices } = shape.includes(0)
      ? { rows: [], rowIndices: [], columnIndices: [] }
      : await slicePlane(kept, here);
    if (here.some((index, axis) => index !== at[axis])) return; // stepped on in the meantime
    const leading = here.map((index, axis) => ({
      name: names?.[axis] ?? say.axis(axis),
      size: shape[axis] as number,
      index,
    }));
    const view = { shape, dtype, ...range, rows, rowIndices, columnIndices, leading };
    const next = tensorGrid(names ? { ...view, axes: names } : view, words.figures.tensorGrid);
    next.addEventListener("step", (event) => {
      const { axis, index } = (event as CustomEvent<TensorStep>).detail;
      at[axis] = index;
      void draw().catch((error: unknown) => {
        if (place.isConnected) throw error; // else the cell has run again and its tensor is gone
      });
    });
    const focused = table?.contains(document.activeElement)
      ? document.activeElement?.getAttribute("aria-label")
      : undefined;
    if (table) table.replaceWith(next);
    else place.append(next);
    table = next;
    if (focused) next.querySelector<HTMLElement>(`[aria-label="${CSS.escape(focused)}"]`)?.focus();
  };
  await draw();
  if (at.length === 0) kept.dispose();
  else disposeWhenRemoved(place, kept);
  return place;
}

/** Frees a tensor once the table that steps through it has left the page. */
function disposeWhenRemoved(place: HTMLElement, tensor: Tensor): void {
  const observer = new MutationObserver(() => {
    if (place.isConnected) return;
    observer.disconnect();
    tensor.dispose();
  });
  const watch = () => observer.observe(document.body, { childList: true, subtree: true });
  requestAnimationFrame(watch); // by then the table is on the page
}
