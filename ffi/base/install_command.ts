/**
 * The command that mends most of what can be wrong with an installation.
 *
 * @module
 */

/**
 * The command that installs the library and compiles the copier, as a user of this runtime would
 * type it.
 */
export function installCommand(): string {
  const { protocol, pathname } = new URL(import.meta.url);
  const inClone = protocol === "file:" && pathname.endsWith(".ts"); // published builds are no .ts files
  if (inClone) return "deno task install";
  if ("Deno" in globalThis) return "deno run -A jsr:@imsdk/ffi/cli install";
  return `${"Bun" in globalThis ? "bunx" : "npx"} @imsdk/ffi install`;
}
