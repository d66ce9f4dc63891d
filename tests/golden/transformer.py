"""An encoder–decoder's logits and gradients, by PyTorch's own encoder and decoder layers in float64.

    /usr/bin/python3 tests/golden/transformer.py > tests/golden/transformer.json

For the lesson, without the gradients:

    /usr/bin/python3 tests/golden/transformer.py lesson > data/transformer-golden.json
"""
import json
import math
import sys
import torch
from torch import nn

torch.manual_seed(21)
torch.set_default_dtype(torch.float64)
VS, VT, C, H, F, L, B, S, T, CONTEXT = 7, 5, 6, 2, 10, 2, 2, 4, 3, 8


def rounded(*shape, scale=0.5, shift=0.0):
    return (torch.randn(*shape) * scale + shift).float().double()


def flat(t):
    return {"shape": list(t.shape), "values": [float(f"{v:.8g}") for v in t.detach().reshape(-1).tolist()]}


def sines(length):
    t = torch.arange(length).double()[:, None]
    rates = torch.exp(torch.arange(0, C, 2).double() * (-math.log(10000.0) / C))
    table = torch.zeros(length, C)
    table[:, 0::2] = torch.sin(t * rates)
    table[:, 1::2] = torch.cos(t * rates)
    return table


def ours(prefix, layer, cross):
    """A PyTorch layer's parameters under our names, each with a function that turns its tensors as ours lie."""
    attentions = {"self_attn": layer.self_attn}
    if cross:
        attentions["multihead_attn"] = layer.multihead_attn
    for name, attention in attentions.items():
        for i, part in enumerate(["query", "key", "value"]):
            rows = slice(i * C, (i + 1) * C)
            yield f"{prefix}.{name}.{part}.weight", attention.in_proj_weight, lambda t, rows=rows: t[rows].T
            yield f"{prefix}.{name}.{part}.bias", attention.in_proj_bias, lambda t, rows=rows: t[rows]
        yield f"{prefix}.{name}.out_proj.weight", attention.out_proj.weight, lambda t: t.T
        yield f"{prefix}.{name}.out_proj.bias", attention.out_proj.bias, lambda t: t
    for name in ["linear1", "linear2"]:
        yield f"{prefix}.{name}.weight", getattr(layer, name).weight, lambda t: t.T
        yield f"{prefix}.{name}.bias", getattr(layer, name).bias, lambda t: t
    for name in ["norm1", "norm2"] + (["norm3"] if cross else []):
        yield f"{prefix}.{name}.weight", getattr(layer, name).weight, lambda t: t
        yield f"{prefix}.{name}.bias", getattr(layer, name).bias, lambda t: t


def case(norm):
    options = dict(dropout=0.0, activation="relu", batch_first=True, norm_first=norm == "pre")
    last = lambda: nn.LayerNorm(C) if norm == "pre" else None
    encoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(C, H, F, **options), L, last())
    decoder = nn.TransformerDecoder(nn.TransformerDecoderLayer(C, H, F, **options), L, last())
    source_table, target_table = nn.Embedding(VS, C), nn.Embedding(VT, C)
    generator = nn.Linear(C, VT)
    with torch.no_grad():
        for module in [encoder, decoder, source_table, target_table, generator]:
            for name, p in module.named_parameters():
                is_scale = "norm" in name and name.endswith("weight")
                p.copy_(rounded(*p.shape, scale=0.2 if p.dim() == 1 else 0.5, shift=1.0 if is_scale else 0.0))
    parameters = [
        ("source.embedding.weight", source_table.weight, lambda t: t),
        ("target.embedding.weight", target_table.weight, lambda t: t),
    ]
    for half, module in [("encoder", encoder), ("decoder", decoder)]:
        for i, layer in enumerate(module.layers):
            parameters += list(ours(f"{half}.layers.{i}", layer, half == "decoder"))
        if module.norm is not None:
            parameters.append((f"{half}.norm.weight", module.norm.weight, lambda t: t))
            parameters.append((f"{half}.norm.bias", module.norm.bias, lambda t: t))
    parameters.append(("generator.weight", generator.weight, lambda t: t.T))
    parameters.append(("generator.bias", generator.bias, lambda t: t))

    source = torch.tensor([[1, 6, 3, 2], [4, 5, 0, 0]])  # the second is filled up
    target = torch.randint(VT, (B, T))
    padded = source == 0
    future = torch.triu(torch.ones(T, T, dtype=torch.bool), 1)
    memory = encoder(source_table(source) * math.sqrt(C) + sines(S), src_key_padding_mask=padded)
    read = decoder(
        target_table(target) * math.sqrt(C) + sines(T),
        memory,
        tgt_mask=future,
        memory_key_padding_mask=padded,
    )
    logits = generator(read)
    labels = torch.randint(VT, (B * T,))
    weights = torch.tensor([1.0, 1.0, 1.0, 1.0, 0.0, 0.0])
    q = nn.functional.one_hot(labels, VT) * 0.9 + 0.1 / VT
    rows = -(q * logits.reshape(B * T, VT).log_softmax(-1)).sum(-1)
    loss = (rows * weights).sum() / weights.sum()
    check = nn.functional.cross_entropy(logits.reshape(B * T, VT)[:4], labels[:4], label_smoothing=0.1)
    assert torch.allclose(loss, check)
    loss.backward()
    return {
        "norm": norm,
        "source": source.tolist(),
        "target": target.tolist(),
        "labels": labels.tolist(),
        "weights": weights.tolist(),
        "parameters": {name: flat(turn(p)) for name, p, turn in parameters},
        "logits": flat(logits),
        "loss": loss.item(),
        "gradients": {name: flat(turn(p.grad)) for name, p, turn in parameters},
    }


config = {
    "sourceVocabSize": VS,
    "targetVocabSize": VT,
    "width": C,
    "heads": H,
    "hidden": F,
    "layers": L,
    "contextLength": CONTEXT,
    "padding": 0,
}
cases = [case("pre"), case("post")]
if sys.argv[1:] == ["lesson"]:
    for made in cases:
        del made["gradients"]
print(json.dumps({"config": config, "cases": cases}))
