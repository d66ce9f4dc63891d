"""PyTorch's masks, by torch.nn.utils.prune and torch.ao.sparsity.

    /usr/bin/python3 tests/golden/pruning.py > tests/golden/pruning.json

A matrix is stored as ours are, [inputs, outputs]; torch's linear layers have [outputs, inputs].
"""
import json

import torch
from torch import nn
from torch.ao.sparsity import WeightNormSparsifier
from torch.nn.utils import prune

torch.manual_seed(5)


def layer(I, O):
    made = nn.Linear(I, O, bias=False)
    with torch.no_grad():
        made.weight.copy_(torch.randn(O, I).mul(1e4).round().div(1e4))
    return made


def flat(t):
    return {"shape": list(t.shape), "values": [round(v, 7) for v in t.detach().reshape(-1).tolist()]}


cases = []


def case(kind, layers, masks, **options):
    cases.append({
        "kind": kind,
        "options": options,
        "weights": [flat(w.T) for w in layers],
        "masks": [[int(v) for v in m.T.reshape(-1).tolist()] for m in masks],
    })


for amount in [0.0, 0.1, 0.5, 0.77, 1.0]:
    made = layer(7, 9)
    original = made.weight.detach().clone()
    prune.l1_unstructured(made, "weight", amount)
    case("layer", [original], [made.weight_mask], sparsity=amount)

# Iterative: pruning counts what is left, so the sparsity after it is 1 - (1 - a)(1 - b).
made = layer(10, 8)
original = made.weight.detach().clone()
prune.l1_unstructured(made, "weight", 0.5)
first = made.weight_mask.clone()
prune.l1_unstructured(made, "weight", 0.5)
case("within", [original, original], [first, made.weight_mask], sparsity=0.75)

for amount in [0.3, 0.9]:
    both = [layer(6, 5), layer(5, 4)]
    with torch.no_grad():
        both[1].weight.mul_(0.2)
        both[1].weight.copy_(both[1].weight.mul(1e5).round().div(1e5))
    originals = [m.weight.detach().clone() for m in both]
    prune.global_unstructured([(m, "weight") for m in both], prune.L1Unstructured, amount=amount)
    case("global", originals, [m.weight_mask for m in both], sparsity=amount)

for axis, kind in [(0, "neurons"), (1, "inputs")]:
    made = layer(6, 8)
    original = made.weight.detach().clone()
    prune.ln_structured(made, "weight", amount=4 if axis == 0 else 3, n=2, dim=axis)
    case(kind, [original], [made.weight_mask], kept=4 if axis == 0 else 3)

for keep, of in [(2, 4), (1, 4), (4, 8)]:
    model = nn.Sequential(layer(16, 5))
    original = model[0].weight.detach().clone()
    sparsifier = WeightNormSparsifier(sparsity_level=1.0, sparse_block_shape=(1, of), zeros_per_block=of - keep)
    sparsifier.prepare(model, [{"tensor_fqn": "0.weight"}])
    sparsifier.step()
    case("pattern", [original], [model[0].parametrizations.weight[0].mask], keep=keep, of=of)

print(json.dumps(cases, separators=(",", ":")))
