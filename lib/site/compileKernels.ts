import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import asc from "assemblyscript/asc";
import { inRepository } from "./paths.js";

/** The module of binaries, made from the AssemblyScript in `lib/compute/wasm/assembly`. */
const target = inRepository("lib", "compute", "wasm", "kernelBinaries.ts");

const sources = inRepository("lib", "compute", "wasm", "assembly");

const always = [
  ["-O3", "--runtime", "stub", "--noAssert"],
  ["--enable", "simd", "--importMemory", "--initialMemory", "1"],
].flat();
const relaxed = ["--enable", "relaxed-simd"];
const shared = [
  ["--enable", "threads", "--enable", "bulk-memory", "--sharedMemory"],
  ["--maximumMemory", "65536"],
].flat();

/** Each binary by what it needs: fused multiply-add, and memory that several threads share. */
const variants = {
  plain: [],
  relaxed,
  plainShared: shared,
  relaxedShared: [...relaxed, ...shared],
};

/**
 * Compiles our WebAssembly kernels, where their source has changed.
 *
 * @throws Error with the compiler's messages, or when a binary would write into memory that is not its own
 */
export async function compileKernels(): Promise<void> {
  const files = readdirSync(sources).filter((name) => name.endsWith(".ts"));
  const hash = createHash("sha256").update(JSON.stringify([asc.version, variants, always]));
  for (const name of files) hash.update(readFileSync(`${sources}/${name}`));
  const stamp = `// Made by npm run prepare-site from ./assembly (${hash.digest("hex")}): do not edit.\n`;
  if (existsSync(target) && readFileSync(target, "utf8").startsWith(stamp)) return;
  const lines = [stamp, "/** Our kernels as base64, by what they need of the browser. */"];
  lines.push("export const kernelBinaries = {");
  for (const [name, options] of Object.entries(variants)) {
    lines.push(`  ${name}: "${Buffer.from(await compile(options)).toString("base64")}",`);
  }
  writeFileSync(target, [...lines, "};", ""].join("\n"));
}

async function compile(options: string[]): Promise<Uint8Array> {
  let binary: Uint8Array | undefined;
  const { error, stderr, stdout } = await asc.main(
    ["kernels.ts", "--outFile", "kernels.wasm", "--textFile", "kernels.wat", ...always, ...options],
    {
      readFile: (name) => {
        const path = `${sources}/${name}`;
        return existsSync(path) ? readFileSync(path, "utf8") : null;
      },
      writeFile: (name, contents) => {
        if (name.endsWith(".wasm")) binary = contents as unknown as Uint8Array;
        else if (/\(data /.test(String(contents))) {
          throw new Error(
            "compileKernels: a kernel keeps a table in memory, which belongs to TensorFlow.js; compute it instead",
          );
        }
      },
      listFiles: () => [],
    },
  );
  const said = `${stdout}${stderr}`.trim();
  if (error || !binary || said) throw new Error(`compileKernels: ${said || error?.message}`);
  return binary;
}
