/**
 * Fetches the vendor's native library into the cache directory: the one tarball from npm, by npm's
 * own fetcher and under the user's own npm settings, and from it the one file for this platform.
 */

import { Buffer } from "node:buffer";
import { createHash, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { basename, delimiter, dirname, join } from "node:path";
import process from "node:process";
import { makeDirectory } from "./directories.ts";
import { codeOf, InstallError, messageOf } from "./errors.ts";
import { cachedLibraryPath } from "./locate.ts";
import {
  type Machine,
  type Platform,
  platformOf,
  type Release,
  release as pinnedRelease,
  thisMachine,
  unsupportedPlatform,
} from "./release.ts";

/** How far a download has come. */
export interface InstallProgress {
  /** Bytes of the tarball that have arrived. A download that is retried starts again at 0. */
  readonly received: number;
  /** Bytes that the whole tarball has. */
  readonly total: number;
}

/** Options of {@linkcode installLibrary}. */
export interface InstallOptions {
  /** Fetches the library even when a good one is there; false by default. */
  readonly force?: boolean;
  /** Gives up when it is aborted, and leaves nothing half-made. */
  readonly signal?: AbortSignal;
  /** Is told how far the download has come. */
  readonly onProgress?: (progress: InstallProgress) => void;
  /** The release to install; by default the one that this module is written for. */
  readonly release?: Release;
  /** The machine to install it for; by default this one. */
  readonly machine?: Machine;
}

/** What {@linkcode installLibrary} did. */
export interface InstallResult {
  /** The library's absolute path. */
  readonly path: string;
  /** Whether it was fetched; false when a good one was there already. */
  readonly installed: boolean;
}

/**
 * Puts the native library into the cache directory, unless a good one is there already. Both the
 * tarball and the file taken from it are checked against checksums before a byte is written, and
 * the file appears under its name only when it is complete, so any number of runs may overlap.
 *
 * @throws {InstallError} When that can't be done; it says why and what to do.
 * @throws The signal's reason, when the signal is aborted.
 */
export async function installLibrary(options: InstallOptions = {}): Promise<InstallResult> {
  const { signal, release = pinnedRelease, machine = thisMachine() } = options;
  signal?.throwIfAborted();
  const platform = platformOf(machine);
  if (platform === undefined) throw failure(`${unsupportedPlatform(machine)}.`);

  const file = release.files[platform];
  const path = cachePath(platform, release);
  const isGood = async (): Promise<boolean> => await checksumOf(path) === file.sha256;
  if (!options.force && await onDisk(path, isGood, signal)) return { path, installed: false };

  const tarball = await download(release, options);
  const library = await extract(tarball, `package/${file.path}`);
  if (checksum(library) !== file.sha256) {
    throw failure(
      `${file.path} in ${release.package}@${release.version} is not the file it should be ` +
        "(its SHA-256 is wrong). Please report this: the pinned release does not fit together.",
    );
  }
  await onDisk(path, () => writeAtomically(path, library, isGood, signal), signal);
  return { path, installed: true };
}

// The download

/** The part of pacote that is used here; it publishes no types. */
interface Pacote {
  readonly tarball: {
    stream<Result>(
      spec: string,
      handler: (stream: AsyncIterable<Uint8Array>) => Promise<Result>,
      options: Readonly<Record<string, unknown>>,
    ): Promise<Result>;
  };
}

/** The part of `@npmcli/config` that is used here; it publishes no types. */
interface NpmConfig {
  readonly flat: Readonly<Record<string, unknown>>;
  load(): Promise<void>;
}

type NpmConfigClass = new (options: Readonly<Record<string, unknown>>) => NpmConfig;

/** Fetches the whole tarball into memory: nothing unchecked is written, and nothing is left over. */
async function download(
  release: Release,
  { signal, onProgress }: InstallOptions,
): Promise<Uint8Array> {
  const { default: pacote }: { default: Pacote } = await npmModule(() => import("pacote"));
  const settings = await npmSettings();
  const receive = async (stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> => {
    const chunks: Uint8Array[] = [];
    let received = 0;
    for await (const chunk of stream) {
      signal?.throwIfAborted();
      chunks.push(chunk);
      received += chunk.length;
      onProgress?.({ received, total: release.size });
    }
    return Buffer.concat(chunks);
  };

  try {
    return await orAborted(
      pacote.tarball.stream(`${release.package}@${release.version}`, receive, {
        ...settings,
        integrity: release.integrity,
        signal,
      }),
      signal,
    );
  } catch (error) {
    signal?.throwIfAborted();
    throw failure(explainDownload(error, release, settings), error);
  }
}

/** Takes one file out of a tarball; an empty one when it isn't there. */
async function extract(tarball: Uint8Array, path: string): Promise<Uint8Array> {
  const { Parser } = await npmModule(() => import("tar"));
  return await new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    const parser = new Parser({
      strict: true,
      filter: (name) => name === path,
      onReadEntry: (entry) => void entry.on("data", (chunk) => chunks.push(chunk)),
    });
    parser.on("end", () => resolve(Buffer.concat(chunks)));
    parser.on("error", (error) => reject(failure("the tarball can't be unpacked.", error)));
    parser.end(Buffer.from(tarball));
  });
}

/**
 * What the user has told npm: registries, credentials, proxies and certificates, from the
 * environment and every .npmrc. npm's cache is left out, because this file gets a cache of its own.
 */
async function npmSettings(): Promise<Readonly<Record<string, unknown>>> {
  const [{ default: Config }, { default: vocabulary }]: [
    { default: NpmConfigClass },
    { default: Readonly<Record<string, unknown>> },
  ] = await npmModule(() =>
    Promise.all([
      import("@npmcli/config"),
      import("@npmcli/config/lib/definitions/index.js"),
    ])
  );
  const node = nodeProgram();
  const modules = process.platform === "win32" ? "node_modules" : join("..", "lib", "node_modules");
  const config = new Config({
    ...vocabulary,
    argv: [],
    env: { ...process.env },
    execPath: node, // npm keeps the settings for all users beside Node, wherever that is
    npmPath: join(dirname(node), modules, "npm"),
  });
  try {
    await config.load();
    const { cache: _, ...settings } = config.flat;
    return settings;
  } catch (error) {
    throw failure(`npm's settings can't be read (${firstLineOf(error)}).`, error);
  }
}

/** The Node that the user's npm runs on, as far as the PATH tells; else the running program. */
function nodeProgram(): string {
  const name = process.platform === "win32" ? "node.exe" : "node";
  const candidates = (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, name));
  return candidates.find((candidate) => existsSync(candidate)) ?? process.execPath;
}

/** Loads a package only now, so that importing this module costs nothing. */
async function npmModule<Module>(load: () => Promise<Module>): Promise<Module> {
  try {
    return await load();
  } catch (error) {
    throw failure(
      "the npm packages that fetch it (pacote, tar and @npmcli/config) can't be loaded. " +
        "Add them to your project, or install this package again.",
      error,
    );
  }
}

/** Settles with the work, or at once when the signal is aborted, even if the work takes no notice. */
async function orAborted<Result>(
  work: Promise<Result>,
  signal: AbortSignal | undefined,
): Promise<Result> {
  if (signal === undefined) return await work;
  let onAbort = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason);
    signal.addEventListener("abort", onAbort);
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

// The disk

/** How long after its last change a temporary file must belong to a run that was killed. */
const staleAfter = 60 * 60 * 1000;

/** Writes a file so that others see the old one or the new one, but never a part. */
async function writeAtomically(
  path: string,
  contents: Uint8Array,
  isGood: () => Promise<boolean>,
  signal: AbortSignal | undefined,
): Promise<void> {
  makeDirectory(dirname(path));
  await removeStale(path);
  const temporary = `${path}.${process.pid}-${randomUUID()}.tmp`;
  try {
    const handle = await open(temporary, "wx");
    try {
      await handle.writeFile(contents);
      await handle.chmod(0o644); // a shared cache is for all, whatever this user's umask says
      await handle.sync();
    } finally {
      await handle.close();
    }
    signal?.throwIfAborted();
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {}); // the first error is the one to report
    // Windows won't replace a library in use; another run may have put it there just now.
    if (signal?.aborted || !(await isGood().catch(() => false))) throw error;
  }
}

async function removeStale(path: string): Promise<void> {
  const directory = dirname(path);
  for (const name of await readdir(directory)) {
    if (!name.startsWith(`${basename(path)}.`) || !name.endsWith(".tmp")) continue;
    const leftover = join(directory, name);
    try {
      const { mtimeMs } = await stat(leftover);
      if (Date.now() - mtimeMs > staleAfter) await rm(leftover, { force: true });
    } catch {
      // Another run was faster, or it isn't ours to remove; it is in nobody's way.
    }
  }
}

async function checksumOf(path: string): Promise<string | undefined> {
  try {
    return checksum(await readFile(path));
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

function checksum(contents: Uint8Array): string {
  return createHash("sha256").update(contents).digest("hex");
}

/** Runs an action on the file at `path`; whatever goes wrong becomes one clear error. */
async function onDisk<Result>(
  path: string,
  action: () => Promise<Result>,
  signal: AbortSignal | undefined,
): Promise<Result> {
  try {
    return await action();
  } catch (error) {
    signal?.throwIfAborted();
    throw failure(explainDisk(error, path), error);
  }
}

function cachePath(platform: Platform, release: Release): string {
  try {
    return cachedLibraryPath(platform, release);
  } catch (error) {
    throw failure(firstLineOf(error), error);
  }
}

// The errors

function failure(why: string, cause?: unknown): InstallError {
  return new InstallError(`Cannot install the native library: ${why}`, { cause });
}

function explainDisk(error: unknown, path: string): string {
  switch (codeOf(error)) {
    case "ENOSPC":
    case "EDQUOT":
      return `the disk is full, so ${path} can't be written. Make room, or set IMSDK_CACHE to a ` +
        "directory on another disk.";
    case "EROFS":
    case "EACCES":
    case "EPERM":
      return `${path} can't be written (${
        codeOf(error)
      }). Set IMSDK_CACHE to a directory that can.`;
    case "EISDIR":
    case "ENOTDIR":
    case "EEXIST":
      return `something else is in the way of ${path} (${codeOf(error)}). Remove it, or set ` +
        "IMSDK_CACHE to another directory.";
    default:
      return `${path} can't be written (${firstLineOf(error)}).`;
  }
}

function explainDownload(
  error: unknown,
  { package: name, version }: Release,
  settings: Readonly<Record<string, unknown>>,
): string {
  const tarball = `${name}@${version}`;
  const registry = hostOf(settings.registry);
  switch (codeOf(error)) {
    case "EINTEGRITY":
      return `what ${registry} sent for ${tarball} is not what was published (its checksum is ` +
        "wrong). Try again; if it stays so, choose another registry in npm's settings.";
    case "E404":
    case "ETARGET":
      return `${registry} has no ${tarball}. Choose a registry that has it in npm's settings.`;
    case "E401":
    case "E403":
      return `${registry} refuses to hand out ${tarball} (${codeOf(error)}). Check the ` +
        "credentials in npm's settings.";
    case "ENOTCACHED":
      return "npm is set to stay offline. Change that in npm's settings for this once.";
    default:
      return `${tarball} can't be fetched from ${registry} (${firstLineOf(error)}). Check the ` +
        "network, and the registry and proxy in npm's settings.";
  }
}

/** The host alone, because a registry's URL may carry a password. */
function hostOf(registry: unknown): string {
  return URL.canParse(String(registry)) ? new URL(String(registry)).host : "the npm registry";
}

function firstLineOf(error: unknown): string {
  return messageOf(error).split("\n", 1)[0] ?? "";
}
