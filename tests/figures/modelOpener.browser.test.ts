import { afterEach, expect, it, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { type ModelOpenerOptions, modelOpener, sizeText } from "../../lib/figures/modelOpener.js";
import { words } from "../../lib/words/words.js";

afterEach(() => document.body.replaceChildren());

class FileError extends Error {
  override name = "FileError";
}

const offer = {
  files: [
    { name: "config.json", bytes: 665 },
    { name: "model.safetensors", bytes: 548_105_171 },
  ],
  isKept: false,
};

type Options = ModelOpenerOptions<string, typeof offer>;

function open(change: Partial<Options> = {}) {
  const opener = modelOpener<string, typeof offer>({
    labels: words.files.opener,
    address: "openai-community/gpt2",
    ask: async () => offer,
    fetch: async () => "fetched",
    openFiles: async (files) => files.map(({ name }) => name).join(),
    forget: async () => {},
    ...change,
  });
  document.body.append(opener);
  const button = (text: string) =>
    [...opener.querySelectorAll("button")].find(
      (each) => each.textContent === text && !each.closest("[hidden]") && !each.hidden,
    );
  return {
    opener,
    press: (text: string) => button(text)?.click(),
    button,
    said: () => opener.textContent,
    alert: () => opener.querySelector("[role=alert]")?.textContent,
  };
}

it("shows the size before anything is fetched, then fetches and hands the model over", async () => {
  const fetch = vi.fn(async (_, { onProgress }) => {
    onProgress({ phase: "fetch", bytes: 1e6, size: 548e6 });
    return "the model";
  });
  const asked: string[] = [];
  const ask = async (address: string) => {
    asked.push(address);
    return offer;
  };
  const { opener, press, said, button } = open({ fetch, ask });
  const input = vi.fn();
  opener.addEventListener("input", input);
  press("How large is it?");
  await expect.poll(said).toContain("config.json and model.safetensors: 548 MB.");
  expect(asked).toEqual(["openai-community/gpt2"]);
  expect([fetch.mock.calls.length, opener.value]).toEqual([0, null]);
  expect(button("Delete it from this browser")).toBeUndefined();
  press("Fetch 548 MB");
  await expect.poll(() => opener.value).toBe("the model");
  expect(input).toHaveBeenCalledTimes(1);
  expect(said()).toContain("Opened “openai-community/gpt2”.");
});

it("says how far it is, and stops when told to", async () => {
  const fetch = (_: unknown, { signal, onProgress }: Parameters<Options["fetch"]>[1]) =>
    new Promise<string>((_, reject) => {
      onProgress({ phase: "fetch", bytes: 137e6, size: 548e6 });
      signal.addEventListener("abort", () => reject(signal.reason));
    });
  const { opener, press, said, alert, button } = open({ fetch });
  press("How large is it?");
  await expect.poll(() => button("Fetch 548 MB")).toBeTruthy();
  press("Fetch 548 MB");
  await expect.poll(said).toContain("Fetching: 137 MB of 548 MB");
  expect(opener.querySelector("progress")?.position).toBe(0.25);
  press("Cancel");
  await expect.poll(said).toContain("Cancelled. Nothing of it was kept.");
  expect([alert(), opener.value, button("Cancel")]).toEqual(["", null, undefined]);
});

it("keeps the last model when another cannot be opened, and shows the sentence of a failure", async () => {
  let failure: Error = new FileError("The file ends after 7 bytes.");
  let fails = false;
  const openFiles = async () => {
    if (fails) throw failure;
    return "first";
  };
  const { opener, alert } = open({ openFiles });
  const files = opener.querySelector("input[type=file]") as HTMLInputElement;
  await userEvent.upload(files, new File(["x"], "model.safetensors"));
  await expect.poll(() => opener.value).toBe("first");
  fails = true;
  await userEvent.upload(files, new File(["x"], "model.safetensors"));
  await expect.poll(alert).toBe("The file ends after 7 bytes.");
  failure = new TypeError("x is not a function");
  await userEvent.upload(files, new File(["x"], "model.safetensors"));
  await expect.poll(alert).toContain("could not open this model");
  expect(opener.value).toBe("first");
});

it("offers to open or delete what this browser has kept", async () => {
  const forget = vi.fn(async () => {});
  const { press, button, said } = open({ ask: async () => ({ ...offer, isKept: true }), forget });
  press("How large is it?");
  await expect.poll(() => button("Open it")).toBeTruthy();
  expect(said()).toContain("are kept in this browser. Nothing is fetched.");
  press("Delete it from this browser");
  await expect.poll(said).toContain("Deleted.");
  expect(forget).toHaveBeenCalledTimes(1);
});

it("lets only the newest answer count", async () => {
  const answers: ((offer: never) => void)[] = [];
  const ask = () => new Promise<never>((resolve) => answers.push(resolve));
  const { press, said, button } = open({ ask });
  press("How large is it?");
  press("How large is it?");
  answers[1]?.({ files: [{ name: "second", bytes: 2 }], isKept: false } as never);
  await expect.poll(said).toContain("second: 2 bytes");
  answers[0]?.({ files: [{ name: "first", bytes: 1 }], isKept: false } as never);
  await Promise.resolve();
  expect(said()).not.toContain("first");
  expect(button("Fetch 2 bytes")).toBeTruthy();
});

it("says sizes as readers do", () => {
  expect([999, 1000, 548_105_171, 1.5e9, Number.NaN].map(sizeText)).toEqual([
    "999 bytes",
    "1 kB",
    "548 MB",
    "1.5 GB",
    "?",
  ]);
});
