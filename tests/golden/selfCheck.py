"""The cases of fused.json that devices check themselves with, as lib/compute/selfCheckCases.ts.

    /usr/bin/python3 tests/golden/selfCheck.py > lib/compute/selfCheckCases.ts && npx biome check --write lib/compute
"""
import json

print('''/** A tensor of a self-check. */
export interface CheckTensor {
  shape: number[];
  dtype: "float32" | "int32";
  values: number[];
}

/** A kernel's inputs, and what must come of them. */
export interface CheckCase {
  kernel: string;
  inputs: Record<string, CheckTensor>;
  attributes: Record<string, number | boolean>;
  /** The results, and then the inputs named in `changed`. */
  outputs: CheckTensor[];
  /** Inputs that the kernel writes to. */
  changed: string[];
}

/** Made of PyTorch's numbers in `tests/golden/fused.json` by `tests/golden/selfCheck.py`. */
export const selfCheckCases: readonly CheckCase[] = [''')
for name, case in json.load(open("tests/golden/fused.json")).items():
    if not name.endswith("for the self-check"):
        continue
    changed = [k for k in case["inputs"] if case["kernel"].startswith("Adam") and k.startswith("mean")]
    if changed:  # the goldens have each parameter's three together
        case["outputs"] = case["outputs"][::3] + [t for i, t in enumerate(case["outputs"]) if i % 3]
    if case["kernel"] == "AdamSteps":
        case["attributes"]["count"] = len(changed) // 2
    print(json.dumps({**case, "changed": changed}) + ",")
print("];")
