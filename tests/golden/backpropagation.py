"""What the lesson on backpropagation computes, by PyTorch in float64, for its panel "Does it hold here?".

    /usr/bin/python3 tests/golden/backpropagation.py > data/backpropagation-golden.json
"""
import json
import torch

torch.manual_seed(7)
F = torch.nn.functional


def numbers(*shape):
    return torch.randn(*shape, dtype=torch.float64).mul(1000).round().div(1000)


def flat(t):
    return {"shape": list(t.shape), "dtype": "int32" if t.dtype == torch.int64 else "float32", "values": t.flatten().tolist()}


def scalar(x):
    return torch.tensor(float(x), dtype=torch.float64)


def deep(x, labels, *weights):
    for w in weights[:-1]:
        x = torch.tanh(x @ w)
    return F.cross_entropy(x @ weights[-1], labels)


cases = [
    ("neuron", lambda w, x, b, y: (w * x + b - y) ** 2, [scalar(2), scalar(-3), scalar(1), scalar(-3)]),
    ("product", lambda x, w: ((x @ w) ** 2).sum(), [torch.tensor([[1.0, 2.0], [3.0, -1.0]], dtype=torch.float64), torch.tensor([[1.0, 0.0], [-1.0, 2.0]], dtype=torch.float64)]),
    ("layer", lambda x, w, b: torch.tanh(x @ w + b).mean(), [numbers(5, 3), numbers(3, 4), numbers(4)]),
    ("crossEntropy", lambda z, labels: F.cross_entropy(z, labels), [numbers(4, 3), torch.tensor([0, 2, 1, 1])]),
    ("largeLogits", lambda z, labels: F.cross_entropy(z, labels), [scalar(100) * numbers(3, 3), torch.tensor([2, 0, 1])]),
    ("mlp", lambda x, w, b, v, c, labels: F.cross_entropy(torch.tanh(x @ w + b) @ v + c, labels), [numbers(6, 4), numbers(4, 5), numbers(5), numbers(5, 3), numbers(3), torch.tensor([0, 1, 2, 2, 1, 0])]),
    ("deep", deep, [numbers(4, 6), torch.tensor([0, 1, 1, 0])] + [numbers(6, 6) * 0.4 for _ in range(8)] + [numbers(6, 2)]),
]


def compute(name, f, inputs):
    leaves = [t if t.dtype == torch.int64 else t.clone().requires_grad_() for t in inputs]
    loss = f(*leaves)
    loss.backward()
    grads = [flat(t.grad) for t in leaves if t.requires_grad]
    return {"name": name, "inputs": [flat(t) for t in inputs], "loss": loss.item(), "grads": grads}


print(json.dumps([compute(*case) for case in cases]))
