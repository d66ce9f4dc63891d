"""A small LSTM's logits, loss, gradients and 5 steps of AdamW, by PyTorch in float64.

    /usr/bin/python3 tests/golden/lstm.py > tests/golden/lstm.json
"""
import json
import torch
import torch.nn.functional as F

torch.manual_seed(7)
torch.set_default_dtype(torch.float64)

V, C, H = 7, 5, 6
B, T = 3, 4
tokens = torch.randint(V, (B, T))
labels = torch.randint(V, (B * T,))


def rounded(*shape, scale=0.5):
    return (torch.randn(*shape) * scale).float().double()


start = {
    "embedding.weight": rounded(V, C),
    "lstm.weight_ih": rounded(C, 4 * H),
    "lstm.bias": rounded(4 * H),
    "lstm.weight_hh": rounded(H, 4 * H),
    "head.weight": rounded(H, V),
    "head.bias": rounded(V),
}


def forward(p):
    # PyTorch's own, whose weights are transposed and whose second bias is 0 here.
    weights = [p["lstm.weight_ih"].t(), p["lstm.weight_hh"].t(), p["lstm.bias"], torch.zeros(4 * H)]
    zeros = torch.zeros(1, B, H)
    embedded = p["embedding.weight"][tokens]
    states, _, _ = torch._VF.lstm(embedded, (zeros, zeros), weights, True, 1, 0.0, True, False, True)
    return states.reshape(B * T, H) @ p["head.weight"] + p["head.bias"]


def flat(t):
    return {"shape": list(t.shape), "values": [float(f"{v:.8g}") for v in t.detach().reshape(-1).tolist()]}


parameters = {name: value.clone().requires_grad_() for name, value in start.items()}
optimizer = torch.optim.AdamW(parameters.values(), lr=0.02, betas=(0.9, 0.95), eps=1e-3, weight_decay=0.1)
out = {
    "config": {"vocabSize": V, "width": C, "hidden": H},
    "tokens": tokens.tolist(),
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
