/**
 * Puts the compiled modules into a few files of the npm package: one for each entry, one for each
 * part that is loaded only where it's needed, and what they share. To open forty files takes longer
 * than to run them.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { readFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { type Plugin, rollup, type SourceMapInput } from "rollup";

/** What entries share, by the module that has it with all of its imports. */
const SHARED = {
  ffi: [
    "ffi/calls/api.js",
    "ffi/calls/library.js",
    "ffi/library_file/locate.js",
    "ffi/runtimes/load_adapter.js",
    "ffi/generated/symbols.js",
  ],
  session: ["src/im_sdk.js"],
  copier: ["ffi/copier/load.js", "ffi/runtimes/koffi_remedy.js", "ffi/runtimes/thread_kind.js"],
};

/** How a compiler appends the source map. */
const INLINE_MAP = /\n\/\/# sourceMappingURL=data:[^,]*;base64,(.*)\s*$/;

/**
 * Bundles modules, with source maps that contain the TypeScript.
 *
 * @param modules The directory of the compiled modules.
 * @param entries The path of each entry's module there, by the name that its file gets.
 * @param external Paths of modules there that are in files of their own, by their base names.
 * @param directory Where the files are put, all of them side by side.
 * @throws {Error} Something is imported that isn't there.
 */
export async function bundleModules(
  modules: string,
  entries: Readonly<Record<string, string>>,
  external: readonly string[],
  directory: string,
): Promise<void> {
  const bundle = await rollup({
    input: Object.fromEntries(
      Object.entries(entries).map(([name, path]) => [name, join(modules, path)]),
    ),
    onLog: (_, { message }) => {
      throw new Error(`Cannot bundle the modules: ${message}`);
    },
    plugins: [loading(external.map((path) => join(modules, path)))],
  });
  await bundle.write({
    chunkFileNames: "[name].js",
    dir: directory,
    generatedCode: "es2015",
    hoistTransitiveImports: false,
    manualChunks: Object.fromEntries(
      Object.entries(SHARED).map(([name, paths]) => [
        name,
        paths.map((path) => join(modules, path)),
      ]),
    ),
    minifyInternalExports: false,
    sourcemap: true,
    sourcemapPathTransform: (path, map) => {
      const source = relative(modules, resolve(dirname(map), path));
      return join("..", source).replaceAll(sep, "/");
    },
  });
  await bundle.close();
}

/** Finds what is external, and reads modules with their source maps. */
function loading(external: readonly string[]): Plugin {
  return {
    name: "loading",
    resolveId(path, importer) {
      if (path.startsWith("node:")) return { external: true, id: path };
      if (importer === undefined) return undefined;
      const file = resolve(dirname(importer), path);
      return external.includes(file) ? { external: true, id: `./${basename(file)}` } : undefined;
    },
    load(path) {
      const code = readFileSync(path, "utf8");
      const [comment = "", encoded] = INLINE_MAP.exec(code) ?? [];
      if (encoded === undefined) throw new Error(`Cannot bundle ${path}: it has no source map.`);
      const map: SourceMapInput = {
        ...JSON.parse(Buffer.from(encoded, "base64").toString()),
        sourceRoot: "",
        sources: [basename(path).replace(/js$/, "ts")],
      };
      return { code: code.slice(0, -comment.length), map };
    },
  };
}
