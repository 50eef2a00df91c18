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
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { create } from "tar";
import config from "../deno.json" with { type: "json" };
import { bundleNpmFetcher } from "./bundle_npm_fetcher.ts";
import { chooseCompiler, compile, type Compiler } from "./compile.ts";
import { filesBelow } from "./files_below.ts";
import { projectHost } from "./project_host.ts";
import { root } from "./runtimes.ts";

/** What the build has made. */
export interface NpmPackage {
  /** The directory of the package's files. */
  readonly directory: string;
  /** The package as npm takes it. */
  readonly tarball: string;
  /** What has made the JavaScript. */
  readonly madeBy: Compiler;
}

/**
 * The entry of the `imsdk` command. Needed because src/cli.ts can't tell on Node.js before 24
 * whether it is the main program.
 */
const COMMAND = "bin.js";
const COMMAND_CODE = `#!/usr/bin/env node
import { runProgram } from "./src/cli.js";

await runProgram();
`;
/** The JavaScript is in a directory of its own in the package. */
const MODULES = "esm";
/** Files that the JavaScript reads at run time, which no compiler copies. */
const ASSETS = ["ffi/copier/copier.c", "ffi/copier/claims.c", "ffi/copier/addon.c"];
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
    const built = join(temporary, "package");
    await compile(madeBy, join(built, MODULES));
    writeFileSync(join(built, MODULES, COMMAND), COMMAND_CODE);
    for (const asset of ASSETS) cpSync(join(root, asset), join(built, MODULES, asset));
    for (const document of DOCUMENTS) cpSync(join(root, document), join(built, document));
    const fetcher = join(built, MODULES, "ffi", "library_file", "npm_fetcher.js");
    writeFileSync(join(built, NOTICE), await bundleNpmFetcher(fetcher));
    writeFileSync(join(built, "package.json"), JSON.stringify(packageJson(), null, 2) + "\n");
    const packed = join(temporary, "package.tgz");
    await create(
      { cwd: built, file: packed, gzip: true, portable: true, prefix: "package" },
      filesBelow(built),
    );

    const directory = join(outDir, "package");
    const name = config.name.replace("@", "").replace("/", "-");
    const tarball = join(outDir, `${name}-${config.version}.tgz`);
    for (const old of [directory, tarball]) rmSync(old, { recursive: true, force: true });
    renameSync(built, directory);
    renameSync(packed, tarball);
    return { directory, tarball, madeBy };
  } finally {
    rmSync(temporary, { recursive: true });
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
          types: compiled(source, ".d.ts"),
          default: compiled(source, ".js"),
        }]),
      ),
      "./package.json": "./package.json",
    },
    ...forOlderResolution(),
    bin: { imsdk: `./${MODULES}/${COMMAND}` },
    engines: { node: ">=22.12", bun: ">=1.4" },
    optionalDependencies: { [OPTIONAL]: config.imports[OPTIONAL].replace(/.*@/, "^") },
    peerDependencies: { typescript: `>=${OLDEST_TYPESCRIPT}` },
    peerDependenciesMeta: { typescript: { optional: true } },
    sideEffects: false,
  };
}

function compiled(source: string, extension: ".js" | ".d.ts"): string {
  return `./${MODULES}/${source.replace("./", "").replace(/\.ts$/, extension)}`;
}

/** What TypeScript's `moduleResolution` "node" and "node10", which know no exports, look at. */
function forOlderResolution(): object {
  const { ".": main, ...others } = config.exports;
  const types = Object.entries(others)
    .map(([name, source]) => [name.replace("./", ""), [compiled(source, ".d.ts")]]);
  return {
    main: compiled(main, ".js"),
    types: compiled(main, ".d.ts"),
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
