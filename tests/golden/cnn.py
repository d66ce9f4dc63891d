"""A small CNN's logits, loss, gradients and 5 steps of AdamW, by PyTorch in float64.

    /usr/bin/python3 tests/golden/cnn.py > tests/golden/cnn.json
"""
import json
import torch
import torch.nn.functional as F

torch.manual_seed(6)
torch.set_default_dtype(torch.float64)

SIZE, CHANNELS, FILTERS, OUTPUTS, B = 9, 3, [5, 4], 3, 2
x = torch.randn(B, SIZE, SIZE, CHANNELS).float().double()
labels = torch.randint(OUTPUTS, (B,))


def rounded(*shape, scale=0.4):
    return (torch.randn(*shape) * scale).float().double()


start = {}
for i, O in enumerate(FILTERS):
    I = FILTERS[i - 1] if i > 0 else CHANNELS
    start[f"convolutions.{i}.weight"] = rounded(3, 3, I, O)
    start[f"convolutions.{i}.bias"] = rounded(O)
left = SIZE // 2 // 2
start["classifier.weight"] = rounded(left * left * FILTERS[-1], OUTPUTS)
start["classifier.bias"] = rounded(OUTPUTS)


def forward(p):
    images = x.permute(0, 3, 1, 2)
    for i in range(len(FILTERS)):
        weight = p[f"convolutions.{i}.weight"].permute(3, 2, 0, 1)
        images = F.relu(F.conv2d(images, weight, p[f"convolutions.{i}.bias"], padding=1))
        images = F.max_pool2d(images, 2)
    flat = images.permute(0, 2, 3, 1).flatten(1)
    return flat @ p["classifier.weight"] + p["classifier.bias"]


def flat(t):
    return {"shape": list(t.shape), "values": [float(f"{v:.8g}") for v in t.detach().reshape(-1).tolist()]}


parameters = {name: value.clone().requires_grad_() for name, value in start.items()}
optimizer = torch.optim.AdamW(parameters.values(), lr=0.02, betas=(0.9, 0.95), eps=1e-3, weight_decay=0.1)
out = {
    "config": {"size": SIZE, "channels": CHANNELS, "filters": FILTERS, "outputs": OUTPUTS},
    "x": flat(x),
    "labels": labels.tolist(),
    "start": {n: flat(p) for n, p in start.items()},
    "losses": [],
}
for step in range(5):
    optimizer.zero_grad()
    logits = forward(parameters)
    loss = F.cross_entropy(logits, labels)
    loss.backward()
    out["losses"].append(float(f"{loss.item():.9g}"))
    if step == 0:
        out["logits"] = flat(logits)
        out["grads"] = {n: flat(p.grad) for n, p in parameters.items()}
    optimizer.step()
out["trained"] = {n: flat(p) for n, p in parameters.items()}
print(json.dumps(out))
