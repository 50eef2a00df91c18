/**
 * `deno task build:npm`: makes the npm package for Node.js and Bun, as a directory and as a tarball
 * below `npm`. What it's called, and what it exports, is read from `deno.json`.
 *
 * The JavaScript and the type declarations are made by dnt. dnt comes from JSR; where JSR can't be
 * reached, `deno pack` makes them instead, and this script says so. Everything else, package.json
 * first, is the same either way. The branch over dnt is written against dnt's documentation and its
 * sources, and has been type-checked; it has not been run yet, because JSR was out of reach.
 *
 * @module
 */

import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative } from "node:path";
import { create, extract } from "tar";
import config from "../deno.json" with { type: "json" };
import { run } from "./run.ts";
import { root } from "./runtimes.ts";

/** What the build has made. */
export interface NpmPackage {
  /** The directory of the package's files. */
  readonly directory: string;
  /** The package as npm takes it. */
  readonly tarball: string;
  /** Who has made the JavaScript and the type declarations. */
  readonly madeBy: "dnt" | "deno pack";
}

/**
 * The `imsdk` command: Node.js before 24 can't tell src/cli.ts that it's the program that is run.
 */
const COMMAND = "bin.js";
const COMMAND_CODE = `#!/usr/bin/env node
import { runProgram } from "./src/cli.js";

await runProgram();
`;
/** The JavaScript is in a directory of its own in the package. */
const MODULES = "esm";
/** What JavaScript needs beside it, and no compiler takes along. */
const ASSETS = ["ffi/copier/copier.c"];
const MODULE = /\.(js|d\.ts)$/;
const DOCUMENTS = ["README.md", "README.zh-CN.md", "CHANGELOG.md", "LICENSE"];
/** What is used when it's there. It's needed on Node.js, and on a Bun that can't compile C. */
const OPTIONAL = ["koffi"];

/**
 * Makes the npm package.
 *
 * @throws {Error} It can't be built, or has something in it that it must not have.
 */
export async function buildNpm(outDir: string = join(root, "npm")): Promise<NpmPackage> {
  const directory = join(outDir, "package");
  const name = config.name.replace("@", "").replace("/", "-");
  const tarball = join(outDir, `${name}-${config.version}.tgz`);
  for (const old of [directory, tarball]) rmSync(old, { recursive: true, force: true });
  mkdirSync(join(directory, MODULES), { recursive: true });

  const dnt = await importDnt();
  if (dnt) await compileByDnt(dnt, directory);
  else await compileByDenoPack(directory);
  writeFileSync(join(directory, MODULES, COMMAND), COMMAND_CODE);
  format(join(directory, MODULES));

  for (const asset of ASSETS) cpSync(join(root, asset), join(directory, MODULES, asset));
  for (const document of DOCUMENTS) cpSync(join(root, document), join(directory, document));
  const manifest = packageJson(directory);
  writeFileSync(join(directory, "package.json"), JSON.stringify(manifest, null, 2) + "\n");

  await create(
    { cwd: directory, file: tarball, gzip: true, portable: true, prefix: "package" },
    filesBelow(directory),
  );
  return { directory, tarball, madeBy: dnt ? "dnt" : "deno pack" };
}

/** Every file below a directory, by its path there. */
export function filesBelow(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)))
    .sort();
}

/** The package.json, all from `deno.json` but what only npm asks for. */
function packageJson(directory: string): object {
  return {
    name: config.name,
    version: config.version,
    description: "Login sessions of Tencent Cloud IM for Deno, Bun and Node.js, by FFI on the " +
      "vendor's native library",
    keywords: ["tencent", "im", "imsdk", "chat", "login", "ffi", "deno", "bun", "koffi"],
    license: config.license,
    repository: { type: "git", url: "git+https://github.com/imsdk/ffi.git" },
    type: "module",
    exports: Object.fromEntries(
      Object.entries(config.exports).map(([name, source]) => [name, {
        types: compiled(source, ".d.ts"),
        default: compiled(source, ".js"),
      }]),
    ),
    bin: { imsdk: `./${MODULES}/${COMMAND}` },
    engines: { node: ">=20.17", bun: ">=1.4" },
    dependencies: versionsOf(importedPackages(join(directory, MODULES))),
    optionalDependencies: versionsOf(OPTIONAL),
    sideEffects: false,
  };
}

function compiled(source: string, extension: ".js" | ".d.ts"): string {
  return `./${MODULES}/${source.replace("./", "").replace(/\.ts$/, extension)}`;
}

/** The packages that the compiled code imports. */
function importedPackages(directory: string): string[] {
  const specifiers = filesBelow(directory).filter((file) => file.endsWith(".js")).flatMap(
    (file) => {
      const code = readFileSync(join(directory, file), "utf8");
      return [...code.matchAll(/^(?! *\*).*(?:from |import\()"((?:@[^/]+\/)?[^./"][^/"]*)/gm)].map((
        [, name],
      ) => name!);
    },
  );
  return [...new Set(specifiers)].filter((name) => !name.startsWith("node:")).sort();
}

/** The versions of packages that are compatible with those that `deno.json` pins. */
function versionsOf(packages: readonly string[]): Record<string, string> {
  const imports: Readonly<Record<string, string>> = config.imports;
  return Object.fromEntries(packages.map((name) => {
    const version = imports[name]?.split("@").at(-1);
    if (version === undefined) throw new Error(`deno.json does not say which version of ${name}`);
    return [name, `^${version}`];
  }));
}

/** Makes the compiled code fit to be read. */
function format(directory: string): void {
  const files = filesBelow(directory).map((file) => join(directory, file));
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

// dnt

/** What this script uses of dnt; it's typed here because JSR may be out of reach. */
interface Dnt {
  build(options: {
    readonly entryPoints: readonly { readonly name: string; readonly path: string }[];
    readonly outDir: string;
    readonly cwd: string;
    readonly shims: Readonly<Record<string, never>>;
    readonly package: Readonly<Record<string, unknown>>;
    readonly compilerOptions: { readonly target: "ES2022"; readonly lib: readonly string[] };
    readonly polyfills: false;
    readonly scriptModule: false;
    readonly test: false;
    readonly typeCheck: false;
    readonly skipNpmInstall: true;
    readonly skipSourceOutput: true;
  }): Promise<void>;
}

async function importDnt(): Promise<Dnt | undefined> {
  try {
    const dnt: unknown = await import("@deno/dnt");
    return dnt as Dnt;
  } catch {
    return undefined;
  }
}

async function compileByDnt(dnt: Dnt, directory: string): Promise<void> {
  const outDir = mkdtempSync(join(tmpdir(), "imsdk-dnt-"));
  try {
    await dnt.build({
      entryPoints: Object.entries(config.exports).map(([name, path]) => ({ name, path })),
      outDir,
      cwd: root,
      // Which runtime this is is told by its globals, so none of Deno's may be made up.
      shims: {},
      package: { name: config.name, version: config.version },
      compilerOptions: { target: "ES2022", lib: ["ESNext", "DOM", "DOM.Iterable"] },
      polyfills: false,
      scriptModule: false,
      test: false,
      // Deno has checked the types; here those of Deno itself would be missing.
      typeCheck: false,
      skipNpmInstall: true,
      skipSourceOutput: true,
    });
    cpSync(join(outDir, "esm"), join(directory, MODULES), { recursive: true });
    rmSync(join(directory, MODULES, "package.json"), { force: true });
  } finally {
    rmSync(outDir, { recursive: true });
  }
}

// deno pack

async function compileByDenoPack(directory: string): Promise<void> {
  const temporary = mkdtempSync(join(tmpdir(), "imsdk-pack-"));
  const tarball = join(temporary, "package.tgz");
  try {
    run(
      Deno.execPath(),
      "pack",
      "--quiet",
      "--allow-dirty",
      "--no-source-maps",
      `--output=${tarball}`,
    );
    const filter = (path: string): boolean => MODULE.test(path);
    await extract({ file: tarball, cwd: join(directory, MODULES), strip: 1, filter });
  } finally {
    rmSync(temporary, { recursive: true });
  }
}

if (import.meta.main) {
  const { directory, tarball, madeBy } = await buildNpm();
  if (madeBy === "deno pack") {
    console.log("dnt can't be had, because JSR is out of reach: deno pack makes the package.");
  }
  for (const file of filesBelow(directory)) console.log(`  ${file}`);
  console.log(`Made by ${madeBy}: ${join(basename(dirname(tarball)), basename(tarball))}`);
}
