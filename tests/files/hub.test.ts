import { afterEach, expect, it, vi } from "vitest";
import { askHub } from "../../lib/files/hub.js";

afterEach(() => vi.unstubAllGlobals());

const listing = [
  { type: "file", path: "config.json", size: 665, oid: "1" },
  {
    type: "file",
    path: "model.safetensors",
    size: 135,
    lfs: { oid: "ab".repeat(32), size: 548_105_171 },
  },
];
const asked: string[] = [];
const answers = (answer: (address: string) => Response | Promise<Response>) => {
  asked.length = 0;
  vi.stubGlobal("fetch", async (address: string, { method }: RequestInit) => {
    asked.push(`${method} ${address}`);
    return answer(address);
  });
};

it.each([
  ["openai-community/gpt2", "openai-community/gpt2", "main"],
  [" gpt2 ", "gpt2", "main"],
  ["https://huggingface.co/openai-community/gpt2", "openai-community/gpt2", "main"],
  ["https://huggingface.co/openai-community/gpt2/tree/607a30d", "openai-community/gpt2", "607a30d"],
  [
    "https://huggingface.co/openai-community/gpt2/resolve/main/model.safetensors",
    "openai-community/gpt2",
    "main",
  ],
  ["https://huggingface.co/a/b/blob/refs%2Fpr%2F1/config.json?x=1#y", "a/b", "refs%2Fpr%2F1"],
])("asks for sizes and checksums first: %s", async (text, model, revision) => {
  answers(() => Response.json(listing));
  const { config, weights } = await askHub(text);
  expect(asked).toEqual([`GET https://huggingface.co/api/models/${model}/tree/${revision}`]);
  expect(weights).toEqual({
    name: "model.safetensors",
    address: `https://huggingface.co/${model}/resolve/${revision}/model.safetensors`,
    bytes: 548_105_171,
    sha256: "ab".repeat(32),
  });
  expect([config.bytes, config.sha256]).toEqual([665, undefined]);
});

it("takes a folder beside the site, whose host says how large its files are", async () => {
  answers((address) => new Response(null, { headers: { "Content-Length": `${address.length}` } }));
  const origin = "https://school.example";
  for (const text of ["/models/small/", "https://school.example/models/small/model.safetensors"]) {
    const { config, weights } = await askHub(text, { origin });
    expect(config.address).toBe("https://school.example/models/small/config.json");
    expect(weights).toMatchObject({
      address: "https://school.example/models/small/model.safetensors",
      bytes: "https://school.example/models/small/model.safetensors".length,
    });
    expect(asked.splice(0)).toEqual([`HEAD ${config.address}`, `HEAD ${weights.address}`]);
  }
});

it.each([
  ["", "is not the address of a model"],
  ["a/b/c", "is not the address of a model"],
  ["ftp://huggingface.co/a/b", "is not the address of a model"],
  ["https://huggingface.co/a/b/c/d", "is not the address of a model"],
  ["https://huggingface.co/", "is not the address of a model"],
  ["https://example.org/model.safetensors", "own address only, not from example.org"],
  ["https://huggingface.co.evil.example/a/b", "not from huggingface.co.evil.example"],
])("refuses the address %j, and asks nobody", async (text, sentence) => {
  answers(() => Response.json(listing));
  await expect(askHub(text)).rejects.toThrow(sentence);
  expect(asked).toEqual([]);
});

it("says what is missing, refused, or no answer at all", async () => {
  answers(() => Response.json([listing[0]]));
  await expect(askHub("a/b")).rejects.toThrow("“a/b” has no model.safetensors");
  answers(() => Response.json({ error: "x" }));
  await expect(askHub("a/b")).rejects.toThrow("did not answer with a list of files");
  answers(() => new Response("not JSON"));
  await expect(askHub("a/b")).rejects.toThrow("did not answer with a list of files");
  answers(() => new Response("", { status: 401 }));
  await expect(askHub("a/b")).rejects.toThrow("does not give this file to everyone (401)");
  answers(() => {
    throw new TypeError("Failed to fetch");
  });
  await expect(askHub("a/b")).rejects.toThrow("huggingface.co does not answer");
});
