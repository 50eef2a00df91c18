/**
 * `deno task jsr <folder>...`: serves packages to Deno by the protocol of JSR, for machines that
 * can't reach JSR. It prints the value of `JSR_URL` that makes Deno use it, and serves until it's
 * stopped.
 *
 * Each folder is a package, or contains packages, as a checkout of `denoland/std` does. A package is
 * a folder whose `deno.json` or `deno.jsonc` has a name and a version. Two versions of a package are
 * two folders.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";

/** The part of a `deno.json` that is used here. */
interface Config {
  readonly name?: string;
  readonly version?: string;
  readonly exports?: string | Readonly<Record<string, string>>;
  readonly imports?: Readonly<Record<string, string>>;
}

interface Package {
  readonly folder: string;
  readonly config: Config & { readonly name: string; readonly version: string };
}

const MODULE = /\.[cm]?[jt]sx?$/;
/** Directories of a checkout that are not published. */
const UNPUBLISHED = /(^|[\\/])(\.[^\\/]+|node_modules|target)[\\/]/;
/** `from "name"`, `import "name"` and `import("name")`, but not with a path or a URL for the name. */
const BARE_IMPORT =
  /(\b(?:from|import)[\s(]*["'])((@[\w-]+\/)?[\w-][^"'./:]*)((?:\/[^"']+)?)(?=["'])/g;

function readPackage(folder: string): Package | undefined {
  const path = ["deno.json", "deno.jsonc"].map((name) => join(folder, name)).find(existsSync);
  if (path === undefined) return undefined;
  // In the existing configurations, comments only have lines of their own.
  const text = readFileSync(path, "utf8").replaceAll(/^\s*\/\/.*$/gm, "");
  const { name, version, ...rest }: Config = JSON.parse(text);
  if (name === undefined || version === undefined) return undefined;
  return { folder, config: { name, version, ...rest } };
}

function findPackages(folders: readonly string[]): Package[] {
  const below = (folder: string): string[] =>
    readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(folder, entry.name));
  return folders.flatMap((folder) => [folder, ...below(folder)])
    .map(readPackage)
    .filter((found) => found !== undefined);
}

/** The files of a package by their paths in it, such as `/mod.ts`, as JSR serves them. */
function publishedFiles({ folder, config }: Package, packages: readonly Package[]) {
  /** A bare import works only beside the package's own `deno.json`, so publishing resolves it. */
  const resolved = (name: string): string | undefined => {
    const inWorkspace = packages.find((other) => other.config.name === name)?.config;
    return config.imports?.[name] ?? (inWorkspace && `jsr:${name}@^${inWorkspace.version}`);
  };
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((path) => !UNPUBLISHED.test(path));
  return new Map(paths.map((path) => {
    let bytes: Uint8Array<ArrayBuffer> = readFileSync(join(folder, path));
    if (MODULE.test(path)) {
      const code = new TextDecoder().decode(bytes).replaceAll(
        BARE_IMPORT,
        (all, before: string, name: string, _scope, rest: string) => {
          const target = resolved(name);
          return target === undefined ? all : before + target + rest;
        },
      );
      bytes = new TextEncoder().encode(code);
    }
    return ["/" + path.replaceAll(sep, "/"), bytes];
  }));
}

/** Everything that is served, by the path of its URL. */
function responses(packages: readonly Package[]): Map<string, BodyInit> {
  const served = new Map<string, BodyInit>();
  for (const each of packages) {
    const { name, version, exports = {} } = each.config;
    const files = publishedFiles(each, packages);
    for (const [path, bytes] of files) served.set(`/${name}/${version}${path}`, bytes);
    const manifest = Object.fromEntries([...files].map(([path, bytes]) => [path, {
      size: bytes.length,
      checksum: `sha256-${createHash("sha256").update(bytes).digest("hex")}`,
    }]));
    const entryPoints = typeof exports === "string" ? { ".": exports } : exports;
    const versionMeta = JSON.stringify({ manifest, exports: entryPoints });
    served.set(`/${name}/${version}_meta.json`, versionMeta);
    const versions = packages.filter((other) => other.config.name === name)
      .map((other) => [other.config.version, {}]);
    served.set(`/${name}/meta.json`, JSON.stringify({ versions: Object.fromEntries(versions) }));
  }
  return served;
}

const packages = findPackages(Deno.args);
if (packages.length === 0) {
  console.error("Usage: deno task jsr <folder that is or contains packages>...");
  Deno.exit(2);
}
const served = responses(packages);
for (const { config } of packages) console.log(`${config.name} ${config.version}`);
Deno.serve({
  hostname: "127.0.0.1",
  port: 0,
  onListen: ({ port }) => console.log(`JSR_URL=http://127.0.0.1:${port}/`),
}, (request) => {
  const { pathname } = new URL(request.url);
  const body = served.get(pathname);
  if (body === undefined) return new Response("Not found", { status: 404 });
  const type = pathname.endsWith(".json") ? "application/json" : "text/plain";
  const headers = { "content-type": MODULE.test(pathname) ? "application/typescript" : type };
  return new Response(body, { headers });
});
