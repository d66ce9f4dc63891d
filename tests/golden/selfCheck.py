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
    names = [k for k in case["inputs"]]
    changed = [k for k in names if k.startswith(("mean", "velocity")) and case["kernel"].endswith(("Step", "Steps"))]
    if case["kernel"].startswith("Adam"):  # the goldens have each parameter's three together
        case["outputs"] = case["outputs"][::3] + [t for i, t in enumerate(case["outputs"]) if i % 3]
    if case["kernel"].endswith("Steps"):
        case["attributes"]["count"] = len([k for k in names if k.startswith("parameter")])
    print(json.dumps({**case, "changed": changed}) + ",")
print("];")
