import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { inRepository } from "./paths.js";

interface Entry {
  version?: string;
  optionalDependencies?: Record<string, string>;
  [field: string]: unknown;
}

export interface Lockfile {
  packages: Record<string, Entry>;
}

const systems = [
  "aix",
  "android",
  "darwin",
  "freebsd",
  "linux",
  "netbsd",
  "openbsd",
  "openharmony",
  "sunos",
  "win32",
];
const processors = [
  "arm64",
  "arm",
  "ia32",
  "loong64",
  "mips64el",
  "ppc64",
  "riscv64",
  "s390x",
  "wasm32",
  "x64",
];

/** Optional packages for other systems that a lockfile names but has no entry for. */
export function missingOptional({ packages }: Lockfile): { path: string; version: string }[] {
  const missing: { path: string; version: string }[] = [];
  for (const [path, { optionalDependencies = {} }] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      const beside = `${path.slice(0, path.lastIndexOf("node_modules/"))}node_modules/${name}`;
      const within = `${path}/node_modules/${name}`;
      const exact = /^\d/.test(version);
      const found = [beside, within, `node_modules/${name}`].some((place) => {
        const entry = packages[place];
        return entry && (!exact || entry.version === version);
      });
      if (found) continue;
      const place = packages[beside] ? within : beside;
      missing.push({ path: place, version: version.replace(/^[\^~]/, "") });
    }
  }
  return missing;
}

/**
 * Adds them. A registry that carries only its own system's packages makes npm write a lockfile
 * without the others, and `npm ci` then refuses it; an entry with its system named is skipped where
 * it does not fit and fetched where it does.
 */
export function completeLockfile(lockfile: Lockfile): Lockfile {
  const packages = { ...lockfile.packages };
  for (const { path, version } of missingOptional(lockfile)) {
    const words = path.slice(path.lastIndexOf("node_modules/")).split(/[/-]/);
    const os = path.endsWith("/fsevents") ? "darwin" : systems.find((name) => words.includes(name));
    const cpu = processors.find((name) => words.includes(name));
    const musl = words.includes("musl") ? { libc: ["musl"] } : {};
    packages[path] = {
      version,
      ...(cpu && { cpu: [cpu] }),
      optional: true,
      ...(os && { os: [os] }),
      ...musl,
    };
  }
  const sorted = Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1));
  return { ...lockfile, packages: Object.fromEntries(sorted) };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = inRepository("package-lock.json");
  const lockfile = JSON.parse(readFileSync(file, "utf8")) as Lockfile;
  writeFileSync(file, `${JSON.stringify(completeLockfile(lockfile), null, 2)}\n`);
}
