import { createReadStream, statSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { extname, join, normalize, sep } from "node:path";
import { distFolder } from "./paths.js";

const types: Record<string, string> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".woff2": "font/woff2",
};

/**
 * What lets a page share memory among threads. It may then hold only what says that it may be held: all files here do,
 * also towards the sandboxed frame below.
 */
export const isolationHeaders = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "cross-origin",
};

export interface ServeOptions {
  /** The first port to try; a busy one gives way to the next. */
  port?: number;
  /** The path under which the site appears, `/` by default. */
  base?: string;
  folder?: string;
  /** Whether pages may compute in several threads, as a host with these headers lets them; default true. */
  isolated?: boolean;
}

/** Serves the built site on this machine only. @returns the server and the site's address */
export async function serveSite({
  port = 3000,
  base = "/",
  folder = distFolder,
  isolated = true,
}: ServeOptions = {}): Promise<{ server: Server; address: string }> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    const file = fileFor(decode(url.pathname), base, folder);
    if (!file) {
      response.writeHead(404, { "Content-Type": "text/html; charset=utf-8", ...isolationHeaders });
      const missing = fileFor(`${base}404`, base, folder);
      if (missing) createReadStream(missing).pipe(response);
      else response.end("There is no such page.");
      return;
    }
    response.writeHead(200, {
      "Content-Type": types[extname(file)] ?? "application/octet-stream",
      "Content-Length": statSync(file).size,
      "X-Content-Type-Options": "nosniff",
      ...(isolated && isolationHeaders),
      // A page may show itself in a sandboxed frame, whose origin is opaque.
      "Access-Control-Allow-Origin": "*",
      // Hashed names never change their content; everything else is looked up again.
      "Cache-Control": /\.[0-9a-f]{8}\.\w+$/.test(file)
        ? "max-age=31536000, immutable"
        : "no-cache",
    });
    if (request.method === "HEAD") response.end();
    else createReadStream(file).pipe(response);
  });
  const found = await listen(server, port);
  return { server, address: `http://127.0.0.1:${found}${base}` };
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** The file for a path of the site: `/`, `/a/` and `/a` find `index.html`, `a/index.html`, `a.html`. */
function fileFor(path: string, base: string, folder: string): string | undefined {
  if (!path.startsWith(base)) return undefined;
  const wanted = normalize(join(folder, path.slice(base.length)));
  if (wanted !== folder && !wanted.startsWith(folder.endsWith(sep) ? folder : folder + sep)) {
    return undefined;
  }
  const candidates = path.endsWith("/") ? [join(wanted, "index.html")] : [wanted, `${wanted}.html`];
  return candidates.find((file) => statSync(file, { throwIfNoEntry: false })?.isFile());
}

async function listen(server: Server, port: number): Promise<number> {
  for (let attempt = port; attempt < port + 100; attempt++) {
    const free = await new Promise<boolean>((resolve, reject) => {
      const refused = (error: NodeJS.ErrnoException) =>
        error.code === "EADDRINUSE" ? resolve(false) : reject(error);
      server.once("error", refused);
      server.listen(attempt, "127.0.0.1", () => {
        server.off("error", refused);
        resolve(true);
      });
    });
    if (free) return attempt;
  }
  throw new Error(
    `serveSite: ports ${port} to ${port + 99} are all busy; free one and start again`,
  );
}
