/**
 * Puts npm's own code, as far as `imsdk install` needs it, into one file of the npm package, so that
 * the package depends on none of the hundred packages which that is. Prints their licences.
 *
 * Its arguments are the compiled `npm_fetcher.js` and the file to write. A program of its own,
 * because esbuild does not say when its process has ended.
 *
 * @module
 */

import { build, type Metafile, type Plugin, stop } from "esbuild";
import { readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import { root } from "./runtimes.ts";

/**
 * What fetching one tarball from a registry never comes to: packages from git and from directories,
 * signatures of provenance, scripts, and texts that are not UTF-8.
 */
const LEFT_OUT = [
  "@npmcli/git",
  "@npmcli/installed-package-contents",
  "iconv-lite",
  "sigstore",
];
/** The same in pacote itself. */
const LEFT_OUT_OF_PACOTE = ["./dir.js", "./git.js"];

/** Marks a question to esbuild that is not to be asked again. */
const RESOLVING = Symbol("resolving");

/** CommonJS modules of npm require Node's own modules, which an ES module doesn't provide. */
const PREAMBLE = `import { createRequire as createRequireForNpm } from "node:module";
const require = createRequireForNpm(import.meta.url);`;

/**
 * Bundles the module.
 *
 * @returns The licences of the packages that are in it now, as a document.
 * @throws {Error} It can't be bundled, or a package has no licence.
 */
async function bundleNpmFetcher(file: string, output: string): Promise<string> {
  try {
    const { metafile } = await build({
      absWorkingDir: root,
      banner: { js: PREAMBLE },
      bundle: true,
      entryPoints: [file],
      format: "esm",
      legalComments: "none",
      metafile: true,
      minifyWhitespace: true,
      nodePaths: [join(root, "node_modules")],
      outfile: output,
      platform: "node",
      plugins: [selection],
      target: "node22",
    });
    return licencesOf(packagesIn(metafile));
  } finally {
    await stop();
  }
}

/** Chooses which modules are bundled. */
const selection: Plugin = {
  name: "selection",
  setup(build) {
    const names = LEFT_OUT.join("|").replaceAll("/", "\\/");
    build.onResolve({ filter: new RegExp(`^(${names})$`) }, leaveOut);
    const files = LEFT_OUT_OF_PACOTE.join("|").replaceAll(/[./]/g, "\\$&");
    build.onResolve(
      { filter: new RegExp(`^(${files})$`) },
      ({ path, importer }) =>
        importer.includes(`${sep}pacote${sep}`) ? leaveOut({ path }) : undefined,
    );
    build.onLoad({ filter: /./, namespace: "left-out" }, () => ({ contents: "" }));
    // Some have a build for each kind of module, and one is enough. Minified, it would hide which
    // packages it consists of.
    build.onResolve(
      { filter: /^(glob|isexe|lru-cache|tar)$/ },
      async ({ path, resolveDir, pluginData }) => {
        if (pluginData === RESOLVING) return undefined;
        const how = { kind: "require-call", resolveDir, pluginData: RESOLVING } as const;
        const resolved = await build.resolve(path, how);
        return { ...resolved, path: resolved.path.replace(/\.min\.js$/, ".js") };
      },
    );
  },
};

function leaveOut({ path }: { readonly path: string }): { path: string; namespace: string } {
  return { path, namespace: "left-out" };
}

/** The directories of the packages that something in a bundle comes from. */
function packagesIn({ outputs }: Metafile): string[] {
  const files = Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0)
  );
  const directories = files.flatMap(([file]) =>
    /.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file.replaceAll(sep, "/"))?.[0] ?? []
  );
  return [...new Set(directories)].map((directory) => join(root, directory));
}

interface PackageJson {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly author?: string | { readonly name: string };
}

function licencesOf(directories: readonly string[]): string {
  const sections = directories.map((directory) => {
    const manifest = readFileSync(join(directory, "package.json"), "utf8");
    const { name, version, license, author }: PackageJson = JSON.parse(manifest);
    if (license === undefined) throw new Error(`${name} ${version} has no licence`);
    const file = readdirSync(directory).find((name) => /^licen[cs]e\b/i.test(name));
    const text = file === undefined
      ? `By ${typeof author === "object" ? author.name : author}`
      : readFileSync(join(directory, file), "utf8").trim();
    return `${name} ${version}: ${license}\n\n${text}\n`;
  });
  return "imsdk install fetches the native library by npm's own code, which is in this package. It " +
    "consists\nof the following packages, each under its own licence.\n\n" +
    [...new Set(sections)].sort().join(`\n${"-".repeat(80)}\n\n`);
}

const [file, output] = Deno.args;
if (file === undefined || output === undefined) throw new TypeError("The files are not named");
console.log(await bundleNpmFetcher(file, output));
