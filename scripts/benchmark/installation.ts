/**
 * Measures what it takes to have the npm package, and to import it.
 *
 * @module
 */

import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import config from "../../deno.json" with { type: "json" };
import { filesBelow } from "../files_below.ts";
import { installPackages } from "../hosts.ts";
import { run } from "../run.ts";

/** What `npm install` of the package brings, and what an import opens. */
export interface Installation {
  /** The packages, itself included. */
  readonly packages: number;
  readonly files: number;
  /** The sum of the files' sizes. */
  readonly bytes: number;
  /** How many of the package's files Node.js opens for an import. */
  readonly opened: number;
}

/** Prints how many modules of the package an import loads. */
const COUNT = `
import { registerHooks } from "node:module";

let opened = 0;
registerHooks({
  load(url, context, next) {
    if (url.startsWith("file:")) opened++;
    return next(url, context);
  },
});
await import(process.argv[1]);
console.log(opened);
`;

/**
 * Installs the package into an empty project and looks at what is there.
 *
 * @param project The directory for it.
 * @param node A Node.js that has `registerHooks()`.
 */
export function measureInstallation(
  project: string,
  tarball: string,
  node: string,
): Installation {
  installPackages(project, tarball);
  const modules = join(project, "node_modules");
  const lock = readFileSync(join(modules, ".package-lock.json"), "utf8");
  const { packages }: { packages: Readonly<Record<string, object>> } = JSON.parse(lock);
  const present = new Set(readdirSync(modules, { encoding: "utf8", recursive: true }));
  const files = filesBelow(modules);
  const entry = pathToFileURL(join(modules, config.name, "esm", "mod.js")).href;
  return {
    packages: Object.keys(packages)
      .filter((path) => present.has(path.replace("node_modules/", ""))).length,
    files: files.length,
    bytes: files.reduce((sum, file) => sum + statSync(join(modules, file)).size, 0),
    opened: Number(run(node, "--input-type=module", "--eval", COUNT, entry)),
  };
}
