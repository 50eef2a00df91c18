/**
 * Checks the types of code blocks as the runtimes' users would: on Deno by its own types, on Bun
 * and Node.js by the npm package's and those of the runtime.
 *
 * @module
 */

import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { currentHost, root, type Runtime } from "../../scripts/runtimes.ts";
import type { CodeBlock } from "./documents.ts";

const LIMIT_MS = 120_000;

/** The configuration of TypeScript for a runtime other than Deno. */
const options: Readonly<Record<Exclude<Runtime, "deno">, object>> = {
  bun: {
    module: "preserve",
    moduleResolution: "bundler",
    lib: ["esnext"],
    typeRoots: [join(root, "node_modules")],
    types: ["bun-types"],
  },
  node: { module: "nodenext", moduleResolution: "nodenext", lib: ["es2022"], types: ["node"] },
};

/** The problems of code blocks. A block without an entry has none. */
export type Diagnostics = ReadonlyMap<CodeBlock, string>;

/**
 * Checks blocks of TypeScript.
 *
 * @param project A directory where the npm package is installed, with the types of Node.js.
 * @throws {Error} A problem is outside all blocks.
 */
export function checkTypes(
  blocks: readonly CodeBlock[],
  runtime: Runtime,
  project: string,
): Diagnostics {
  const directory = join(project, `blocks-${runtime}`);
  mkdirSync(directory, { recursive: true });
  // An example's test imports the example, which stands before it in the documents.
  cpSync(join(root, "examples", "echo_bot.ts"), join(directory, "echo_bot.ts"));
  const files = new Map(blocks.map((block) => {
    const name = `${block.file.replaceAll("/", "-")}-${block.line}.ts`;
    // A line has the same number here as in the document, and each block is a module.
    const text = "\n".repeat(block.line - 1) + "export {};\n" + block.code + "\n";
    writeFileSync(join(directory, name), text);
    return [name, block] as const;
  }));

  const output = runtime === "deno"
    ? checkOnDeno(directory, [...files.keys()])
    : checkByCompiler(directory, options[runtime]);
  const found = new Map<CodeBlock, string>();
  for (const problem of output.split(runtime === "deno" ? /\n\n/ : /\n(?! )/)) {
    const [name] = /[^\s/]+-\d+\.ts(?=[:(])/.exec(problem) ?? [];
    const block = name === undefined ? undefined : files.get(name);
    if (block) found.set(block, `${found.get(block) ?? ""}${problem.trim()}\n`);
    else if (/\bTS\d+\b/.test(problem)) throw new Error(problem);
  }
  if (found.size === 0 && output !== "") throw new Error(output);
  return found;
}

/** The compiler's errors, empty if there are none. */
function checkOnDeno(directory: string, files: readonly string[]): string {
  const command = ["check", "--quiet", `--config=${join(root, "deno.json")}`];
  return run(currentHost.executable, [...command, ...files], directory);
}

function checkByCompiler(directory: string, compilerOptions: object): string {
  const config = {
    compilerOptions: {
      target: "es2022",
      strict: true,
      noUncheckedIndexedAccess: true,
      noEmit: true,
      allowImportingTsExtensions: true,
      skipLibCheck: true,
      ...compilerOptions,
    },
    include: ["*.ts"],
  };
  writeFileSync(join(directory, "tsconfig.json"), JSON.stringify(config));
  // Without a `type`, Node.js treats the directory's modules as CommonJS.
  writeFileSync(join(directory, "package.json"), '{ "type": "module" }\n');
  return run(join(root, "node_modules", ".bin", "tsc"), ["--pretty", "false"], directory);
}

function run(program: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd,
    env: { ...process.env, NO_COLOR: "1" },
    encoding: "utf8",
    timeout: LIMIT_MS,
  });
  return status === 0 ? "" : (error?.message ?? "") + stdout + stderr;
}
