/**
 * Compiles the modules to JavaScript by dnt, into a directory given as the argument. A separate
 * program, because its imports from JSR must be fetched beforehand and must not change `deno.lock`:
 * see `jsr.ts`.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import config from "../deno.json" with { type: "json" };

/** The part of dnt in use. Typed here, because JSR may be out of reach when types are checked. */
interface Dnt {
  build(options: {
    readonly entryPoints: readonly { readonly name: string; readonly path: string }[];
    readonly outDir: string;
    readonly cwd: string;
    readonly shims: Readonly<Record<string, never>>;
    readonly package: { readonly name: string; readonly version: string };
    readonly compilerOptions: {
      readonly target: "ES2022";
      readonly lib: readonly string[];
      readonly sourceMap: "inline";
      readonly inlineSources: true;
    };
    readonly declaration: false;
    readonly polyfills: false;
    readonly scriptModule: false;
    readonly test: false;
    readonly typeCheck: false;
    readonly skipNpmInstall: true;
    readonly skipSourceOutput: true;
  }): Promise<void>;
}

const [outDir] = Deno.args;
if (outDir === undefined) throw new TypeError("The directory for the JavaScript is missing");
const dnt: Dnt = await import(config.imports["@deno/dnt"]);
await dnt.build({
  entryPoints: Object.entries(config.exports).map(([name, path]) => ({ name, path })),
  outDir,
  cwd: fileURLToPath(new URL("../", import.meta.url)),
  // The code detects its runtime by the globals, so Deno's must not be shimmed, and it needs the
  // runtime's own `import.meta`.
  shims: {},
  polyfills: false,
  package: { name: config.name, version: config.version },
  compilerOptions: {
    target: "ES2022",
    lib: ["ESNext", "DOM", "DOM.Iterable"],
    sourceMap: "inline",
    inlineSources: true,
  },
  // deno pack makes the declarations.
  declaration: false,
  scriptModule: false,
  test: false,
  // `deno check` has checked the types already. dnt doesn't have those of Deno itself.
  typeCheck: false,
  skipNpmInstall: true,
  skipSourceOutput: true,
});
