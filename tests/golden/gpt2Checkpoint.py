"""A small GPT-2 checkpoint as PyTorch saves it, in three number formats, with its logits; and the logits that PyTorch
computes from a checkpoint that we exported.

    npx tsx tests/golden/exportGpt.ts /tmp
    pip install safetensors
    /usr/bin/python3 tests/golden/gpt2Checkpoint.py /tmp > data/gpt-golden.json
"""
import base64
import hashlib
import json
import math
import sys
import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save

torch.manual_seed(11)
V, CONTEXT, C, H, L = 11, 8, 12, 3, 2
config = {
    "model_type": "gpt2",
    "activation_function": "gelu_new",
    "vocab_size": V,
    "n_positions": CONTEXT,
    "n_ctx": CONTEXT,
    "n_embd": C,
    "n_head": H,
    "n_layer": L,
    "layer_norm_epsilon": 1e-05,
    "resid_pdrop": 0.1,
}


def logits_of(p, tokens, heads):
    """GPT-2's forward pass in float64, from a state dict with GPT-2's names."""
    p = {name: value.double() for name, value in p.items()}
    width = p["wte.weight"].shape[1]
    B, T = tokens.shape
    norm = lambda x, name: F.layer_norm(x, (width,), p[f"{name}.weight"], p[f"{name}.bias"], 1e-5)
    linear = lambda x, name: x @ p[f"{name}.weight"] + p[f"{name}.bias"]
    split = lambda x: x.view(B, T, heads, width // heads).transpose(1, 2)
    hidden = torch.triu(torch.ones(T, T, dtype=torch.bool), 1)
    x = p["wte.weight"][tokens] + p["wpe.weight"][:T]
    for i in range(sum(name.endswith("ln_1.weight") for name in p)):
        h = f"h.{i}"
        q, k, v = map(split, linear(norm(x, f"{h}.ln_1"), f"{h}.attn.c_attn").split(width, -1))
        scores = (q @ k.transpose(-1, -2) / math.sqrt(width // heads)).masked_fill(hidden, -math.inf)
        x = x + linear((scores.softmax(-1) @ v).transpose(1, 2).reshape(B, T, width), f"{h}.attn.c_proj")
        thought = F.gelu(linear(norm(x, f"{h}.ln_2"), f"{h}.mlp.c_fc"), approximate="tanh")
        x = x + linear(thought, f"{h}.mlp.c_proj")
    return norm(x, "ln_f") @ p["wte.weight"].T


R = lambda *shape, scale=0.4: torch.randn(*shape) * scale
state = {"wte.weight": R(V, C), "wpe.weight": R(CONTEXT, C)}
for i in range(L):
    h = f"h.{i}"
    for norm in ["ln_1", "ln_2"]:
        state[f"{h}.{norm}.weight"] = 1 + R(C, scale=0.2)
        state[f"{h}.{norm}.bias"] = R(C, scale=0.2)
    for name, (inputs, outputs) in {
        "attn.c_attn": (C, 3 * C),
        "attn.c_proj": (C, C),
        "mlp.c_fc": (C, 4 * C),
        "mlp.c_proj": (4 * C, C),
    }.items():
        state[f"{h}.{name}.weight"] = R(inputs, outputs)
        state[f"{h}.{name}.bias"] = R(outputs, scale=0.2)
    # The mask that GPT-2's own file carries along.
    state[f"{h}.attn.bias"] = torch.tril(torch.ones(CONTEXT, CONTEXT)).view(1, 1, CONTEXT, CONTEXT)
state["ln_f.weight"] = 1 + R(C, scale=0.2)
state["ln_f.bias"] = R(C, scale=0.2)
tokens = torch.randint(V, (2, CONTEXT))


def named(dtype, prefix):
    return {prefix + name: value.to(dtype).contiguous() for name, value in state.items()}


def case(name, tensors, prefix=""):
    own = {key[len(prefix):]: value for key, value in tensors.items() if key.startswith(prefix)}
    logits = logits_of(own, tokens, H)
    return {
        "name": name,
        "file": base64.b64encode(save(tensors, {"format": "pt"})).decode(),
        "logits": [float(f"{v:.9g}") for v in logits.reshape(-1).tolist()],
    }


language_model = named(torch.float32, "transformer.")
language_model["lm_head.weight"] = state["wte.weight"].clone()
folder = sys.argv[1]
exported = load_file(f"{folder}/model.safetensors")
ours = json.load(open(f"{folder}/config.json"))
exported_tokens = torch.randint(ours["vocab_size"], (2, ours["n_positions"]))
exported_logits = logits_of(
    {name.replace("transformer.", ""): value for name, value in exported.items()}, exported_tokens, ours["n_head"]
)
print(
    json.dumps(
        {
            "config": config,
            "tokens": tokens.tolist(),
            "cases": [
                case("GPT-2's own names, float32", named(torch.float32, "")),
                case("a language model's names, float32", language_model, "transformer."),
                case("half precision", named(torch.float16, "")),
                case("bfloat16", named(torch.bfloat16, "")),
            ],
            "exported": {
                "sha256": hashlib.sha256(open(f"{folder}/model.safetensors", "rb").read()).hexdigest(),
                "tokens": exported_tokens.tolist(),
                "logits": [float(f"{v:.9g}") for v in exported_logits.reshape(-1).tolist()],
            },
        }
    )
)
