"""Multi-head attention's output, weights and gradients, by torch.nn.MultiheadAttention in float64.

    /usr/bin/python3 tests/golden/attention.py > tests/golden/attention.json
"""
import json
import torch
from torch import nn

torch.manual_seed(7)
torch.set_default_dtype(torch.float64)

C = 6


def rounded(*shape, scale=1.0):
    return (torch.randn(*shape) * scale).float().double()


def flat(t):
    return {"shape": list(t.shape), "values": [float(f"{v:.8g}") for v in t.detach().reshape(-1).tolist()]}


def case(name, B, T, S, H, hidden=None, padded=None):
    """hidden [T, S] and padded [B, S] are True where a key is hidden, as PyTorch wants it."""
    layer = nn.MultiheadAttention(C, H, batch_first=True)
    with torch.no_grad():
        for p in layer.parameters():
            p.copy_(rounded(*p.shape, scale=0.5))
    x = rounded(B, T, C).requires_grad_()
    memory = x if S is None else rounded(B, S, C).requires_grad_()
    output, weights = layer(
        x, memory, memory, attn_mask=hidden, key_padding_mask=padded, average_attn_weights=False
    )
    dy = rounded(*output.shape)
    (output * dy).sum().backward()
    inputs = {"x": x} if S is None else {"x": x, "memory": memory}
    w = layer.in_proj_weight.chunk(3)
    b = layer.in_proj_bias.chunk(3)
    dw = layer.in_proj_weight.grad.chunk(3)
    db = layer.in_proj_bias.grad.chunk(3)
    names = ["query", "key", "value"]
    # Our weights are [inputs, outputs]; PyTorch's are the other way round.
    projections = {n: {"weight": flat(w[i].T), "bias": flat(b[i])} for i, n in enumerate(names)}
    gradients = {n: {"weight": flat(dw[i].T), "bias": flat(db[i])} for i, n in enumerate(names)}
    out = layer.out_proj
    projections["output"] = {"weight": flat(out.weight.T), "bias": flat(out.bias)}
    gradients["output"] = {"weight": flat(out.weight.grad.T), "bias": flat(out.bias.grad)}
    seen = torch.ones(B, 1, T, T if S is None else S, dtype=torch.bool)
    if hidden is not None:
        seen = seen & ~hidden
    if padded is not None:
        seen = seen & ~padded[:, None, None, :]
    return {
        "name": name,
        "heads": H,
        "inputs": {n: flat(t) for n, t in inputs.items()},
        "seen": {"shape": list(seen.shape), "values": [int(v) for v in seen.reshape(-1).tolist()]},
        "projections": projections,
        "output": flat(output),
        "weights": flat(weights),
        "dy": flat(dy),
        "inputGradients": {n: flat(t.grad) for n, t in inputs.items()},
        "gradients": gradients,
    }


future = lambda T: torch.triu(torch.ones(T, T, dtype=torch.bool), 1)
print(
    json.dumps(
        [
            case("one head, everything seen", 2, 3, None, 1),
            case("two heads, the future hidden", 2, 5, None, 2, hidden=future(5)),
            case("three heads over another sequence", 1, 2, 4, 3),
            case(
                "two heads, padding and the future hidden",
                2, 4, None, 2,
                hidden=future(4),
                padded=torch.tensor([[False, False, True, True], [False] * 4]),
            ),
            case("a single token", 1, 1, None, 6),
        ]
    )
)
