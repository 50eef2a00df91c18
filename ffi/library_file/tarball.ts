/**
 * Fetches the vendor's package from npm, with npm's own fetcher and the user's npm settings, and
 * extracts files from it.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import process from "node:process";
import { codeOf, firstLineOf } from "../errors/error_text.ts";

/** A version of a package. */
export interface PackageVersion {
  /** The package's name on npm. */
  readonly package: string;
  /** The package's version. */
  readonly version: string;
  /** Checksum of the tarball, as Subresource Integrity writes it; by default the registry's own. */
  readonly integrity?: string;
}

/** Options of {@linkcode fetchTarball}. */
export interface FetchOptions {
  /** Gives up when it is aborted. */
  readonly signal?: AbortSignal | undefined;
  /** Is told how many bytes have arrived. A download that is retried starts again at 0. */
  readonly onReceived?: (received: number) => void;
}

/**
 * A package cannot be fetched or unpacked. The message continues a sentence such as "Cannot install
 * the native library: …".
 */
export class TarballError extends Error {
  /** The error's name, "TarballError". */
  override readonly name = "TarballError";
}

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

/**
 * Fetches the whole tarball into memory, so that nothing is written before it is checked, and
 * nothing is left over.
 *
 * @throws {TarballError} It can't be fetched, or is not what was published.
 * @throws The signal's reason, when the signal is aborted.
 */
export async function fetchTarball(
  wanted: PackageVersion,
  { signal, onReceived }: FetchOptions = {},
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
      onReceived?.(received);
    }
    return Buffer.concat(chunks);
  };

  try {
    return await orAborted(
      pacote.tarball.stream(`${wanted.package}@${wanted.version}`, receive, {
        ...settings,
        integrity: wanted.integrity,
        signal,
      }),
      signal,
    );
  } catch (error) {
    signal?.throwIfAborted();
    throw failure(explainDownload(error, wanted, settings), error);
  }
}

/**
 * Extracts files from a tarball.
 *
 * @param isWanted Selects the files, by their paths in the package.
 * @throws {TarballError} It is not a valid tarball.
 */
export async function filesOf(
  tarball: Uint8Array,
  isWanted: (path: string) => boolean,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const { Parser } = await npmModule(() => import("tar"));
  const pathOf = (name: string): string => name.replace(/^package\//, "");
  return await new Promise((resolve, reject) => {
    const files = new Map<string, Uint8Array>();
    const parser = new Parser({
      strict: true,
      filter: (name) => isWanted(pathOf(name)),
      onReadEntry: (entry) => {
        const chunks: Uint8Array[] = [];
        entry.on("data", (chunk) => chunks.push(chunk));
        entry.on("end", () => files.set(pathOf(entry.path), Buffer.concat(chunks)));
      },
    });
    parser.on("end", () => resolve(files));
    parser.on(
      "error",
      (error) => reject(failure("the tarball cannot be unpacked. Try again.", error)),
    );
    parser.end(Buffer.from(tarball));
  });
}

/**
 * The user's npm settings: registries, credentials, proxies and certificates, from the environment
 * and every .npmrc. The setting of npm's cache is dropped, because the library has a cache of its
 * own.
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
    throw failure(`npm's settings cannot be read (${firstLineOf(error)}). Correct them.`, error);
  }
}

/** The Node.js that the user's npm runs on: the first one in PATH, or else the running program. */
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
      "the npm packages that fetch it (pacote, tar and @npmcli/config) cannot be loaded. " +
        "Add them to your project, or install this package again.",
      error,
    );
  }
}

/**
 * Settles with the work, or at once when the signal is aborted, even if the work ignores the
 * signal.
 */
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

// The errors

function failure(why: string, cause: unknown): TarballError {
  return new TarballError(why, { cause });
}

function explainDownload(
  error: unknown,
  { package: name, version }: PackageVersion,
  settings: Readonly<Record<string, unknown>>,
): string {
  const tarball = `${name}@${version}`;
  const registry = hostOf(settings.registry);
  switch (codeOf(error)) {
    case "EINTEGRITY":
      return `the checksum of ${tarball} from ${registry} is wrong. Try again; if the error ` +
        "persists, choose another registry in npm's settings.";
    case "E404":
    case "ETARGET":
      return `${registry} has no ${tarball}. Choose a registry that has it in npm's settings.`;
    case "E401":
    case "E403":
      return `${registry} refuses access to ${tarball} (${codeOf(error)}). Check the ` +
        "credentials in npm's settings.";
    case "ENOTCACHED":
      return "npm is in offline mode. Turn that off in npm's settings for this command.";
    default:
      return `${tarball} cannot be fetched from ${registry} (${firstLineOf(error)}). Check the ` +
        "network, and the registry and proxy in npm's settings.";
  }
}

/** The host alone, because a registry's URL may carry a password. */
function hostOf(registry: unknown): string {
  return URL.canParse(String(registry)) ? new URL(String(registry)).host : "the npm registry";
}
