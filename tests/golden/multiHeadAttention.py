"""What the lesson on multi-head attention computes, by torch.nn.MultiheadAttention in float64, for its panel
"Does it hold here?".

    /usr/bin/python3 tests/golden/multiHeadAttention.py > data/multi-head-attention-golden.json
"""
import json
import torch
from torch import nn

torch.manual_seed(11)
torch.set_default_dtype(torch.float64)


def numbers(*shape):
    return torch.randn(*shape).mul(1000).round().div(1000)


def flat(t):
    return {"shape": list(t.shape), "values": [float(f"{v:.8g}") for v in t.detach().flatten().tolist()]}


def case(name, B, T, C, H, S=None, causal=False, scale=1.0):
    layer = nn.MultiheadAttention(C, H, batch_first=True)
    with torch.no_grad():
        for p in layer.parameters():
            p.copy_(numbers(*p.shape) * 0.5)
    x = (numbers(B, T, C) * scale).requires_grad_()
    memory = x if S is None else numbers(B, S, C).requires_grad_()
    hidden = torch.triu(torch.ones(T, T, dtype=torch.bool), 1) if causal else None
    output, weights = layer(x, memory, memory, attn_mask=hidden, average_attn_weights=False)
    pull = numbers(*output.shape)
    (output * pull).sum().backward()
    names = ["query", "key", "value"]
    # Our weights are [inputs, outputs]; PyTorch's are the other way round.
    w, b = layer.in_proj_weight.chunk(3), layer.in_proj_bias.chunk(3)
    dw = layer.in_proj_weight.grad.chunk(3)
    layers = {n: {"weight": flat(w[i].T), "bias": flat(b[i])} for i, n in enumerate(names)}
    layers["output"] = {"weight": flat(layer.out_proj.weight.T), "bias": flat(layer.out_proj.bias)}
    gradients = [flat(dw[i].T) for i in range(3)] + [flat(layer.out_proj.weight.grad.T)]
    return {
        "name": name,
        "heads": H,
        "causal": causal,
        "x": flat(x),
        "memory": None if S is None else flat(memory),
        "layers": layers,
        "pull": flat(pull),
        "wanted": [flat(output), flat(weights), flat(x.grad), *gradients],
    }


print(
    json.dumps(
        [
            case("one head", 2, 4, 6, 1),
            case("three heads", 2, 4, 6, 3),
            case("as many heads as numbers", 1, 5, 6, 6),
            case("two heads, the future hidden", 2, 6, 4, 2, causal=True),
            case("two heads that read another sequence", 1, 3, 6, 2, S=5),
            case("inputs three times as large", 1, 4, 6, 3, causal=True, scale=3.0),
        ]
    )
)
