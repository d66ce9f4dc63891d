"""Values and gradients of scalar expressions, by PyTorch in float64.

    /usr/bin/python3 tests/golden/autogradScalar.py > tests/golden/autogradScalar.json
"""
import json
import torch

cases = [
    ("a*b + c", {"a": 2.0, "b": -3.0, "c": 10.0}),
    ("tanh(a*b + c)^2", {"a": 0.3, "b": -0.7, "c": 0.2}),
    ("a/b - b/a", {"a": 3.0, "b": -1.7}),
    ("exp(a*log(b))", {"a": 1.3, "b": 2.4}),
    ("a^b", {"a": 1.3, "b": 2.4}),
    ("a^b", {"a": 0.0, "b": 2.0}),
    ("a^-3", {"a": -1.3}),
    ("a^0", {"a": 0.0}),
    ("relu(a) * relu(b) + relu(c)", {"a": 2.0, "b": 0.5, "c": -1.0}),
    ("relu(a)", {"a": 0.0}),
    ("a*a*a + a", {"a": -1.1}),
    ("-a^2 + (-a)^2 * b", {"a": 1.5, "b": 0.25}),
    ("tanh(a) / (1 + exp(-b)) - log(c)^3", {"a": 20.0, "b": -30.0, "c": 1e-6}),
    ("2^a^b", {"a": 0.5, "b": 3.0}),
]


def compute(text, at):
    leaves = {n: torch.tensor(x, dtype=torch.float64, requires_grad=True) for n, x in at.items()}
    number = lambda x: torch.tensor(float(x), dtype=torch.float64)
    scope = {"exp": torch.exp, "log": torch.log, "tanh": torch.tanh, "relu": torch.relu, "__builtins__": {}}
    python = text.replace("^", "**")
    if python.startswith("2**"):
        python = "two" + python[1:]
        scope["two"] = number(2)
    y = eval(python, scope, leaves)
    y.backward()
    return {"text": text, "at": at, "value": y.item(), "grads": {n: v.grad.item() for n, v in leaves.items()}}


print(json.dumps([compute(*case) for case in cases], indent=1))
