"""A small MLP's loss, gradients, and 20 steps of SGD with momentum and of Adam, by PyTorch in float64.

    /usr/bin/python3 tests/golden/mlp.py > tests/golden/mlp.json
"""
import json
import torch
import torch.nn.functional as F

torch.manual_seed(2)
torch.set_default_dtype(torch.float64)

sizes = [3, 5, 4, 2]
x = torch.randn(6, 3).float().double()
y = torch.randint(2, (6,))
start = {}
for i, (inputs, outputs) in enumerate(zip(sizes, sizes[1:])):
    start[f"layers.{i}.weight"] = (torch.randn(inputs, outputs) * 0.7).float().double()
    start[f"layers.{i}.bias"] = (torch.randn(outputs) * 0.1).float().double()


def loss_of(p):
    h = torch.tanh(x @ p["layers.0.weight"] + p["layers.0.bias"])
    h = torch.tanh(h @ p["layers.1.weight"] + p["layers.1.bias"])
    return F.cross_entropy(h @ p["layers.2.weight"] + p["layers.2.bias"], y)


def fresh():
    return {name: value.clone().requires_grad_() for name, value in start.items()}


def flat(t):
    return {"shape": list(t.shape), "values": [float(f"{v:.9g}") for v in t.detach().reshape(-1).tolist()]}


def run(make):
    parameters = fresh()
    optimizer = make(list(parameters.values()))
    losses = []
    for _ in range(20):
        optimizer.zero_grad()
        loss = loss_of(parameters)
        loss.backward()
        optimizer.step()
        losses.append(float(f"{loss.item():.9g}"))
    return {"losses": losses, "parameters": {n: flat(p) for n, p in parameters.items()}}


parameters = fresh()
loss = loss_of(parameters)
loss.backward()
print(json.dumps({
    "sizes": sizes,
    "x": flat(x),
    "y": y.tolist(),
    "start": {n: flat(p) for n, p in start.items()},
    "loss": loss.item(),
    "grads": {n: flat(p.grad) for n, p in parameters.items()},
    "sgd": run(lambda p: torch.optim.SGD(p, lr=0.1)),
    "momentum": run(lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9)),
    "adam": run(lambda p: torch.optim.Adam(p, lr=0.05, betas=(0.8, 0.95), eps=1e-3)),
}))
