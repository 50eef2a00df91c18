/**
 * `deno task build:npm`: makes the npm package for Node.js and Bun, as a directory and as a tarball
 * below `npm`. Its name and its exports come from `deno.json`.
 *
 * `--with=dnt` and `--with=deno-pack` choose what compiles the modules; see `compile.ts`.
 * `--release` refuses to build what must not be published.
 *
 * @module
 */

import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { parseArgs } from "node:util";
import { create } from "tar";
import config from "../deno.json" with { type: "json" };
import { bundleModules } from "./bundle_modules.ts";
import { chooseCompiler, compile, type Compiler } from "./compile.ts";
import { filesBelow } from "./files_below.ts";
import { projectHost } from "./project_host.ts";
import { run } from "./run.ts";
import { root } from "./runtimes.ts";

/** What the build has made. */
export interface NpmPackage {
  /** The directory of the package's files. */
  readonly directory: string;
  /** The package as npm takes it. */
  readonly tarball: string;
  /** The directory of the modules that the package was bundled from, for tests of each. */
  readonly modules: string;
  /** What has made the JavaScript. */
  readonly madeBy: Compiler;
}

/** The directory of the JavaScript in the package. */
const CODE = "esm";
/** The directory of the declarations. */
const TYPES = "types";
/**
 * The entry of the `imsdk` command. Needed because src/cli.ts can't tell on Node.js before 24
 * whether it is the main program.
 */
const COMMAND = "bin.js";
const commandCode = (cli: string): string =>
  `#!/usr/bin/env node
import { runProgram } from "${cli}";

await runProgram();
`;
/** Files that the JavaScript reads at run time, and finds beside itself. */
const COPIER = ["copier.c", "claims.c", "addon.c"];
/** The module that fetches packages as npm does. */
const NPM_FETCHER = "ffi/library_file/npm_fetcher.js";
const DOCUMENTS = ["README.md", "README.zh-CN.md", "CHANGELOG.md", "LICENSE"];
/** The oldest TypeScript that reads the declarations. */
const OLDEST_TYPESCRIPT = "5.4";
/** Where the licences of npm's code are. */
const NOTICE = "THIRD_PARTY_LICENSES.txt";
/** The only dependency, which is optional. Needed on Node.js, and on a Bun that can't compile C. */
const OPTIONAL = "koffi";

/**
 * Makes the npm package. An older one is kept until the new one is complete.
 *
 * @param outDir Where the package is put.
 * @param compiler What makes the JavaScript; by default dnt if it can be had.
 * @throws {Error} The build failed, or the package contains something that it must not.
 */
export async function buildNpm(
  outDir: string = join(root, "npm"),
  compiler?: Compiler,
): Promise<NpmPackage> {
  const madeBy = await chooseCompiler(compiler);
  mkdirSync(outDir, { recursive: true });
  const temporary = mkdtempSync(join(outDir, "building-"));
  try {
    const compiled = join(temporary, "modules");
    await compile(madeBy, compiled);
    const built = join(temporary, "package");
    const code = join(built, CODE);
    moveDeclarations(compiled, join(built, TYPES));
    await bundleModules(compiled, entryModules(), [NPM_FETCHER], code);
    const fetcher = join(code, basename(NPM_FETCHER));
    const bundler = join(root, "scripts", "bundle_npm_fetcher.ts");
    const files = [join(compiled, NPM_FETCHER), fetcher];
    writeFileSync(join(built, NOTICE), run(Deno.execPath(), "run", "-A", bundler, ...files));
    writeFileSync(join(code, COMMAND), commandCode("./cli.js"));
    for (const document of DOCUMENTS) cpSync(join(root, document), join(built, document));
    for (const name of COPIER) {
      const source = join("ffi", "copier", name);
      cpSync(join(root, source), join(code, name));
      cpSync(join(root, source), join(compiled, source));
    }
    cpSync(fetcher, join(compiled, NPM_FETCHER));
    writeFileSync(join(compiled, COMMAND), commandCode("./src/cli.js"));
    writeFileSync(join(built, "package.json"), JSON.stringify(packageJson(), null, 2) + "\n");
    const packed = join(temporary, "package.tgz");
    await create(
      { cwd: built, file: packed, gzip: true, portable: true, prefix: "package" },
      filesBelow(built),
    );

    const directory = join(outDir, "package");
    const name = config.name.replace("@", "").replace("/", "-");
    const tarball = join(outDir, `${name}-${config.version}.tgz`);
    const modules = join(outDir, "modules");
    for (const old of [directory, tarball, modules]) rmSync(old, { recursive: true, force: true });
    renameSync(built, directory);
    renameSync(packed, tarball);
    renameSync(compiled, modules);
    return { directory, tarball, modules, madeBy };
  } finally {
    rmSync(temporary, { recursive: true });
  }
}

/** The modules of the entries, by the names that their files get. */
function entryModules(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(config.exports).map(([name, source]) => [fileName(name), modulePath(source)]),
  );
}

function fileName(entry: string): string {
  return entry === "." ? "mod" : entry.replace("./", "");
}

function modulePath(source: string, extension: ".js" | ".d.ts" = ".js"): string {
  return source.replace("./", "").replace(/\.ts$/, extension);
}

function moveDeclarations(from: string, to: string): void {
  for (const file of filesBelow(from).filter((name) => name.endsWith(".d.ts"))) {
    mkdirSync(dirname(join(to, file)), { recursive: true });
    renameSync(join(from, file), join(to, file));
  }
}

/** The package.json: from `deno.json`, and what only npm asks for. */
function packageJson(): object {
  return {
    name: config.name,
    version: config.version,
    description: "Login sessions of Tencent Cloud IM for Deno, Bun and Node.js, by FFI on the " +
      "vendor's native library",
    keywords: ["tencent", "im", "imsdk", "chat", "login", "ffi", "deno", "bun", "koffi"],
    license: config.license,
    author: author(),
    ...projectHost,
    type: "module",
    exports: {
      ...Object.fromEntries(
        Object.entries(config.exports).map(([name, source]) => [name, {
          types: typesOf(source),
          default: codeOf(name),
        }]),
      ),
      "./package.json": "./package.json",
    },
    ...forOlderResolution(),
    bin: { imsdk: `./${CODE}/${COMMAND}` },
    engines: { node: ">=22.12", bun: ">=1.4" },
    optionalDependencies: { [OPTIONAL]: config.imports[OPTIONAL].replace(/.*@/, "^") },
    peerDependencies: { typescript: `>=${OLDEST_TYPESCRIPT}` },
    peerDependenciesMeta: { typescript: { optional: true } },
    sideEffects: false,
  };
}

function codeOf(entry: string): string {
  return `./${CODE}/${fileName(entry)}.js`;
}

function typesOf(source: string): string {
  return `./${TYPES}/${modulePath(source, ".d.ts")}`;
}

/** What TypeScript's `moduleResolution` "node" and "node10", which know no exports, look at. */
function forOlderResolution(): object {
  const { ".": main, ...others } = config.exports;
  const types = Object.entries(others)
    .map(([name, source]) => [fileName(name), [typesOf(source)]]);
  return {
    main: codeOf("."),
    types: typesOf(main),
    typesVersions: { "*": Object.fromEntries(types) },
  };
}

/** Whom the licence names. */
function author(): string {
  const licence = readFileSync(join(root, "LICENSE"), "utf8");
  const name = /^Copyright \(c\) \d+ (.+)$/m.exec(licence)?.[1];
  if (name === undefined) throw new Error("LICENSE does not say whose copyright it is");
  return name;
}

if (import.meta.main) {
  const { values } = parseArgs({
    args: Deno.args,
    options: { with: { type: "string" }, release: { type: "boolean" } },
  });
  const compiler = values.with;
  if (compiler !== undefined && compiler !== "dnt" && compiler !== "deno-pack") {
    console.error("Usage: deno task build:npm [--with=dnt|deno-pack] [--release]");
    Deno.exit(2);
  }
  if (values.release && projectHost === undefined) {
    console.error(
      "Cannot build a release: scripts/project_host.ts names no host of this project. " +
        "Follow the release guide in CONTRIBUTING.md.",
    );
    Deno.exit(1);
  }
  const { directory, tarball, madeBy } = await buildNpm(undefined, compiler);
  for (const file of filesBelow(directory)) console.log(`  ${file}`);
  console.log(`Compiled by ${madeBy === "dnt" ? "dnt" : "deno pack"}: ${relative(root, tarball)}`);
}
