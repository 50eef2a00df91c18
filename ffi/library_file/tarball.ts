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
import { clearTimeout, setTimeout } from "node:timers";
import { setTimeout as pause } from "node:timers/promises";
import { abortable } from "../base/waiting.ts";
import { codeOf, firstLineOf } from "../errors/error_text.ts";
import type { TarballStream } from "./npm_fetcher.ts";

type NpmFetcher = typeof import("./npm_fetcher.ts");

/** A version of a package. */
export interface PackageVersion {
  /** The package's name on npm. */
  readonly package: string;
  /** The package's version. */
  readonly version: string;
  /** Checksum of the tarball, as Subresource Integrity writes it; by default the registry's own. */
  readonly integrity?: string;
}

/** One try to fetch something. */
export interface Attempt {
  /** Which one it is, from 1 on. */
  readonly number: number;
  /** How many there will be at most. */
  readonly limit: number;
  /** The registry's host, as npm's settings name it. */
  readonly registry: string;
  /** The host of the proxy in npm's settings, if it is the one that is connected to. */
  readonly proxy: string | undefined;
  /** Why the try before has failed; `undefined` for the first. */
  readonly failure: string | undefined;
  /** How long it is until it begins, in milliseconds. */
  readonly delay: number;
}

/**
 * The longest that a registry or proxy may send nothing, in milliseconds, unless npm's fetch-timeout
 * is shorter.
 */
const SILENCE_LIMIT_MS = 30_000;

/** Options of {@linkcode fetchTarball}. */
export interface FetchOptions {
  /** Gives up when it is aborted. */
  readonly signal?: AbortSignal | undefined;
  /** Is told how many bytes have arrived. A download that is retried starts again at 0. */
  readonly onReceived?: ((received: number) => void) | undefined;
  /** Is told of each try before it is made. */
  readonly onAttempt?: ((attempt: Attempt) => void) | undefined;
}

/**
 * A package cannot be fetched or unpacked. The message continues a sentence such as "Cannot install
 * the native library: …".
 */
export class TarballError extends Error {
  /** The error's name, "TarballError". */
  override readonly name = "TarballError";
}

/** The settings that are looked at here. npm checks their types. */
interface NpmSettings {
  readonly registry: string;
  /** `fetch-timeout`, in milliseconds; 0 for none. */
  readonly timeout: number;
  /** `fetch-retries`, `fetch-retry-factor` and so on; the times in milliseconds. */
  readonly retry: {
    readonly retries: number;
    readonly factor: number;
    readonly minTimeout: number;
    readonly maxTimeout: number;
  };
  readonly proxy?: string | false | null;
  readonly httpsProxy?: string | null;
  readonly noProxy?: string | readonly string[];
  /** `before`, or what `min-release-age` makes of today's date. */
  readonly before?: Date | null;
}

/**
 * Fetches the whole tarball into memory, so that nothing is written before it is checked, and
 * nothing is left over.
 *
 * @throws {TarballError} It can't be fetched, or is not what was published.
 * @throws The signal's reason, when the signal is aborted.
 */
export async function fetchTarball(
  wanted: PackageVersion,
  { signal, onReceived, onAttempt }: FetchOptions = {},
): Promise<Uint8Array> {
  const npm = await npmFetcher();
  const settings = await npmSettings(npm);
  const { retries, factor, minTimeout, maxTimeout } = settings.retry;
  const registry = hostOf(settings.registry);
  const proxy = proxyOf(settings);

  let failed: unknown;
  for (let number = 1;; number++) {
    const delay = number === 1 ? 0 : Math.min(minTimeout * factor ** (number - 2), maxTimeout);
    const reason = number === 1 ? undefined : firstLineOf(failed);
    onAttempt?.({ number, limit: retries + 1, registry, proxy, failure: reason, delay });
    if (delay > 0) await pause(delay, undefined, signal && { signal }).catch(() => {});
    signal?.throwIfAborted();
    try {
      return await receiveTarball(npm, wanted, settings, { signal, onReceived });
    } catch (error) {
      signal?.throwIfAborted();
      if (number > retries || isFinal(error)) {
        throw failure(explainDownload(error, wanted, settings), error);
      }
      failed = error;
    }
  }
}

/** Makes one try. It ends when nothing has come for too long, which npm's own limits do not see. */
async function receiveTarball(
  { streamTarball }: NpmFetcher,
  wanted: PackageVersion,
  settings: NpmSettings,
  { signal, onReceived }: FetchOptions,
): Promise<Uint8Array> {
  const limit = Math.min(settings.timeout || SILENCE_LIMIT_MS, SILENCE_LIMIT_MS);
  const giveUp = new AbortController();
  const onSilence = (): void =>
    giveUp.abort(Object.assign(new Error(`nothing has come for ${limit} ms`), { code: SILENCE }));
  let timer = setTimeout(onSilence, limit);
  const onAbort = (): void => giveUp.abort(signal?.reason);
  signal?.addEventListener("abort", onAbort);
  const receive = async (stream: TarballStream): Promise<Uint8Array> => {
    // A connection that breaks tells so twice, the second time when the loop below has ended.
    stream.on("error", () => {});
    const chunks: Uint8Array[] = [];
    let received = 0;
    for await (const chunk of stream) {
      giveUp.signal.throwIfAborted();
      clearTimeout(timer);
      timer = setTimeout(onSilence, limit);
      chunks.push(chunk);
      received += chunk.length;
      onReceived?.(received);
    }
    return Buffer.concat(chunks);
  };
  try {
    return await abortable(
      streamTarball(`${wanted.package}@${wanted.version}`, receive, {
        ...settings,
        retry: { retries: 0 },
        timeout: 0, // an error of npm's own timer has no listener in the middle of a download
        integrity: wanted.integrity,
        signal: giveUp.signal,
      }),
      giveUp.signal,
    );
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
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
  const { Parser } = await npmFetcher();
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
async function npmSettings({ npmConfig }: NpmFetcher): Promise<NpmSettings> {
  const node = nodeProgram();
  const modules = process.platform === "win32" ? "node_modules" : join("..", "lib", "node_modules");
  const config = npmConfig({
    argv: [],
    env: { ...process.env },
    execPath: node, // npm keeps the settings for all users beside Node, wherever that is
    npmPath: join(dirname(node), modules, "npm"),
  });
  try {
    await config.load();
    const { cache: _, ...settings } = config.flat;
    return settings as unknown as NpmSettings;
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

/** Loads npm's code only now, so that importing this module costs nothing. */
async function npmFetcher(): Promise<NpmFetcher> {
  try {
    return await import("./npm_fetcher.ts");
  } catch (error) {
    throw failure(
      "the npm packages that fetch it (pacote, tar and @npmcli/config) cannot be loaded. " +
        "Add them to your project, or install this package again.",
      error,
    );
  }
}

// The errors

/** The code of a try that was given up because nothing came. */
const SILENCE = "ESILENCE";

/** What another try would not change: what the registry has answered, and npm's own refusals. */
function isFinal(error: unknown): boolean {
  const code = codeOf(error) ?? "";
  if (/^E4\d\d$/.test(code)) return !["E408", "E420", "E429"].includes(code);
  return ["EINTEGRITY", "ETARGET", "ENOVERSIONS", "ENOTCACHED"].includes(code);
}

function failure(why: string, cause: unknown): TarballError {
  return new TarballError(why, { cause });
}

function explainDownload(
  error: unknown,
  { package: name, version }: PackageVersion,
  settings: NpmSettings,
): string {
  const tarball = `${name}@${version}`;
  const registry = hostOf(settings.registry);
  switch (codeOf(error)) {
    case "EINTEGRITY":
      return `the checksum of ${tarball} from ${registry} is wrong. Try again; if the error ` +
        "persists, choose another registry in npm's settings.";
    case "ETARGET":
      if (settings.before) {
        return `${registry} has no ${tarball} from before ${settings.before.toISOString()}, and ` +
          "npm's settings (before or min-release-age) allow nothing newer. Change that setting for " +
          "this command; the library is checked against a pinned checksum all the same.";
      }
      return `${registry} has no ${tarball}. Choose a registry that has it in npm's settings.`;
    case "E404":
      return `${registry} has no ${tarball}. Choose a registry that has it in npm's settings.`;
    case "E401":
    case "E403":
      return `${registry} refuses access to ${tarball} (${codeOf(error)}). Check the ` +
        "credentials in npm's settings.";
    case "ENOTCACHED":
      return "npm is in offline mode. Turn that off in npm's settings for this command.";
    case SILENCE: {
      const proxy = proxyOf(settings);
      return `${tarball} cannot be fetched from ${registry}${
        proxy ? ` by the proxy ${proxy}` : ""
      } ` +
        `(${firstLineOf(error)}). Check the network, and the registry and proxy in npm's settings.`;
    }
    default:
      return `${tarball} cannot be fetched from ${registry} (${firstLineOf(error)}). Check the ` +
        "network, and the registry and proxy in npm's settings.";
  }
}

/** The host alone, because a registry's URL may carry a password. */
function hostOf(registry: string): string {
  return URL.canParse(registry) ? new URL(registry).host : "the npm registry";
}

/** The host of the proxy that npm connects to in place of the registry, if it does. */
function proxyOf({ registry, proxy, httpsProxy, noProxy = [] }: NpmSettings): string | undefined {
  if (!URL.canParse(registry)) return undefined;
  const { protocol, hostname } = new URL(registry);
  const url = (protocol === "https:" && httpsProxy) || proxy;
  if (!url || !URL.canParse(url)) return undefined;
  const direct = [noProxy].flat().flatMap((names) => names.split(",")).map((name) => name.trim());
  const isDirect = direct.some((name) =>
    name !== "" && `.${hostname}`.endsWith(`.${name.replace(/^\*?\./, "")}`)
  );
  return isDirect ? undefined : new URL(url).host;
}
