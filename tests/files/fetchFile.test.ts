import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import { type FetchOptions, fetchFile } from "../../lib/files/fetchFile.js";
import { FileError } from "../../lib/files/fileError.js";

const file = Uint8Array.from({ length: 300_000 }, (_, i) => (i * i) % 251);
const sha256 = createHash("sha256").update(file).digest("hex");

let stop = () => {};
afterEach(() => stop());

/** A host with one file, and its address. */
async function host(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  stop = () => {
    server.closeAllConnections();
    server.close();
  };
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/model.safetensors`;
}

async function fetched(address: string, options?: FetchOptions): Promise<Uint8Array> {
  const { pieces } = await fetchFile(address, options);
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

const whole = (_: unknown, response: ServerResponse) => {
  response.writeHead(200, { "Content-Length": file.length });
  response.end(file);
};

it("brings every byte, tells how far it is, and sends neither cookies nor a referrer", async () => {
  let headers: IncomingMessage["headers"] = {};
  const address = await host((request, response) => {
    headers = request.headers;
    whole(request, response);
  });
  const seen: number[] = [];
  const onProgress = ({ bytes, size }: { bytes: number; size: number | undefined }) => {
    expect(size).toBe(file.length);
    seen.push(bytes);
  };
  expect(await fetched(address, { sha256, onProgress })).toEqual(Buffer.from(file));
  expect(seen.at(-1)).toBe(file.length);
  expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  expect(headers.cookie ?? headers.referer).toBeUndefined();
});

it("follows a host that sends it elsewhere, and takes a file of unknown size", async () => {
  const address = await host((request, response) => {
    if (request.url === "/elsewhere") return void response.writeHead(200).end(file);
    response.writeHead(302, { Location: "/elsewhere" }).end();
  });
  expect(await fetched(address, { sha256: sha256.toUpperCase() })).toEqual(Buffer.from(file));
});

it.each([
  [401, "does not give this file to everyone (401)"],
  [403, "does not give this file to everyone (403)"],
  [404, "has no such file (404)"],
  [410, "has no such file (410)"],
  [418, "refused with the status 418"],
  [429, "has been asked too often"],
  [503, "has a fault of its own just now (503)"],
])("says what a refusal with %i means", async (status, sentence) => {
  const address = await host((_, response) => response.writeHead(status).end("no"));
  await expect(fetched(address)).rejects.toThrow(sentence);
  await expect(fetched(address)).rejects.toThrow(FileError);
});

it("takes no web page for a file", async () => {
  const address = await host((_, response) => {
    response.writeHead(200, { "Content-Type": "text/html; charset=utf-8" }).end("<p>Sign in");
  });
  await expect(fetched(address)).rejects.toThrow("answered with a web page instead of the file");
});

it("says that nobody answers", async () => {
  const address = await host(whole);
  stop();
  await expect(fetched(address)).rejects.toThrow("does not answer");
});

it("says that a host is silent, and hangs up", async () => {
  let hungUp: (value: unknown) => void = () => {};
  const end = new Promise((resolve) => {
    hungUp = resolve;
  });
  const address = await host((request) => request.on("close", hungUp));
  await expect(fetched(address, { patienceMs: 80 })).rejects.toThrow("within 0.1 seconds");
  await end;
});

it("says that a file has stalled, and after how much", async () => {
  const address = await host((_, response) => {
    response.writeHead(200, { "Content-Length": file.length });
    response.write(file.subarray(0, 1000));
  });
  const begun = fetched(address, { patienceMs: 300 });
  await expect(begun).rejects.toThrow("Nothing has come for 0.3 seconds, after 1,000 of 300,000");
});

it("says that a file was cut off, whether its host had announced a size or the reader knew it", async () => {
  let announces = true;
  const address = await host((_, response) => {
    response.writeHead(200, announces ? { "Content-Length": file.length } : {});
    response.write(file.subarray(0, 1000), () => (announces ? response.destroy() : response.end()));
  });
  await expect(fetched(address)).rejects.toThrow("ended after 1,000 of 300,000 bytes");
  announces = false;
  const known = fetched(address, { size: file.length });
  await expect(known).rejects.toThrow("ended after 1,000 of 300,000 bytes");
});

it("takes no file of another size or with another checksum", async () => {
  const address = await host(whole);
  await expect(fetched(address, { size: 7 })).rejects.toThrow(
    "300,000 bytes where 7 bytes were announced",
  );
  await expect(fetched(address, { sha256: "0".repeat(64) })).rejects.toThrow(
    `SHA-256 is ${sha256.slice(0, 12)}… and should be 000000000000…`,
  );
  stop();
  const endless = await host((_, response) => void response.writeHead(200).end(file));
  await expect(fetched(endless, { size: 7 })).rejects.toThrow("More came than the 7 bytes");
});

it("stops when the reader cancels, before, while it waits and between pieces", async () => {
  const before = AbortSignal.abort(new Error("the reader's own"));
  await expect(fetchFile("http://127.0.0.1:9/", { signal: before })).rejects.toThrow(
    "the reader's own",
  );
  let hungUp: (value: unknown) => void = () => {};
  const end = new Promise((resolve) => {
    hungUp = resolve;
  });
  const address = await host((_, response) => {
    response.writeHead(200, { "Content-Length": file.length });
    response.write(file.subarray(0, 1000));
    response.on("close", hungUp);
  });
  const cancel = new AbortController();
  const onProgress = () => cancel.abort(new Error("enough"));
  await expect(fetched(address, { signal: cancel.signal, onProgress })).rejects.toThrow("enough");
  await end;
});
