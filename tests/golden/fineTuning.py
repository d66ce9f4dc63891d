"""What the lesson on fine-tuning computes, by PyTorch in float64, for its panel "Does it hold here?": a small GPT with a
classifier's head, frozen from below to every depth; steps of Adam on the labels' and the words' loss together; and
t-intervals, whose quantile is found by integrating Student's density.

    /usr/bin/python3 tests/golden/fineTuning.py > data/fine-tuning-golden.json
"""
import json
import math
import torch
import torch.nn.functional as F

torch.manual_seed(6)
torch.set_default_dtype(torch.float64)

V, CONTEXT, C, H, L, K = 7, 6, 4, 2, 2, 2
B, T = 3, 5
tokens = torch.randint(V, (B, T))
labels = torch.tensor([0, 1, 1])
texts = torch.randint(V, (2, T + 1))


def rounded(*shape, scale=0.4, shift=0.0):
    return (torch.randn(*shape) * scale + shift).mul(1e4).round().div(1e4)


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
start["head.weight"] = rounded(C, K)
start["head.bias"] = rounded(K, scale=0.2)

stages = [("wte.", "wpe."), *[(f"h.{i}.",) for i in range(L)], ("ln_f.",)]


def states(p, ids):
    """The last norm's output, [B, T, C]."""
    b, t = ids.shape
    norm = lambda x, name: F.layer_norm(x, (C,), p[f"{name}.weight"], p[f"{name}.bias"], 1e-5)
    linear = lambda x, name: x @ p[f"{name}.weight"] + p[f"{name}.bias"]
    heads = lambda x: x.view(b, t, H, C // H).transpose(1, 2)
    hidden = torch.triu(torch.ones(t, t, dtype=torch.bool), 1)
    x = p["wte.weight"][ids] + p["wpe.weight"][:t]
    for i in range(L):
        q, k, v = map(heads, linear(norm(x, f"h.{i}.ln_1"), f"h.{i}.attn.c_attn").split(C, -1))
        scores = (q @ k.transpose(-1, -2) / math.sqrt(C // H)).masked_fill(hidden, -math.inf)
        heard = (scores.softmax(-1) @ v).transpose(1, 2).reshape(b, t, C)
        x = x + linear(heard, f"h.{i}.attn.c_proj")
        thought = F.gelu(linear(norm(x, f"h.{i}.ln_2"), f"h.{i}.mlp.c_fc"), approximate="tanh")
        x = x + linear(thought, f"h.{i}.mlp.c_proj")
    return norm(x, "ln_f")


def classify(p):
    return states(p, tokens)[:, -1] @ p["head.weight"] + p["head.bias"]


def next_word_loss(p):
    logits = states(p, texts[:, :-1]) @ p["wte.weight"].T
    return F.cross_entropy(logits.reshape(-1, V), texts[:, 1:].reshape(-1))


def flat(t):
    return [float(f"{v:.8g}") for v in t.detach().reshape(-1).tolist()]


def frozen_case(frozen):
    below = tuple(prefix for stage in stages[:frozen] for prefix in stage)
    p = {n: v.clone().requires_grad_(not n.startswith(below) if below else True) for n, v in start.items()}
    logits = classify(p)
    loss = F.cross_entropy(logits, labels)
    loss.backward()
    free = {n: v for n, v in p.items() if v.requires_grad}
    # The token table is read by the embeddings alone here, and not by a layer that foretells words.
    gradients = {n: flat(v.grad) for n, v in free.items()}
    names = ["nothing frozen", "embeddings frozen", "and the first block", "and the second block", "all but the head"]
    return {
        "name": names[frozen],
        "frozen": frozen,
        "wanted": {"logits": flat(logits), "loss": float(f"{loss.item():.9g}"), "gradients": gradients},
    }


def mixed_case(learning_rate=0.01, epsilon=1e-3, steps=3):
    p = {n: v.clone().requires_grad_() for n, v in start.items()}
    optimizer = torch.optim.Adam(p.values(), lr=learning_rate, eps=epsilon)
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = F.cross_entropy(classify(p), labels) + next_word_loss(p)
        loss.backward()
        losses.append(float(f"{loss.item():.9g}"))
        optimizer.step()
    return {
        "learningRate": learning_rate,
        "epsilon": epsilon,
        "steps": steps,
        "losses": losses,
        "trained": {n: flat(v) for n, v in p.items()},
    }


def within(t, nu, panels=20_000):
    """The probability between -t and t, by Simpson's rule over Student's density."""
    scale = math.exp(math.lgamma((nu + 1) / 2) - math.lgamma(nu / 2)) / math.sqrt(nu * math.pi)
    density = lambda x: scale * (1 + x * x / nu) ** (-(nu + 1) / 2)
    step = t / panels
    inner = sum((4 if i % 2 else 2) * density(i * step) for i in range(1, panels))
    return 2 * step / 3 * (density(0) + inner + density(t))


def quantile(confidence, nu):
    low, high = 0.0, 100.0
    for _ in range(60):
        middle = (low + high) / 2
        if within(middle, nu) < confidence:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def interval(values, confidence):
    t = torch.tensor(values)
    reach = quantile(confidence, len(values) - 1) * t.std().item() / math.sqrt(len(values))
    return {"values": values, "confidence": confidence, "low": t.mean().item() - reach, "high": t.mean().item() + reach}


print(
    json.dumps(
        {
            "config": {"vocabSize": V, "contextLength": CONTEXT, "width": C, "heads": H, "layers": L},
            "tokens": tokens.tolist(),
            "labels": labels.tolist(),
            "texts": texts.tolist(),
            "start": {n: {"shape": list(v.shape), "values": flat(v)} for n, v in start.items()},
            "frozen": [frozen_case(frozen) for frozen in range(L + 3)],
            "mixed": mixed_case(),
            "intervals": [
                interval([0.81, 0.85, 0.84, 0.9, 0.79], 0.95),
                interval([0.5, 0.52], 0.95),
                interval([1.0, 2.0, 4.0, 8.0, 16.0, 32.0], 0.99),
                interval([-3.0, 0.5, 2.25], 0.5),
            ],
        }
    )
)
