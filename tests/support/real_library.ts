/**
 * The real library, which must never reach a network, and instances of it.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { execFile } from "node:child_process";
import { constants, copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { constants as zlib, inflateRawSync } from "node:zlib";
import { LibraryLoadError } from "../../ffi/errors/library_load_error.ts";
import { locateLibrary } from "../../ffi/library_file/locate.ts";
import { type NativeLibrary, openNative } from "../../ffi/mod.ts";
import { isIsolated, isolatingCommand } from "../../scripts/network_namespace.ts";
import { root } from "../../scripts/runtimes.ts";
import { type Answer, answerTo } from "./answer.ts";
import { atEnd } from "./at_end.ts";
import { assertEquals, assertMatch, describe, it } from "./testing.ts";
import { until } from "../../scripts/until.ts";
import { warmLocks } from "./warm_locks.ts";

// Where the tests run

/** What a test file about the real library registers its tests with. */
export interface Stage {
  /** Whether the tests run in this process. */
  readonly runs: boolean;
  readonly describe: typeof describe;
  readonly it: typeof it;
}

/**
 * Makes the tests of a file run without a network: in this process if it has none, else by one test
 * that runs the file in a network namespace. Where neither is possible, they are skipped with the
 * reason in their names.
 *
 * @param fileUrl The `import.meta.url` of the test file.
 */
export function onRealLibrary(fileUrl: string): Stage {
  const skipped = (reason: string): Stage => ({
    runs: false,
    describe: (name, body) => describe(`${name} (skipped: ${reason})`, body),
    it: Object.assign((name: string, body: () => void) => it.skip(name, body), { skip: it.skip }),
  });

  if (!isInstalled()) return skipped("it is not installed, run deno task install");
  if (isIsolated() || process.env.IMSDK_TEST_NETWORK === "1") return { runs: true, describe, it };
  const isolate = isolatingCommand();
  if (isolate === undefined) {
    return skipped(
      "this machine can't run it without a network, set IMSDK_TEST_NETWORK=1 to run it with one",
    );
  }
  const file = fileURLToPath(fileUrl);
  it(`${basename(file)} passes in a network namespace`, () => runIsolated(isolate, file));
  return { runs: false, describe: () => {}, it };
}

function isInstalled(): boolean {
  try {
    return locateLibrary() !== "";
  } catch (error) {
    if (error instanceof LibraryLoadError) return false;
    throw error;
  }
}

/** A measurement that a test prints, to be repeated in this process's output. */
const MEASUREMENT = /^\d+ accounts at once on .*$/gm;

async function runIsolated(isolate: readonly string[], file: string): Promise<void> {
  const [command, ...args] = [...isolate, process.execPath, ...testArguments(), file];
  // Node.js sets this variable for a test file, and a test runner that finds it set runs nothing.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const output = await promisify(execFile)(command!, args, {
    cwd: root,
    env: { ...env, NO_COLOR: "1" },
    maxBuffer: 2 ** 26,
  }).catch(({ message, stdout, stderr }) => {
    throw new Error(`${message}\n${stdout}${stderr}`);
  });
  const summary = /^.*\b(?:[1-9]\d* pass|pass [1-9]\d*).*$/m.exec(output.stdout + output.stderr);
  assertMatch(summary?.[0] ?? "no test has passed", /\d/);
  console.log(`${basename(file)} in a network namespace: ${summary?.[0].trim()}`);
  for (const line of output.stdout.match(MEASUREMENT) ?? []) console.log(line);
}

function testArguments(): readonly string[] {
  if ("Deno" in globalThis) return ["test", "--allow-all"];
  return "Bun" in globalThis ? ["test"] : ["--test"];
}

// Bun gives a test five seconds unless told otherwise; the library takes up to a minute.
if ("Bun" in globalThis) (await import("bun:test")).setDefaultTimeout(120_000);

// Instances

/** The id of no app in particular. */
export const APP_ID = 1400000000;

/** The library's codes for a user who isn't logged in, and for a network that isn't there. */
export const NOT_LOGGED_IN = 6014;
export const NO_NETWORK = 9523;

/** TIMUninit resets the log's settings, so this is set before each TIMInit. */
export const quiet = { set_config_is_log_output_console: false };

const scratch = mkdtempSync(join(tmpdir(), "imsdk-real-"));
const instances: NativeLibrary[] = [];
await atEnd(async () => {
  // Deno's test runner frees its callbacks at the end, so nothing must be left that calls them.
  await Promise.all(instances.map((library) => library.api.TIMUninit()));
  await until(() => isRemoved(scratch));
});

/** Whether a directory could be removed. The library's threads may still be writing into it. */
function isRemoved(directory: string): boolean {
  try {
    rmSync(directory, { recursive: true, force: true });
    return true;
  } catch {
    return false;
  }
}

let made = 0;

/** An empty directory, which is removed when the process ends. */
export function freshDirectory(): string {
  const directory = join(scratch, String(++made));
  mkdirSync(directory);
  return directory;
}

/** A copy of the library's file: loaded, it is an instance that shares nothing with the others. */
export function copyOfLibrary(): string {
  const copy = join(freshDirectory(), "copy.so");
  copyFileSync(locateLibrary(), copy, constants.COPYFILE_FICLONE);
  return copy;
}

/** Loads a copy of the library, and leaves it uninitialised. */
export async function openCopy(path: string = copyOfLibrary()): Promise<NativeLibrary> {
  const library = await openNative(path);
  instances.push(library);
  // Each function is bound when it's first called, and stays so. Calling all of them here keeps
  // that out of what a test's sanitizer counts. None does anything before TIMInit. These listeners
  // stay, so that the bridge doesn't count the library's events as strays.
  library.api.TIMSetNetworkStatusListenerCallback(() => {});
  library.api.TIMSetKickedOfflineCallback(() => {});
  library.api.TIMSetUserSigExpiredCallback(() => {});
  library.api.TIMSetLogCallback(() => {});
  await warmLocks(scratch, path);
  library.api.TIMInit(0, "{not JSON");
  library.api.TIMGetServerTime();
  library.api.TIMGetLoginStatus();
  library.api.TIMGetLoginUserID();
  await library.api.TIMUninit();
  await Promise.all([
    answerTo(library, "TIMSetConfig", [quiet]),
    answerTo(library, "callExperimentalAPI", ["{}"]),
    answerTo(library, "TIMLogin", ["", ""]),
    answerTo(library, "TIMLogout", []),
    answerTo(library, "TIMConvGetConvList", []),
    ...requestsOfUsers.map(([name, argument]) => answerTo(library, name, [argument])),
  ]);
  return library;
}

/** The request that the library may answer from its own database. */
export const readingRequest = [
  "TIMProfileGetUserProfileList",
  '{"friendship_getprofilelist_param_identifier_array":["bob"]}',
] as const;

/** Requests that somebody must be logged in for, with an argument. */
export const requestsOfUsers = [
  ["TIMProfileModifySelfUserProfile", '{"user_profile_item_nick_name":"Alice"}'],
  readingRequest,
  ["TIMSubscribeUserInfo", '["bob"]'],
  ["TIMUnsubscribeUserInfo", '["bob"]'],
  ["TIMGetUserStatus", '["bob"]'],
  ["TIMSetSelfStatus", '{"user_status_custom_status":"busy"}'],
  ["TIMSubscribeUserStatus", '["bob"]'],
  ["TIMUnsubscribeUserStatus", '["bob"]'],
] as const;

/** The init JSON that makes the library write into a directory. */
export function writingInto(directory: string): object {
  return { sdk_config_config_file_path: directory, sdk_config_log_file_path: directory };
}

/** Initialises an instance, with more of a configuration if wanted. */
export async function initialise(
  library: NativeLibrary,
  { directory = freshDirectory(), config = {} } = {},
): Promise<void> {
  await answerTo(library, "TIMSetConfig", [{ ...quiet, ...config }]);
  assertEquals(library.api.TIMInit(APP_ID, writingInto(directory)), 0);
}

/**
 * Whether TIMSetConfig calls back before it returns. Tested by the runtime's own FFI, because the
 * bridge always delivers an answer later.
 */
export async function answersBeforeReturning(path: string): Promise<boolean> {
  const config = new TextEncoder().encode(JSON.stringify(quiet) + "\0");
  let answered = false;
  const onAnswer = (): void => void (answered = true);

  if ("Deno" in globalThis) {
    const callback = new Deno.UnsafeCallback(
      { parameters: ["i32", "pointer", "pointer", "pointer"], result: "void" },
      onAnswer,
    );
    const library = Deno.dlopen(path, {
      TIMSetConfig: { parameters: ["buffer", "function", "pointer"], result: "i32" },
    });
    library.symbols.TIMSetConfig(config, callback.pointer, null);
    library.close();
    if (answered) callback.close();
  } else if (!("Bun" in globalThis)) {
    const { default: koffi } = await import("koffi");
    const types = ["int", "void *", "void *", "void *"];
    const callback = koffi.register(onAnswer, koffi.pointer(koffi.proto("void", types)));
    const TIMSetConfig = koffi.load(path).func("TIMSetConfig", "int", [
      "void *",
      "void *",
      "void *",
    ]);
    TIMSetConfig(config, callback, null);
  } else {
    const { dlopen, JSCallback } = await import("bun:ffi");
    const callback = new JSCallback(onAnswer, { args: ["i32", "ptr", "ptr", "ptr"] });
    const library = dlopen(path, { TIMSetConfig: { args: ["ptr", "ptr", "ptr"], returns: "i32" } });
    library.symbols.TIMSetConfig(config, callback.ptr, null);
    if (answered) callback.close();
  }
  return answered;
}

// Time

/**
 * How long a login takes that can't succeed, in milliseconds. The library gives up after 30 s; the
 * bounds are wide, for busy machines.
 */
export const A_LOGIN = [25_000, 45_000] as const;
/** The longest, in milliseconds, that something immediate may take. */
export const AT_ONCE = 2_000;

/** An answer, and how long it took. */
export interface Timed {
  readonly reply: Answer;
  readonly ms: number;
}

/** Measures how long an answer takes. */
export async function timed(request: Promise<Answer>): Promise<Timed> {
  const start = performance.now();
  return { reply: await request, ms: performance.now() - start };
}

/**
 * Waits for something with a time limit. Unlike the library's callbacks, it keeps the process
 * alive.
 */
export async function within<Value>(ms: number, promise: Promise<Value>): Promise<Value> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`Not within ${ms} ms`)), ms);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Lets the library run for a while. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

// Log files

/**
 * The text of a log file of the library's: "xlog", a sequence of blocks. A block is a header of 13
 * bytes, the pieces of one deflated stream, each preceded by its length, and a closing 0.
 */
export function readLog(file: Uint8Array): string {
  const DEFLATED = 5;
  const HEAD_BYTES = 13;
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  let text = "";
  for (let at = 0; at < file.length;) {
    if (view.getUint8(at) !== DEFLATED) throw new Error(`Not a block of xlog at byte ${at}`);
    const end = at + HEAD_BYTES + view.getUint32(at + 5, true);
    const pieces: Uint8Array[] = [];
    for (let piece = at + HEAD_BYTES; piece < end;) {
      const length = view.getUint16(piece, true);
      pieces.push(file.subarray(piece + 2, piece + 2 + length));
      piece += 2 + length;
    }
    // The stream has no end: the library flushes it after each line and starts another one.
    const options = { finishFlush: zlib.Z_SYNC_FLUSH };
    text += inflateRawSync(Buffer.concat(pieces), options).toString();
    at = end + 1;
  }
  return text;
}
