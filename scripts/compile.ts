/**
 * The JavaScript and the type declarations of the npm package.
 *
 * dnt compiles the JavaScript. Where JSR, which dnt comes from, can't be reached, `deno pack` does.
 * The package is the same for its users either way:
 *
 * - `deno pack` always makes the type declarations, so that they are those that JSR shows. dnt
 *   would also declare every internal module, and declare private members by `#private`, so that
 *   users could not pass a fake `ImSdk` in their own tests.
 * - Each module must export the same names either way, and must contain no code of dnt's own.
 *
 * The build by dnt has been tested with the TypeScript of dnt 0.43.2 on the WebAssembly of 0.42.3,
 * but not with dnt 0.43.2 as published on JSR.
 *
 * @module
 */

import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { extract } from "tar";
import config from "../deno.json" with { type: "json" };
import { filesBelow } from "./files_below.ts";
import { fetchFromJsr } from "./jsr.ts";
import { run } from "./run.ts";
import { root } from "./runtimes.ts";

/** What makes the JavaScript. */
export type Compiler = "dnt" | "deno-pack";

const WITHOUT_DNT = "Use --with=deno-pack or IMSDK_TEST_JSR=off to do without it.";
const COMPILED = /\.(js|d\.ts)$/;

/**
 * Chooses what makes the JavaScript.
 *
 * @param wanted The compiler that was asked for, if any.
 * @throws {Error} dnt was asked for, but isn't available.
 */
export async function chooseCompiler(wanted?: Compiler): Promise<Compiler> {
  if (wanted === "deno-pack") return wanted;
  const obstacle = await dntObstacle();
  if (obstacle === undefined) return "dnt";
  if (wanted === undefined) {
    console.log(`deno pack compiles the npm package, because dnt is not available: ${obstacle}.`);
    return "deno-pack";
  }
  throw new Error(`Cannot compile by dnt: ${obstacle}. ${WITHOUT_DNT}`);
}

/** Why dnt isn't available, or `undefined` if it is. */
export async function dntObstacle(): Promise<string | undefined> {
  return await fetchFromJsr(config.imports["@deno/dnt"]);
}

/**
 * Makes the JavaScript and the type declarations.
 *
 * @param directory The output directory, which must not exist yet.
 * @throws {Error} The compiler failed, or its output isn't as expected.
 */
export async function compile(compiler: Compiler, directory: string): Promise<void> {
  const temporary = mkdtempSync(join(tmpdir(), "imsdk-compile-"));
  try {
    await compileByDenoPack(directory, temporary);
    tidy(directory);
    const exported = exportsBelow(directory);
    if (compiler === "dnt") {
      for (const file of codeBelow(directory)) rmSync(join(directory, file));
      compileByDnt(directory, temporary);
    }
    check(directory, exported);
  } finally {
    rmSync(temporary, { recursive: true });
  }
}

async function compileByDenoPack(directory: string, temporary: string): Promise<void> {
  const file = join(temporary, "package.tgz");
  const flags = ["--quiet", "--allow-dirty", `--output=${file}`];
  run(Deno.execPath(), "pack", ...flags);
  mkdirSync(directory, { recursive: true });
  await extract({ file, cwd: directory, strip: 1, filter: (path) => COMPILED.test(path) });
}

function compileByDnt(directory: string, temporary: string): void {
  const program = join(root, "scripts", "compile_by_dnt.ts");
  try {
    run(Deno.execPath(), "run", "-A", "--no-config", program, temporary);
  } catch (cause) {
    throw new Error(`Cannot compile by dnt: it has failed. ${WITHOUT_DNT}`, { cause });
  }
  const filter = (path: string): boolean => !path.endsWith("package.json");
  cpSync(join(temporary, "esm"), directory, { recursive: true, filter });
}

function codeBelow(directory: string): string[] {
  return filesBelow(directory).filter((file) => file.endsWith(".js"));
}

/** Makes the declarations readable. */
function tidy(directory: string): void {
  const files = filesBelow(directory).filter((file) => file.endsWith(".d.ts"))
    .map((file) => join(directory, file));
  for (const file of files) {
    const code = readFileSync(file, "utf8")
      // deno pack puts the comment of a property behind its modifier.
      .replaceAll(/\breadonly (\/\*\*.*?\*\/) /gs, "$1 readonly ")
      // And it puts what follows a comment into the comment's last line.
      .replaceAll(/ \*\/ (?=\S)/g, " */\n");
    writeFileSync(file, code);
  }
  run(Deno.execPath(), "fmt", "--quiet", "--no-config", "--line-width=100", ...files);
}

/** What each module exports, by its path. */
function exportsBelow(directory: string): ReadonlyMap<string, string> {
  return new Map(
    codeBelow(directory).map((file) => {
      const code = readFileSync(join(directory, file), "utf8");
      const declared = [...code.matchAll(
        /^(?:.*\*\/ )?export (?:async )?(?:class|const|function|let|var)\b\*? *(\w+)/gm,
      )].map(([, name]) => name!);
      const listed = [...code.matchAll(/^(?:.*\*\/ )?export \{([^}]*)\}/gm)]
        .flatMap(([, names]) => names!.split(","))
        .map((name) => name.trim().replace(/.* as /s, ""))
        .filter((name) => name !== "");
      return [file, [...declared, ...listed].sort().join(", ")];
    }),
  );
}

/**
 * Checks the compiled code.
 *
 * @param exported The expected modules, and what each must export.
 * @throws {Error} A compiler has added, left out or rewritten something.
 */
function check(directory: string, exported: ReadonlyMap<string, string>): void {
  const faults: string[] = [];
  const found = exportsBelow(directory);
  for (const file of new Set([...exported.keys(), ...found.keys()])) {
    const [expected, actual] = [exported.get(file), found.get(file)];
    if (expected === undefined || actual === undefined) {
      faults.push(`${file} is ${expected === undefined ? "added" : "missing"}`);
      continue;
    }
    if (actual !== expected) faults.push(`${file} exports ${actual}, and not ${expected}`);
    const code = readFileSync(join(directory, file), "utf8");
    const source = readFileSync(join(root, file.replace(/js$/, "ts")), "utf8");
    if (/\bdnt[A-Z]\w*|\b_dnt\b|[Pp]onyfill/.test(code)) faults.push(`${file} has code of dnt's`);
    if (usesImportMeta(code) !== usesImportMeta(source)) {
      faults.push(`${file} has another import.meta than its source`);
    }
  }
  if (faults.length > 0) {
    throw new Error(`Cannot use what has been compiled: ${faults.join("; ")}.`);
  }
}

/** Whether code uses `import.meta` outside its comments. */
function usesImportMeta(code: string): boolean {
  return /\bimport\.meta\b/.test(code.replaceAll(/\/\*.*?\*\/|(?<=^|\s)\/\/.*/gsu, ""));
}
