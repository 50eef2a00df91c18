/**
 * Checks that find what keeps the native library from working on this machine: of the runtime, the
 * library and the directories. They change nothing and use no network.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { existsSync, lstatSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import process from "node:process";
import { loadAdapter } from "../runtimes/load_adapter.ts";
import type { Adapter } from "../table/adapter.ts";
import { canBeCompiled, compiledCopierPath, obstacleToCopier } from "../copier/load.ts";
import { whoElseWrites } from "../base/trust.ts";
import { currentUser } from "../runtimes/current_user.ts";
import { missingPermissions } from "../runtimes/deno_permissions.ts";
import { cacheDirectory, dataDirectory, tryWriting } from "../base/directories.ts";
import { codeOf, messageOf } from "../errors/error_text.ts";
import { LibraryLoadError } from "../errors/library_load_error.ts";
import { installCommand } from "../base/install_command.ts";
import { locateLibrary } from "../library_file/locate.ts";
import { koffiRemedy } from "../runtimes/koffi_remedy.ts";
import { platformOf, release, thisMachine, unsupportedPlatform } from "../library_file/release.ts";
import { symbols } from "../generated/symbols.ts";

/** What a check has found. */
export interface Finding {
  /** Whether it is fine, may cause trouble, or keeps the library from working. */
  readonly status: "ok" | "warning" | "failure";
  /** What was found, in one line. */
  readonly found: string;
  /** What to do about it, in one line. */
  readonly remedy?: string;
}

/** One thing that was looked at. */
export interface Check extends Finding {
  /** What was looked at, such as "library". */
  readonly name: string;
}

/** Runs one check. An exception in it is a failure too. */
export async function check(
  name: string,
  look: () => Finding | Promise<Finding>,
): Promise<Check> {
  try {
    return { name, ...await look() };
  } catch (error) {
    return { name, status: "failure", found: oneLine(messageOf(error)) };
  }
}

/** Runs all checks, one after the other. */
export async function* diagnose(): AsyncGenerator<Check, void> {
  const [adapter, library] = await Promise.allSettled([loadAdapter(), locate()]);
  const path = library.status === "fulfilled" ? library.value : undefined;

  yield await check("runtime", runtime);
  if ("Deno" in globalThis) yield await check("permissions", () => permissions(adapter, path));
  yield await check("platform", platform);
  yield await check("ffi", () => ffi(adapter));
  if (adapter.status === "fulfilled") yield await check("copier", () => copier(adapter.value));
  if (process.platform === "linux" && adapter.status === "fulfilled") {
    yield await check("libc", () => libc(adapter.value, path));
  }
  yield await check("library", () => found(library));
  if (path !== undefined) {
    yield await check("checksum", () => checksum(path));
    if (adapter.status === "fulfilled") yield* loading(adapter.value, path);
  }
  yield await check("cache", cache);
  yield await check("data", data);
}

/**
 * Loads the library. That uses no network, because the library connects only once it is
 * initialised.
 */
async function* loading(adapter: Adapter, path: string): AsyncGenerator<Check, void> {
  const version = await check("version", () => sdkVersion(adapter, path));
  yield version;
  if (version.status !== "failure") yield await check("symbols", () => exported(adapter, path));
}

// The machine

/** The runtimes, by their names in `process.versions`, with the oldest version that is tested. */
const runtimes = [
  { key: "deno", name: "Deno", oldest: "2.9" },
  { key: "bun", name: "Bun", oldest: "1.4" },
  { key: "node", name: "Node.js", oldest: "22.12" },
] as const;

/** The oldest glibc that the vendor's builds run on, by processor. */
const oldestGlibc: Readonly<Record<string, string>> = { x64: "2.17", arm64: "2.25" };

function runtime(): Finding {
  // Deno and Bun report a version of Node.js as well, so Node.js is the last in the list.
  const { key, name, oldest } = runtimes.find(({ key }) => key in process.versions)!;
  const version = process.versions[key]!;
  const found = `${name} ${version}`;
  if (!isOlder(version, oldest)) return ok(found);
  return warning(found, `Update it: nothing older than ${name} ${oldest} is tested.`);
}

function permissions(
  adapter: PromiseSettledResult<Adapter>,
  library: string | undefined,
): Finding {
  const isCopied = adapter.status === "fulfilled" && !adapter.value.callbacksBlock;
  const copier = isCopied ? compiledCopierPath() : undefined;
  const { needed, missing } = missingPermissions(library, copier, userDataDirectory);
  if (missing.length === 0) return ok(needed.join(" "));
  return failure(`missing: ${missing.join(" ")}`, `Run Deno with ${missing.join(" ")}, or with -A`);
}

function platform(): Finding {
  const machine = thisMachine();
  if (platformOf(machine) !== undefined) return ok(`${machine.platform} ${machine.arch}`);
  return failure(
    unsupportedPlatform(machine),
    "Use another machine, or set IMSDK_LIBRARY to a library of your own.",
  );
}

function ffi(adapter: PromiseSettledResult<Adapter>): Finding {
  if (adapter.status === "fulfilled") return ok(adapter.value.name);
  const { reason } = adapter;
  const cause = reason instanceof LibraryLoadError ? reason.cause : reason;
  return failure(
    `koffi cannot be loaded (${oneLine(messageOf(cause))})`,
    koffiRemedy(cause),
  );
}

function copier(adapter: Adapter): Finding {
  if (adapter.claims !== undefined) {
    return ok("compiled: the library's threads never wait for JavaScript, on any thread of it");
  }
  if (!canBeCompiled) return ok(`not made for this system, ${withoutCopier(adapter)}`);
  const path = compiledCopierPath();
  const why = path === undefined || !hasName(path)
    ? "not compiled"
    : `${path} ${obstacleToCopier(path, currentUser()) ?? "cannot be loaded"}`;
  return warning(
    `${why}, ${withoutCopier(adapter)}`,
    `With a C compiler on this machine, run: ${installCommand()} --force`,
  );
}

/** What it means that there is no compiled copier. */
function withoutCopier({ callbacksBlock }: Adapter): string {
  return callbacksBlock
    ? "so the library's callbacks block until JavaScript has run, and no session opens in a worker"
    : "so no session opens in a worker; on the main thread Bun compiles its own";
}

/** Whether anything has this name, be it a link that leads nowhere. */
function hasName(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

function libc(adapter: Adapter, library = "libc.so.6"): Finding {
  const { arch, musl } = thisMachine();
  if (musl) return failure("musl", "Use a Linux with glibc: the vendor has no build for musl.");
  const ask = adapter.bind(library, "gnu_get_libc_version", plain("string"));
  const version = String(ask?.());
  const oldest = oldestGlibc[arch];
  if (oldest === undefined || !isOlder(version, oldest)) return ok(`glibc ${version}`);
  return failure(`glibc ${version}`, `Use a Linux with glibc ${oldest} or later.`);
}

// The library

/** Async, so that an exception is a rejection for `Promise.allSettled()`. */
// deno-lint-ignore require-await
async function locate(): Promise<string> {
  return locateLibrary();
}

function found(library: PromiseSettledResult<string>): Finding {
  const named = Boolean(process.env.IMSDK_LIBRARY);
  if (library.status === "fulfilled") {
    return ok(`${library.value} (${named ? "from IMSDK_LIBRARY" : "installed"})`);
  }
  const { reason } = library;
  const places = reason instanceof LibraryLoadError ? reason.tried : [messageOf(reason)];
  return failure(
    oneLine(places.join("; ")),
    named
      ? `Set IMSDK_LIBRARY to the library's file, or unset it and run: ${installCommand()}`
      : `Install it with: ${installCommand()}`,
  );
}

function checksum(path: string): Finding {
  const sum = createHash("sha256").update(readFileSync(path)).digest("hex");
  const platform = platformOf(thisMachine());
  if (platform !== undefined && sum === release.files[platform].sha256) {
    return ok(`${sum}, the pinned one of ${release.version}`);
  }
  return warning(`${sum}, not the pinned one of ${release.version}`, otherLibraryRemedy());
}

function sdkVersion(adapter: Adapter, path: string): Finding {
  const remedy = otherLibraryRemedy();
  let version;
  try {
    version = adapter.bind(path, "TIMGetSDKVersion", plain("string"));
  } catch (error) {
    const reason = oneLine(messageOf(error));
    const needed = /(\S+\.so\S*): cannot open shared object file/.exec(reason)?.[1];
    const isNoexec = reason.includes("failed to map segment");
    return failure(
      `cannot be loaded (${reason})`,
      needed
        ? `Install the system package that has ${needed}.`
        : isNoexec
        ? "Its file system is mounted noexec: mount it without, or put the library elsewhere " +
          "(IMSDK_CACHE and install, or IMSDK_LIBRARY)."
        : remedy,
    );
  }
  if (version === undefined) return failure("none: it is another library", remedy);
  const told = String(version());
  return told === release.sdkVersion
    ? ok(told)
    : warning(`${told}, but ${release.sdkVersion} is expected`, remedy);
}

/** If it is another library, almost all are missing. Then the first few are enough. */
const MOST_SHOWN = 20;

function exported(adapter: Adapter, path: string): Finding {
  const names = Object.keys(symbols);
  // These are only looked up and never called, so any signature will do.
  const missing = names.filter((name) => adapter.bind(path, name, plain("void")) === undefined);
  if (missing.length === 0) return ok(`all ${names.length} of the table`);
  const more = missing.length > MOST_SHOWN ? ` and ${missing.length - MOST_SHOWN} more` : "";
  return warning(
    `${missing.length} of ${names.length} missing: ${
      missing.slice(0, MOST_SHOWN).join(" ")
    }${more}`,
    `Calls of these fail. The pinned library has them all: ${installCommand()}`,
  );
}

function plain(result: "string" | "void"): Parameters<Adapter["bind"]>[2] {
  return { parameters: [], result, nonblocking: false };
}

/**
 * The remedy for a library that is not the pinned one. Only with IMSDK_LIBRARY can that be
 * intended.
 */
function otherLibraryRemedy(): string {
  return process.env.IMSDK_LIBRARY
    ? `Unless you mean to use this one, unset IMSDK_LIBRARY and run: ${installCommand()}`
    : `Install the pinned one: ${installCommand()}`;
}

// The directories

function cache(): Finding {
  const remedy = "Needed to install the library: make it writable, or set IMSDK_CACHE to another.";
  const directory = cacheDirectory();
  const user = currentUser();
  const other = user === undefined ? undefined : whoElseWrites(directory, user);
  if (other !== undefined) {
    return warning(
      `${directory} ${other}, who could put code there that this user loads`,
      "Make it yours alone (chown, chmod go-w), or set IMSDK_CACHE to another directory.",
    );
  }
  return writable(directory, (found) => warning(found, remedy));
}

function data(): Finding {
  const remedy = "Make it writable, or set the option dataDir to another directory.";
  return writable(userDataDirectory(), (found) => failure(found, remedy));
}

/** The directory that has a directory for each app. */
function userDataDirectory(): string {
  return dirname(dataDirectory(1n));
}

function writable(directory: string, trouble: (found: string) => Finding): Finding {
  try {
    const place = writableNear(directory);
    return ok(
      place === directory ? directory : `${directory} (does not exist yet, can be created)`,
    );
  } catch (error) {
    return trouble(
      `${directory} cannot be written (${codeOf(error) ?? oneLine(messageOf(error))})`,
    );
  }
}

/**
 * The directory itself, or else the nearest existing one above it.
 *
 * @throws {Error} It cannot be written.
 */
function writableNear(directory: string): string {
  try {
    tryWriting(directory);
    return directory;
  } catch (error) {
    const parent = dirname(directory);
    const isMissing = codeOf(error) === "ENOENT" && !existsSync(directory);
    if (!isMissing || parent === directory) throw error;
    return writableNear(parent);
  }
}

// Words

function ok(found: string): Finding {
  return { status: "ok", found };
}

function warning(found: string, remedy: string): Finding {
  return { status: "warning", found, remedy };
}

function failure(found: string, remedy: string): Finding {
  return { status: "failure", found, remedy };
}

function oneLine(text: string): string {
  return text.trim().replaceAll(/\s*\n\s*/g, " ");
}

function isOlder(version: string, than: string): boolean {
  return version.localeCompare(than, "en", { numeric: true }) < 0;
}
