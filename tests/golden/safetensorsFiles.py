"""A file of every number format, as the reference implementation writes it, and what it refuses.

    pip install safetensors numpy   # 0.4 or later
    python3 tests/golden/safetensorsFiles.py > tests/golden/safetensorsFiles.json
"""
import base64
import json
import struct
import numpy as np
import safetensors
from safetensors import TensorSpec, deserialize, serialize

tensors = {
    "f32": np.array([[1.5, -2.25, 3e38], [0.0, -0.0, 1e-40]], np.float32),
    "f64": np.array([1.5, -1e-300], np.float64),
    "f16": np.array([1.0, -2.0, 65504, 6e-8, 1e-8, np.inf, -np.inf], np.float16),
    "i64": np.array([1, -3], np.int64),
    "u64": np.array([7], np.uint64),
    "i32": np.array([-5, 6], np.int32),
    "u32": np.array([4000000000], np.uint32),
    "i16": np.array([-300], np.int16),
    "u16": np.array([60000], np.uint16),
    "i8": np.array([-128, 127], np.int8),
    "u8": np.array([255], np.uint8),
    "bool": np.array([True, False, True]),
    "scalar": np.array(2.5, np.float32),
    "empty": np.zeros((0, 3), np.float32),
}
bf16 = np.array([1.0, -2.0, 1e-8, 3e38, np.inf], np.float32)
high = (bf16.view(np.uint32) >> 16).astype(np.uint16)


def spec(array, dtype):
    return TensorSpec(dtype=dtype, shape=array.shape, data_ptr=array.ctypes.data, data_len=array.nbytes)


given = {name: spec(array, array.dtype.name) for name, array in tensors.items()}
given["bf16"] = spec(high, "bfloat16")
file = bytes(serialize(given, {"format": "pt", "note": "é"}))


def wide(values):
    return [str(v) if not np.isfinite(v) or (v == 0 and np.signbit(v)) else float(v) for v in values.astype(np.float32).reshape(-1)]


expected = {k: {"shape": list(v.shape), "values": wide(v)} for k, v in tensors.items()}
truncated = (high.astype(np.uint32) << 16).view(np.float32)
expected["bf16"] = {"shape": [5], "values": wide(truncated)}


def built(header, data=b"", length=None):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text) if length is None else length) + text + data


def one(**fields):
    return {"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8], **fields}}


eight = b"\0" * 8
candidates = {
    "fine": built(one(), eight),
    "no bytes": b"",
    "seven bytes": b"\0" * 7,
    "a header of 2^63 bytes": built(one(), eight, 2**63),
    "a header over 100 MB": built(one(), eight, 100_000_001),
    "a header longer than the file": built(one(), b"", 1000),
    "no JSON": built(b"{nonsense}", eight),
    "not an object": built(b"[1]", eight),
    "not UTF-8": built(b'{"\xff": 1}', eight),
    "cut off": built(one(), b"\0" * 7),
    "something behind": built(one(), b"\0" * 9),
    "a hole before": built(one(data_offsets=[4, 12]), b"\0" * 12),
    "overlapping": built({**one(), "b": {"dtype": "F32", "shape": [2], "data_offsets": [4, 12]}}, b"\0" * 12),
    "a hole between": built({**one(), "b": {"dtype": "F32", "shape": [1], "data_offsets": [12, 16]}}, b"\0" * 16),
    "end before begin": built(one(data_offsets=[8, 0]), eight),
    "size and shape disagree": built(one(shape=[3]), eight),
    "a shape that overflows": built(one(shape=[2**62, 2**62]), eight),
    "a negative size": built(one(shape=[-2]), eight),
    "a fractional size": built(one(shape=[2.5]), eight),
    "an unknown type": built(one(dtype="F33"), eight),
    "no type": built({"a": {"shape": [2], "data_offsets": [0, 8]}}, eight),
    "notes that are not texts": built({"__metadata__": {"a": 1}, **one()}, eight),
    "a tensor of no numbers": built({**one(), "b": {"dtype": "F32", "shape": [0], "data_offsets": [8, 8]}}, eight),
    "no tensors": built({}),
}
cases = []
for name, blob in candidates.items():
    try:
        deserialize(blob)
        refused = False
    except Exception:
        refused = True
    cases.append({"name": name, "file": base64.b64encode(blob).decode(), "refused": refused})
arrays = {
    "h.0.weight": np.array([[1, 2, 3], [4, 5, 6]], np.float32),
    "h.0.bias": np.array([0.25], np.float32),
    "h.10.bias": np.array([-1.5, 2.5], np.float32),
    "ln_f": np.array(7, np.float32),
}
written = bytes(serialize({k: spec(v, "float32") for k, v in arrays.items()}, {"format": "pt"}))
print(
    json.dumps(
        {
            "version": safetensors.__version__,
            "file": base64.b64encode(file).decode(),
            "tensors": expected,
            "cases": cases,
            "written": {
                "file": base64.b64encode(written).decode(),
                "tensors": [
                    {"name": k, "shape": list(v.shape), "values": v.reshape(-1).tolist()} for k, v in arrays.items()
                ],
            },
        }
    )
)
