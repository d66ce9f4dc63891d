"""What the lesson on tokens and embeddings computes, by PyTorch in float64, for its tests and its panel
"Does it hold here?". RoPE is written with complex numbers, as Llama's own code has it: neighbouring columns are a pair.

    /usr/bin/python3 tests/golden/embeddings.py > data/embeddings-golden.json
"""
import json
import math
import torch

torch.manual_seed(11)
F = torch.nn.functional


def numbers(*shape):
    return torch.randn(*shape, dtype=torch.float64).mul(1000).round().div(1000)


def flat(t):
    return {"shape": list(t.shape), "dtype": "int32" if t.dtype == torch.int64 else "float32", "values": t.flatten().tolist()}


def sinusoids(length, width):
    """The Annotated Transformer's way to the same numbers."""
    positions = torch.zeros(length, width, dtype=torch.float64)
    place = torch.arange(length, dtype=torch.float64).unsqueeze(1)
    rates = torch.exp(torch.arange(0, width, 2, dtype=torch.float64) * -(math.log(10000.0) / width))
    positions[:, 0::2] = torch.sin(place * rates)
    positions[:, 1::2] = torch.cos(place * rates)
    return positions


def rope(x, base=10000.0, offset=0):
    length, width = x.shape[-2:]
    rates = base ** (-torch.arange(0, width, 2, dtype=torch.float64) / width)
    angles = torch.outer(torch.arange(offset, offset + length, dtype=torch.float64), rates)
    turns = torch.polar(torch.ones_like(angles), angles)
    pairs = torch.view_as_complex(x.reshape(*x.shape[:-1], -1, 2))
    return torch.view_as_real(pairs * turns).flatten(-2)


def embed(table, ids):
    return (F.embedding(ids, table) ** 2).sum()


def one_hot(table, ids):
    return ((F.one_hot(ids, table.shape[0]).to(torch.float64) @ table) ** 2).sum()


def scores(q, k):
    return (rope(q) @ rope(k).transpose(-1, -2)).pow(2).mean()


by_hand = torch.tensor([[1.0, 0.0], [2.0, -1.0], [0.0, 3.0]], dtype=torch.float64)
cases = [
    ("lookup", embed, [by_hand, torch.tensor([1, 1, 0])]),
    ("repeated", embed, [numbers(7, 5), torch.tensor([[3, 0, 3, 6], [3, 1, 6, 6]])]),
    ("oneHot", one_hot, [numbers(7, 5), torch.tensor([[3, 0, 3, 6], [3, 1, 6, 6]])]),
    ("skipGram", lambda w, c, ids, near: F.cross_entropy(F.embedding(ids, w) @ c.T, near), [numbers(6, 4), numbers(6, 4), torch.tensor([0, 5, 0, 2]), torch.tensor([1, 1, 4, 5])]),
    ("sinusoidal", lambda x: (x * sinusoids(9, 6)).sum(), [numbers(9, 6)]),
    ("far", lambda x: (x * sinusoids(2000, 4)[-3:]).sum(), [numbers(3, 4)]),
    ("rotary", lambda x: (rope(x) ** 3).sum(), [numbers(2, 2, 5, 6)]),
    ("rotaryOffset", lambda x: (rope(x, base=500.0, offset=17) ** 3).sum(), [numbers(1, 3, 4, 4)]),
    ("rotaryScores", scores, [numbers(1, 2, 5, 8), numbers(1, 2, 5, 8)]),
]


def compute(name, f, inputs):
    leaves = [t if t.dtype == torch.int64 else t.clone().requires_grad_() for t in inputs]
    loss = f(*leaves)
    loss.backward()
    grads = [flat(t.grad) for t in leaves if t.requires_grad]
    return {"name": name, "inputs": [flat(t) for t in inputs], "loss": loss.item(), "grads": grads}


print(json.dumps([compute(*case) for case in cases]))
