"""What the lesson on self-attention computes, by PyTorch in float64, for its panel "Does it hold here?".

    /usr/bin/python3 tests/golden/selfAttention.py > data/self-attention-golden.json
"""
import json
import math
import torch

torch.manual_seed(7)


def numbers(*shape, scale=1.0):
    return torch.randn(*shape, dtype=torch.float64).mul(1000 * scale).round().div(1000)


def flat(t):
    return {"shape": list(t.shape), "values": t.detach().flatten().tolist()}


def attention(q, k, v, seen=None):
    scores = q @ k.transpose(-1, -2) / math.sqrt(q.shape[-1])
    if seen is not None:
        scores = scores.masked_fill(~seen, -math.inf)
    return torch.softmax(scores, -1) @ v


def softmax(x):
    return torch.softmax(x, -1)


def case(name, f, inputs, seen=None):
    """seen, bool [T, S], is true where a query may read a key."""
    leaves = [t.clone().requires_grad_() for t in inputs]
    output = f(*leaves) if seen is None else f(*leaves, seen)
    dy = numbers(*output.shape)
    (output * dy).sum().backward()
    return {
        "name": name,
        "inputs": [flat(t) for t in inputs],
        "seen": None if seen is None else [[int(s) for s in row] for row in seen.tolist()],
        "dy": flat(dy),
        "output": flat(output),
        "grads": [flat(t.grad) for t in leaves],
    }


eye = torch.eye(2, dtype=torch.float64).reshape(1, 1, 2, 2)
values = torch.tensor([[1.0, 2.0], [3.0, 4.0]], dtype=torch.float64).reshape(1, 1, 2, 2)
past = torch.tril(torch.ones(5, 5, dtype=torch.bool))
real = torch.tensor([[True, True, True, False, False]] * 4)
print(
    json.dumps(
        [
            case("worked", attention, [eye, eye, values]),
            case("softmax", softmax, [numbers(3, 4)]),
            case("large", softmax, [numbers(3, 4, scale=300)]),
            case("causal", attention, [numbers(1, 1, 5, 4) for _ in range(3)], past),
            case("padded", attention, [numbers(1, 1, 4, 3), numbers(1, 1, 5, 3), numbers(1, 1, 5, 3)], real),
            case("cross", attention, [numbers(1, 1, 3, 8), numbers(1, 1, 6, 8), numbers(1, 1, 6, 8)]),
        ]
    )
)
