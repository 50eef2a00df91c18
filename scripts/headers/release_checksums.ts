/**
 * Computes the checksums that identify a published version of the vendor's package.
 *
 * @module
 */

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Platform, platformOf, type Release } from "../../ffi/library_file/release.ts";
import { filesOf } from "../../ffi/library_file/tarball.ts";
import { isolatingCommand } from "../network_namespace.ts";

/** The checksums that identify a published version of the package. */
export interface ReleaseChecksums {
  readonly version: string;
  readonly sdkVersion: string;
  readonly integrity: string;
  readonly size: number;
  /** SHA-256 of the library for each platform. */
  readonly files: Readonly<Record<Platform, string>>;
}

/**
 * Computes the checksums of a release's tarball, and asks the library in it for its version.
 *
 * @throws {Error} A file of the release isn't in the tarball, or the library can't be run here.
 */
export async function checksumsOf(
  { version, files }: Pick<Release, "version" | "files">,
  tarball: Uint8Array,
): Promise<ReleaseChecksums> {
  const paths = Object.values(files).map(({ path }) => path);
  const contents = await filesOf(tarball, (path) => paths.includes(path));
  const library = (platform: Platform): Uint8Array => {
    const found = contents.get(files[platform].path);
    if (found === undefined) throw new Error(`The package has no ${files[platform].path}`);
    return found;
  };
  const sha256 = (platform: Platform): string =>
    createHash("sha256").update(library(platform)).digest("hex");
  const here = platformOf();
  if (here === undefined) throw new Error("There is no library for this machine to be asked");
  return {
    version,
    sdkVersion: askVersion(library(here)),
    integrity: `sha512-${createHash("sha512").update(tarball).digest("base64")}`,
    size: tarball.length,
    files: {
      "linux-x64": sha256("linux-x64"),
      "linux-arm64": sha256("linux-arm64"),
      "macos": sha256("macos"),
      "windows-x64": sha256("windows-x64"),
      "windows-ia32": sha256("windows-ia32"),
    },
  };
}

/**
 * Asks a library that isn't pinned yet for its version, by FFI alone and without a network. Without
 * the explicit exit, Deno would unload the library while its threads are running, and crash.
 */
const PROGRAM = `
const [path] = Deno.args;
const { symbols } = Deno.dlopen(path, { TIMGetSDKVersion: { parameters: [], result: "pointer" } });
console.log(Deno.UnsafePointerView.getCString(symbols.TIMGetSDKVersion()));
Deno.exit();
`;

function askVersion(library: Uint8Array): string {
  const isolate = isolatingCommand();
  if (isolate === undefined) {
    throw new Error("Pinning a release asks its library, which needs a network namespace of Linux");
  }
  const directory = mkdtempSync(join(tmpdir(), "imsdk-pin-"));
  try {
    const path = join(directory, "library");
    const program = join(directory, "program.js");
    writeFileSync(path, library);
    writeFileSync(program, PROGRAM);
    const [command, ...args] = [...isolate, Deno.execPath(), "run", "--allow-ffi", program, path];
    const { status, stdout, stderr } = spawnSync(command!, args, { encoding: "utf8" });
    const [version] = /^\d+(\.\d+)+$/m.exec(stdout) ?? [];
    if (status === 0 && version !== undefined) return version;
    throw new Error(`The library doesn't tell its version: ${stdout}${stderr}`);
  } finally {
    rmSync(directory, { recursive: true });
  }
}
