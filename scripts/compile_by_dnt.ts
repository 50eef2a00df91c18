/**
 * Compiles the modules to JavaScript by dnt, into a directory given as the argument. A program of its
 * own, because what it imports from JSR must be fetched before, and mustn't change `deno.lock`: see
 * `jsr.ts`.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import config from "../deno.json" with { type: "json" };

/** What is used of dnt; it's typed here because JSR may be out of reach where types are checked. */
interface Dnt {
  build(options: {
    readonly entryPoints: readonly { readonly name: string; readonly path: string }[];
    readonly outDir: string;
    readonly cwd: string;
    readonly shims: Readonly<Record<string, never>>;
    readonly package: { readonly name: string; readonly version: string };
    readonly compilerOptions: { readonly target: "ES2022"; readonly lib: readonly string[] };
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
  // The code asks the globals which runtime this is, so none of Deno's may be made up; and it needs
  // `import.meta` as the runtime has it.
  shims: {},
  polyfills: false,
  package: { name: config.name, version: config.version },
  compilerOptions: { target: "ES2022", lib: ["ESNext", "DOM", "DOM.Iterable"] },
  // deno pack makes the declarations.
  declaration: false,
  scriptModule: false,
  test: false,
  // Deno has checked the types; here those of Deno itself would be missing.
  typeCheck: false,
  skipNpmInstall: true,
  skipSourceOutput: true,
});
