"""What the lesson on pruning computes, by PyTorch, for its panel "Does it hold here?".

    /usr/bin/python3 tests/golden/pruningLesson.py > data/pruning-golden.json

Masks are those of torch.nn.utils.prune and torch.ao.sparsity; outputs are computed in float64. A matrix is stored as
ours are, [inputs, outputs].
"""
import json

import torch
from torch import nn
from torch.ao.sparsity import WeightNormSparsifier
from torch.nn.utils import prune

torch.manual_seed(11)
torch.set_default_dtype(torch.float64)


def numbers(*shape):
    return torch.randn(*shape).mul(1000).round().div(1000)


def flat(t):
    return {"shape": list(t.shape), "values": [round(v, 9) for v in t.detach().reshape(-1).tolist()]}


def network():
    model = nn.Sequential(nn.Linear(8, 12), nn.ReLU(), nn.Linear(12, 5))
    with torch.no_grad():
        for p in model.parameters():
            p.copy_(numbers(*p.shape))
    return model


def weights_of(model):
    layers = [model[0], model[2]]
    named = {}
    for i, layer in enumerate(layers):
        named[f"{i}.weight"] = flat(layer.weight.detach().T)
        named[f"{i}.bias"] = flat(layer.bias)
    return named


cases = []


def case(name, model, change, **options):
    weights = weights_of(model)
    x = numbers(3, 8)
    change(model)
    cases.append({"name": name, "x": flat(x), "weights": weights, **options, "wanted": flat(model(x))})


def each_layer(model):
    for layer in (model[0], model[2]):
        prune.l1_unstructured(layer, "weight", 0.6)


def all_layers(model):
    prune.global_unstructured([(model[0], "weight"), (model[2], "weight")], prune.L1Unstructured, amount=0.7)


def two_of_four(model):
    sparsifier = WeightNormSparsifier(sparsity_level=1.0, sparse_block_shape=(1, 4), zeros_per_block=2)
    sparsifier.prepare(model, [{"tensor_fqn": "0.weight"}, {"tensor_fqn": "2.weight"}])
    sparsifier.step()


def neurons(model):
    prune.ln_structured(model[2], "weight", amount=6, n=2, dim=1)  # the hidden neurons that are heard least


case("smallest of each layer", network(), each_layer, sparsity=0.6)
case("smallest of all layers", network(), all_layers, sparsity=0.7)
case("2:4 in both layers", network(), two_of_four)
case("neurons cut out", network(), neurons, kept=6)

model = network()
weights = weights_of(model)
x = numbers(3, 8)
each_layer(model)
cases.append({"name": "a product from compressed sparse rows", "x": flat(x), "weights": weights, "sparsity": 0.6, "sparse": True, "wanted": flat(model[0](x))})

# Four heads of three; heads 1 and 2 are silenced by zeroing their columns of the output projection.
attention = nn.MultiheadAttention(12, 4, batch_first=True)
with torch.no_grad():
    for p in attention.parameters():
        p.copy_(numbers(*p.shape) / 2)
weights = {}
for i, name in enumerate(["query", "key", "value"]):
    weights[f"{name}.weight"] = flat(attention.in_proj_weight[12 * i:12 * (i + 1)].detach().T)
    weights[f"{name}.bias"] = flat(attention.in_proj_bias[12 * i:12 * (i + 1)])
weights["output.weight"] = flat(attention.out_proj.weight.detach().T)
weights["output.bias"] = flat(attention.out_proj.bias)
x = numbers(2, 5, 12)
mask = torch.ones(12, 12)
mask[:, 3:9] = 0
prune.custom_from_mask(attention.out_proj, "weight", mask)
output, _ = attention(x, x, x)
cases.append({"name": "heads cut out", "x": flat(x), "weights": weights, "heads": 4, "kept": [0, 3], "wanted": flat(output)})

print(json.dumps(cases, separators=(",", ":")))
