import type { Tensor } from "@tensorflow/tfjs";
import type { TensorStep } from "../figures/tensorGrid.js";
import { words } from "../words/words.js";

const say = words.page.tensor;

/**
 * Shows a cell's tensor as a grid of its numbers, read back without blocking the page; any other
 * value is left to the inspector. A tensor of the autograd engine shows its value and its gradient.
 */
export function showTensor(value: unknown): Node | undefined {
  const tensors = tensorsIn(value);
  if (tensors.length === 0) return undefined;
  const place = document.createElement("div");
  place.className = "tensor-value";
  void Promise.all(tensors.map(({ tensor, label }) => grid(tensor, label))).then(
    (grids) => place.replaceChildren(...grids),
    (error: unknown) => {
      place.textContent = error instanceof Error ? error.message : String(error);
    },
  );
  return place;
}

function tensorsIn(value: unknown): { tensor: Tensor; label?: string }[] {
  if (isTensor(value)) return [{ tensor: value }];
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

/** The tensor's table; its buttons read another plane and draw it in the same place. */
async function grid(tensor: Tensor, label: string | undefined): Promise<HTMLElement> {
  const place = document.createElement("div");
  if (label) {
    const heading = document.createElement("p");
    heading.className = "tensor-label";
    heading.textContent = label;
    place.append(heading);
  }
  if (tensor.isDisposed) {
    place.append(words.notebook.tensorDisposed);
    return place;
  }
  const kept = tensor.clone(); // at once: the cell may dispose of its own the next moment
  kept.kept = true; // also where a tidy that displays it ends
  const [{ tensorGrid }, { slicePlane }, { summarize }, { axisNamesOf }] = await Promise.all([
    import("../figures/tensorGrid.js"),
    import("../tensor/slicePlane.js"),
    import("../tensor/summary.js"),
    import("../tensor/axisNames.js"),
  ]);
  const { shape, dtype, min, max } = await summarize(kept);
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
    const view = { shape, dtype, min, max, rows, rowIndices, columnIndices, leading };
    const next = tensorGrid(names ? { ...view, axes: names } : view, say.grid);
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
