"""A small GPT's logits, loss, gradients and 5 steps of AdamW, by PyTorch in float64.

    /usr/bin/python3 tests/golden/gpt.py > tests/golden/gpt.json
"""
import json
import math
import torch
import torch.nn.functional as F

torch.manual_seed(4)
torch.set_default_dtype(torch.float64)

V, CONTEXT, C, H, L = 7, 6, 8, 2, 2
B, T = 2, 5
tokens = torch.randint(V, (B, T))
labels = torch.randint(V, (B * T,))


def rounded(*shape, scale=0.4, shift=0.0):
    return (torch.randn(*shape) * scale + shift).float().double()


start = {"wte.weight": rounded(V, C), "wpe.weight": rounded(CONTEXT, C)}
for i in range(L):
    h = f"h.{i}"
    start[f"{h}.ln_1.weight"] = rounded(C, scale=0.2, shift=1.0)
    start[f"{h}.ln_1.bias"] = rounded(C, scale=0.2)
    start[f"{h}.attn.c_attn.weight"] = rounded(C, 3 * C)
    start[f"{h}.attn.c_attn.bias"] = rounded(3 * C, scale=0.2)
    start[f"{h}.attn.c_proj.weight"] = rounded(C, C)
    start[f"{h}.attn.c_proj.bias"] = rounded(C, scale=0.2)
    start[f"{h}.ln_2.weight"] = rounded(C, scale=0.2, shift=1.0)
    start[f"{h}.ln_2.bias"] = rounded(C, scale=0.2)
    start[f"{h}.mlp.c_fc.weight"] = rounded(C, 4 * C)
    start[f"{h}.mlp.c_fc.bias"] = rounded(4 * C, scale=0.2)
    start[f"{h}.mlp.c_proj.weight"] = rounded(4 * C, C)
    start[f"{h}.mlp.c_proj.bias"] = rounded(C, scale=0.2)
start["ln_f.weight"] = rounded(C, scale=0.2, shift=1.0)
start["ln_f.bias"] = rounded(C, scale=0.2)


def forward(p):
    norm = lambda x, name: F.layer_norm(x, (C,), p[f"{name}.weight"], p[f"{name}.bias"], 1e-5)
    linear = lambda x, name: x @ p[f"{name}.weight"] + p[f"{name}.bias"]
    heads = lambda x: x.view(B, T, H, C // H).transpose(1, 2)
    hidden = torch.triu(torch.ones(T, T, dtype=torch.bool), 1)
    x = p["wte.weight"][tokens] + p["wpe.weight"][:T]
    for i in range(L):
        q, k, v = map(heads, linear(norm(x, f"h.{i}.ln_1"), f"h.{i}.attn.c_attn").split(C, -1))
        scores = (q @ k.transpose(-1, -2) / math.sqrt(C // H)).masked_fill(hidden, -math.inf)
        heard = (scores.softmax(-1) @ v).transpose(1, 2).reshape(B, T, C)
        x = x + linear(heard, f"h.{i}.attn.c_proj")
        thought = F.gelu(linear(norm(x, f"h.{i}.ln_2"), f"h.{i}.mlp.c_fc"), approximate="tanh")
        x = x + linear(thought, f"h.{i}.mlp.c_proj")
    return (norm(x, "ln_f") @ p["wte.weight"].T).view(B * T, V)


def flat(t):
    return {"shape": list(t.shape), "values": [float(f"{v:.8g}") for v in t.detach().reshape(-1).tolist()]}


parameters = {name: value.clone().requires_grad_() for name, value in start.items()}
optimizer = torch.optim.AdamW(parameters.values(), lr=0.02, betas=(0.9, 0.95), eps=1e-3, weight_decay=0.1)
out = {
    "config": {"vocabSize": V, "contextLength": CONTEXT, "width": C, "heads": H, "layers": L},
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
