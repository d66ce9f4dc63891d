import * as v from "valibot";
import { words } from "../words/words.js";
import { refusalOf } from "./fetchFile.js";
import { FileError } from "./fileError.js";

const says = words.files.hub;
const hub = "https://huggingface.co";

/** A file that can be fetched, and what its owner says of it. */
export interface HubFile {
  name: string;
  address: string;
  bytes: number | undefined;
  /** In hexadecimal digits; absent where the owner gives none. */
  sha256?: string | undefined;
}

/** The two files of a checkpoint in Hugging Face's GPT-2 layout. */
export interface HubCheckpoint {
  config: HubFile;
  weights: HubFile;
}

const names = { config: "config.json", weights: "model.safetensors" } as const;

/** What the hub's list of files says of each; it has more fields. */
const listed = v.array(
  v.object({
    path: v.string(),
    size: v.number(),
    lfs: v.optional(v.nullable(v.object({ oid: v.string(), size: v.number() }))),
  }),
);

/**
 * Asks how large a checkpoint's files are, and for their checksums, before anything is fetched.
 *
 * @param text a model's name on Hugging Face's hub, its address there, or the address of a folder beside this site
 * @param origin of this site
 * @throws FileError in words: not such an address, another host, no such model, no answer
 * @see Hugging Face Hub API, "List files of a model", https://huggingface.co/docs/hub/api
 */
export async function askHub(
  text: string,
  { signal, origin }: { signal?: AbortSignal; origin?: string } = {},
): Promise<HubCheckpoint> {
  const place = findPlace(text.trim(), origin);
  if (place.kind === "folder") return askFolder(place.folder, signal);
  const { model, revision } = place;
  const list = `${hub}/api/models/${model}/tree/${encodeURIComponent(revision)}`;
  const answer = await askFor(list, "GET", signal);
  const host = new URL(hub).host;
  const files = v.safeParse(listed, await answer.json().catch(() => undefined));
  if (!files.success) throw new FileError(says.badList(host));
  const find = (name: string): HubFile => {
    const found = files.output.find(({ path }) => path === name);
    if (!found) throw new FileError(says.noModelFile(model, name));
    return {
      name,
      address: `${hub}/${model}/resolve/${encodeURIComponent(revision)}/${name}`,
      bytes: found.lfs?.size ?? found.size,
      sha256: found.lfs?.oid,
    };
  };
  return { config: find(names.config), weights: find(names.weights) };
}

type Place = { kind: "hub"; model: string; revision: string } | { kind: "folder"; folder: string };

function findPlace(text: string, origin: string | undefined): Place {
  const name = /^[\w.-]+(\/[\w.-]+)?$/;
  if (name.test(text) && !text.endsWith(".safetensors")) {
    return { kind: "hub", model: text, revision: "main" };
  }
  const url = parseUrl(text, origin);
  if (!url || !/^https?:$/.test(url.protocol)) throw new FileError(says.badAddress(text));
  if (url.origin === origin) {
    const folder = url.pathname.replace(/\/?(model\.safetensors|config\.json)?$/, "/");
    return { kind: "folder", folder: url.origin + folder };
  }
  if (url.origin !== hub) throw new FileError(says.otherHost(url.host));
  const [, model, revision = "main"] =
    /^\/([\w.-]+(?:\/[\w.-]+)?)(?:\/(?:resolve|blob|tree)\/([^/]+)(?:\/.*)?)?\/?$/.exec(
      url.pathname,
    ) ?? [];
  if (!model) throw new FileError(says.badAddress(text));
  return { kind: "hub", model, revision: decodeURIComponent(revision) };
}

function parseUrl(text: string, base: string | undefined): URL | undefined {
  try {
    return new URL(text, base);
  } catch {
    return undefined;
  }
}

async function askFolder(folder: string, signal?: AbortSignal): Promise<HubCheckpoint> {
  const [config, weights] = await Promise.all(
    [names.config, names.weights].map(async (name): Promise<HubFile> => {
      const address = folder + name;
      const { headers } = await askFor(address, "HEAD", signal);
      const length = headers.get("Content-Length");
      return { name, address, bytes: length === null ? undefined : Number(length) };
    }),
  );
  return { config: config as HubFile, weights: weights as HubFile };
}

async function askFor(address: string, method: string, signal?: AbortSignal): Promise<Response> {
  const { host } = new URL(address);
  let answer: Response;
  try {
    answer = await fetch(address, {
      method,
      signal: AbortSignal.any([AbortSignal.timeout(30_000), ...(signal ? [signal] : [])]),
      credentials: "omit",
      referrerPolicy: "no-referrer",
    });
  } catch {
    signal?.throwIfAborted();
    throw new FileError(says.noAnswer(host));
  }
  const refusal = refusalOf(answer, host);
  if (refusal) throw new FileError(refusal);
  return answer;
}
