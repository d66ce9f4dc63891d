"""PyTorch's side of the training bench: one thread, one task.

    /usr/bin/python3 tests/bench/peers/torch_side.py task.json

Reads how many steps to train from each line of its input, and answers each with a line of JSON.
"""
import base64
import json
import math
import resource
import sys
import time

import numpy
import torch
import torch.nn.functional as F

torch.set_num_threads(1)


def peak_bytes():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


peak_of_import = peak_bytes()


def decode(value):
    if "base64" not in value:
        return value
    kind = numpy.int32 if value["type"] == "Int32Array" else numpy.float32
    return torch.from_numpy(numpy.frombuffer(base64.b64decode(value["base64"]), kind).copy())


with open(sys.argv[1]) as file:
    task = json.load(file, object_hook=decode)

config = task["config"]
p = {
    name: numbers["values"].reshape(numbers["shape"]).clone().requires_grad_()
    for name, numbers in task["parameters"].items()
}


def linear(x, name):
    return torch.addmm(p[f"{name}.bias"], x, p[f"{name}.weight"])


def gpt():
    width, heads = config["width"], config["heads"]

    def norm(x, name):
        return F.layer_norm(x, (width,), p[f"{name}.weight"], p[f"{name}.bias"], 1e-5)

    def forward(tokens):
        B, T = tokens.shape
        hidden = torch.triu(torch.full((T, T), -math.inf), 1)
        x = F.embedding(tokens, p["wte.weight"]) + p["wpe.weight"][:T]
        x = x.reshape(B * T, width)
        for i in range(config["layers"]):
            qkv = linear(norm(x, f"h.{i}.ln_1"), f"h.{i}.attn.c_attn")
            parts = qkv.reshape(B, T, 3, heads, width // heads).permute(2, 0, 3, 1, 4)
            q, k, v = parts.unbind(0)
            scores = q @ k.transpose(-1, -2) * (width // heads) ** -0.5 + hidden
            heard = (F.softmax(scores, -1) @ v).transpose(1, 2).reshape(B * T, width)
            x = x + linear(heard, f"h.{i}.attn.c_proj")
            wide = linear(norm(x, f"h.{i}.ln_2"), f"h.{i}.mlp.c_fc")
            x = x + linear(F.gelu(wide, approximate="tanh"), f"h.{i}.mlp.c_proj")
        return norm(x, "ln_f") @ p["wte.weight"].t()

    return forward


def mlp():
    last = len(p) // 2 - 1

    def forward(x):
        for i in range(last):
            x = F.relu(linear(x, f"layers.{i}"))
        return linear(x, f"layers.{last}")

    return forward


def cnn():
    filters, left = config["filters"], config["size"]

    def forward(x):
        images = x.permute(0, 3, 1, 2)  # the same numbers, channels last in memory
        for i in range(len(filters)):
            name = f"convolutions.{i}"
            weight = p[f"{name}.weight"].permute(3, 2, 0, 1).contiguous()
            images = F.relu(F.conv2d(images, weight, p[f"{name}.bias"], padding="same"))
            images = F.max_pool2d(images, 2)
        return linear(images.permute(0, 2, 3, 1).flatten(1), "classifier")

    return forward


def lstm():
    hidden = config["hidden"]
    layer = torch.nn.LSTM(config["width"], hidden, batch_first=True)
    # Its weights are transposed, and it has two biases that are added.
    with torch.no_grad():
        layer.weight_ih_l0.copy_(p["lstm.weight_ih"].t())
        layer.weight_hh_l0.copy_(p["lstm.weight_hh"].t())
        layer.bias_ih_l0.copy_(p["lstm.bias"])
        layer.bias_hh_l0.zero_()
    layer.bias_hh_l0.requires_grad_(False)
    p["lstm.weight_ih"] = layer.weight_ih_l0
    p["lstm.weight_hh"] = layer.weight_hh_l0
    p["lstm.bias"] = layer.bias_ih_l0

    def forward(tokens):
        states, _ = layer(F.embedding(tokens, p["embedding.weight"]))
        return linear(states.reshape(-1, hidden), "head")

    return forward


forward = {"gpt": gpt, "mlp": mlp, "cnn": cnn, "lstm": lstm}[task["kind"]]()
adam = task["adam"]
optimizer = torch.optim.AdamW(
    p.values(),
    lr=adam["learningRate"],
    betas=(adam["beta1"], adam["beta2"]),
    eps=adam["epsilon"],
    weight_decay=adam["weightDecay"],
)
batches = [
    (batch["x"]["values"].reshape(batch["x"]["shape"]), batch["y"].long())
    for batch in task["batches"]
]
taken = 0
for line in sys.stdin:
    losses = []
    start = time.perf_counter()
    for _ in range(int(line)):
        x, y = batches[taken % len(batches)]
        taken += 1
        optimizer.zero_grad(set_to_none=True)
        loss = F.cross_entropy(forward(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    ms = (time.perf_counter() - start) * 1000
    answer = {"ms": ms, "losses": losses, "memoryBytes": peak_bytes() - peak_of_import}
    print(json.dumps(answer), flush=True)
