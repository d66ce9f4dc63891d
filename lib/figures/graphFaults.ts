import { element } from "./element.js";
import type { GraphFault } from "./graphSteps.js";

export interface GraphFaultsOptions {
  labels: { breakEdge: string; noEdge: string; faultRule: string };
  faults: readonly GraphFault[];
  /** The edges' names. */
  edges: readonly string[];
  onChange(fault: { edge: number; rule: GraphFault } | undefined): void;
}

/** Two lists with which the reader plants a bug: which edge, and what is wrong there. */
export function graphFaults({ labels, faults, edges, onChange }: GraphFaultsOptions) {
  const edge = element(
    "select",
    {},
    element("option", { value: "" }, labels.noEdge),
    ...edges.map((name, i) => element("option", { value: i }, name)),
  );
  const rule = element(
    "select",
    {},
    ...faults.map((f, i) => element("option", { value: i }, f.name)),
  );
  const change = () => {
    rule.disabled = edge.value === "";
    const chosen = faults[Number(rule.value)];
    onChange(edge.value === "" || !chosen ? undefined : { edge: Number(edge.value), rule: chosen });
  };
  for (const select of [edge, rule]) {
    select.addEventListener("change", change);
    select.addEventListener("input", (event) => event.stopPropagation());
  }
  rule.disabled = true;
  return {
    controls: element(
      "div",
      { class: "figure-controls graph-faults" },
      element("label", {}, labels.breakEdge, " ", edge),
      element("label", {}, labels.faultRule, " ", rule),
    ),
    /** Chooses an edge, as a click on it does; the chosen one again is repaired. */
    choose(index: number) {
      edge.value = edge.value === String(index) ? "" : String(index);
      change();
    },
  };
}
