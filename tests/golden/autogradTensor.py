"""Results and gradients of tensor operations, by PyTorch in float64, rounded to 9 digits.

Each case computes y from its inputs, and the gradients of sum(y * dy) for a random dy.

    /usr/bin/python3 tests/golden/autogradTensor.py > tests/golden/autogradTensor.json
"""
import json
import torch
import torch.nn.functional as F

torch.manual_seed(1)
torch.set_default_dtype(torch.float64)

R = torch.randn
positive = lambda *shape: torch.rand(*shape) + 0.5
apart = lambda *shape: R(*shape).sign() * positive(*shape)  # away from relu's kink
ids = lambda high, *shape: torch.randint(high, shape)

cases = {
    "add": (lambda a, b: a + b, [R(2, 3), R(2, 3)]),
    "add a row": (lambda a, b: a + b, [R(2, 3), R(3)]),
    "add a column": (lambda a, b: a + b, [R(2, 3), R(2, 1)]),
    "add a row to a column": (lambda a, b: a + b, [R(4, 1), R(1, 3)]),
    "add a number": (lambda a, b: a + b, [R(2, 3), R(())]),
    "add over a batch": (lambda a, b: a + b, [R(2, 1, 3), R(4, 1)]),
    "sub": (lambda a, b: a - b, [R(3), R(2, 3)]),
    "mul": (lambda a, b: a * b, [R(2, 3), R(2, 1)]),
    "mul with itself": (lambda a: a * a, [R(2, 3)]),
    "div": (lambda a, b: a / b, [R(2, 3), positive(3)]),
    "neg": (lambda a: -a, [R(4)]),
    "broadcastTo": (lambda a: a.expand(2, 4, 3), [R(4, 1)]),
    "matMul": (lambda a, b: a @ b, [R(2, 4), R(4, 3)]),
    "matMul of batches": (lambda a, b: a @ b, [R(2, 3, 4), R(2, 4, 2)]),
    "matMul of a batch with one": (lambda a, b: a @ b, [R(2, 3, 4), R(4, 2)]),
    "matMul of broadcast batches": (lambda a, b: a @ b, [R(2, 1, 3, 4), R(1, 3, 4, 2)]),
    "reshape": (lambda a: a.reshape(3, 4), [R(2, 6)]),
    "transpose": (lambda a: a.T, [R(2, 3)]),
    "transpose with an order": (lambda a: a.permute(1, 2, 0), [R(2, 3, 4)]),
    "sum": (lambda a: a.sum(), [R(2, 3)]),
    "sum along an axis": (lambda a: a.sum(0), [R(2, 3)]),
    "sum with keepDims": (lambda a: a.sum(-1, keepdim=True), [R(2, 3)]),
    "mean": (lambda a: a.mean(), [R(2, 3)]),
    "mean along an axis": (lambda a: a.mean(1), [R(2, 3, 4)]),
    "relu": (F.relu, [apart(3, 4)]),
    "tanh": (torch.tanh, [R(3, 4)]),
    "sigmoid": (torch.sigmoid, [R(3, 4)]),
    "exp": (torch.exp, [R(3, 4)]),
    "log": (torch.log, [positive(3, 4)]),
    "square": (torch.square, [R(3, 4)]),
    "softmaxCrossEntropy": (lambda x, y: F.cross_entropy(x, y), [R(5, 4) * 3, ids(4, 5)]),
    "softmaxCrossEntropy of large logits": (
        lambda x, y: F.cross_entropy(x, y),
        [R(3, 4) * 300, ids(4, 3)],
    ),
    "softmaxCrossEntropy of sequences": (
        lambda x, y: F.cross_entropy(x.reshape(-1, 3), y.reshape(-1)),
        [R(2, 4, 3), ids(3, 2, 4)],
    ),
    "gather": (lambda table, at: table[at], [R(5, 3), torch.tensor([1, 4, 1, 0])]),
    "gather of sequences": (lambda table, at: table[at], [R(4, 2), ids(4, 2, 3)]),
    "a shared part": (lambda a, w: torch.tanh(a @ w) * (a @ w) + (a @ w).sum(), [R(2, 3), R(3, 3)]),
    "softmaxCrossEntropy of one class": (
        lambda x, y: F.cross_entropy(x, y),
        [torch.tensor([[3.0], [-1.0]]), torch.tensor([0, 0])],
    ),
    "gather of one row": (lambda table, at: table[at], [torch.tensor([[1.0, 2.0]]), torch.tensor([0, 0])]),
    "slice": (lambda a: a[1:3, 1:2], [R(4, 3)]),
    "slice of everything": (lambda a: a[:], [R(2, 3)]),
    "softmax": (lambda a: a.softmax(-1), [R(2, 3, 4)]),
    "softmax of large scores": (lambda a: a.softmax(-1), [R(3, 4) * 300]),
    "softmax of one column": (lambda a: a.softmax(-1), [R(3, 1)]),
    "softmax under a causal mask": (
        lambda a: a.masked_fill(torch.triu(torch.ones(4, 4, dtype=torch.bool), 1), -torch.inf).softmax(-1),
        [R(2, 4, 4)],
    ),
    "concat": (lambda a, b: torch.cat([a, b], -1), [R(2, 3), R(2, 1)]),
    "concat along the first axis": (lambda a, b: torch.cat([a, b, a], 0), [R(2, 3), R(1, 3)]),
}


def flat(x):
    values = x.detach().reshape(-1).tolist()
    return {
        "shape": list(x.shape),
        "dtype": "float32" if x.is_floating_point() else "int32",
        "values": [v if isinstance(v, int) else float(f"{v:.9g}") for v in values],
    }


def compute(name, f, inputs):
    # the same float32 numbers that the device gets
    inputs = [x.float().double() if x.is_floating_point() else x for x in inputs]
    leaves = [x.requires_grad_() if x.is_floating_point() else x for x in inputs]
    y = f(*leaves)
    dy = R(y.shape).float().double()
    (y * dy).sum().backward()
    grads = [flat(x.grad) for x in leaves if x.is_floating_point()]
    return {"name": name, "inputs": [flat(x) for x in inputs], "y": flat(y), "dy": flat(dy), "grads": grads}


print(json.dumps([compute(name, *case) for name, case in cases.items()]))
