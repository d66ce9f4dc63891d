import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { build, type Plugin } from "esbuild";
import { inRepository } from "../../../lib/site/paths.js";
import { isolationHeaders } from "../../../lib/site/serve.js";

/** The sides that run in the page, each from the module whose `start` it is. */
export const pageSides = {
  ours: "tests/bench/training/ours.ts",
  stock: "tests/bench/peers/stock.ts",
  jax: "tests/bench/peers/jax.ts",
} as const;

export type PageSide = keyof typeof pageSides;

export function isPageSide(name: string): name is PageSide {
  return name in pageSides;
}

/**
 * Serves the page, the sides' scripts and the task of the moment, on this machine only.
 *
 * @param isolated whether the page may compute in several threads
 */
export async function servePage(
  names: readonly PageSide[],
  taskFile: string,
  isolated: boolean,
): Promise<{ server: Server; address: string }> {
  const scripts = new Map<string, string>();
  for (const name of names) scripts.set(name, await bundle(pageSides[name]));
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://127.0.0.1");
    const script = scripts.get(searchParams.get("side") ?? "");
    const send = (type: string, body: string | Buffer) => {
      const headers = isolated ? isolationHeaders : {};
      response.writeHead(200, { "Content-Type": type, ...headers }).end(body);
    };
    if (pathname === "/side.js" && script) send("text/javascript", script);
    else if (pathname === "/side" && script) send("text/html", framePage(searchParams));
    else if (pathname === "/") send("text/html", "<!doctype html><title>Training bench</title>");
    else if (pathname === "/task.json") send("application/json", await readFile(taskFile));
    else if (pathname in binaries)
      send("application/wasm", await readFile(binaries[pathname] as string));
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, address: addressOf(server) };
}

function addressOf(server: Server): string {
  const address = server.address();
  if (!address || typeof address === "string") throw new Error("servePage: no port");
  return `http://127.0.0.1:${address.port}/`;
}

function framePage(query: URLSearchParams): string {
  return `<!doctype html><script type="module" src="/side.js?${query}"></script>`;
}

/** TensorFlow.js's SIMD binaries, of either installation, by their addresses; only ours may use the threaded one. */
const binaries: Record<string, string> = Object.fromEntries(
  [
    ["wasm", "simd"],
    ["wasm", "threaded-simd"],
    ["peers-wasm", "simd", "tests", "bench", "peers"],
  ].map(([address, kind, ...folder]) => {
    const file = `tfjs-backend-wasm-${kind}.wasm`;
    const packages = [...folder, "node_modules", "@tensorflow"];
    return [`/${address}/${file}`, inRepository(...packages, "tfjs-backend-wasm", "dist", file)];
  }),
);

/** One file of a side and the harness that runs it. TensorFlow.js is the one beside the side's own module. */
async function bundle(module: string): Promise<string> {
  const own = module.includes("/peers/") ? inRepository("tests", "bench", "peers") : inRepository();
  const tensorflow: Plugin = {
    name: "tensorflow beside the side",
    setup: ({ onResolve, resolve }) =>
      onResolve({ filter: /^@tensorflow\// }, (args) => {
        if (args.pluginData === "resolved" || args.resolveDir.includes("node_modules")) return;
        const { kind } = args;
        return resolve(args.path, { kind, resolveDir: own, pluginData: "resolved" });
      }),
  };
  const { outputFiles } = await build({
    stdin: {
      contents: `import { serve } from ${JSON.stringify(inRepository("tests/bench/training/frame.ts"))};
        import { start } from ${JSON.stringify(inRepository(module))};
        serve(start);`,
      resolveDir: inRepository(),
      loader: "ts",
    },
    bundle: true,
    format: "esm",
    target: "es2022",
    write: false,
    logLevel: "error",
    plugins: [tensorflow],
    // Only for Node, where tfjs and its WASM backend look for them.
    external: [
      "fs",
      "path",
      "util",
      "crypto",
      "perf_hooks",
      "worker_threads",
      "os",
      "string_decoder",
    ],
  });
  return outputFiles[0]?.text as string;
}
