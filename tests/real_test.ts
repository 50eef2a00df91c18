/**
 * What the real library does, and the session on it. Nothing here needs a network, and nothing here
 * has one: see onRealLibrary.
 */

import { execFile } from "node:child_process";
import { readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { KeepAlive } from "../ffi/base/keep_alive.ts";
import type { NativeLibrary } from "../ffi/mod.ts";
import { release } from "../ffi/library_file/release.ts";
import {
  ImSdk,
  ImSdkError,
  type ImSdkEventMap,
  LoginStatus,
  LogLevel,
  NetworkStatus,
  type OpenOptions,
} from "../mod.ts";
import { currentHost, modulePath } from "../scripts/runtimes.ts";
import { type Answer, answerTo, libraryBehind } from "./support/answer.ts";
import { atEnd } from "./support/at_end.ts";
import {
  A_LOGIN,
  answersBeforeReturning,
  APP_ID,
  AT_ONCE,
  copyOfLibrary,
  freshDirectory,
  initialise,
  NO_NETWORK,
  NOT_LOGGED_IN,
  onRealLibrary,
  openCopy,
  pause,
  readingRequest,
  readLog,
  requestsOfUsers,
  type Timed,
  timed,
  within,
  writingInto,
} from "./support/real_library.ts";
import {
  afterEach,
  assert,
  assertEquals,
  assertInstanceOf,
  assertMatch,
  assertRejects,
  beforeEach,
} from "./support/testing.ts";
import { until } from "../scripts/until.ts";

const { runs, describe, it } = onRealLibrary(import.meta.url);

const NOT_INITIALISED = 6013;
const CONNECT_FAILED = 9512;

const TWO_LOGINS = [55_000, 90_000] as const;
const LONGER_THAN_TWO_LOGINS = 95_000;

/** Long, and unlike anything else, so that it can be searched for. */
const USER_SIG = "a-sig-that-must-not-be-seen-".repeat(8);
const PART_OF_SIG = "must-not-be-seen";

/** What the library writes into the root directory, its default, when it has been uninitialised. */
const ROOT_FILES = ["/imsdk_config_0", "/imsdk_report"];
const begun = Date.now();
if (runs) {
  const ours = ROOT_FILES.filter((path) => modified(path) === 0);
  await atEnd(() => ours.forEach((path) => rmSync(path, { force: true })));
  // Requests that wait for half a minute keep the process alive. Held throughout, so that no test
  // is the one that starts or ends it.
  const keepAlive = new KeepAlive();
  keepAlive.hold();
  await atEnd(() => keepAlive.release());
}

function modified(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function assertTook(ms: number, [least, most]: readonly [number, number]): void {
  assert(ms >= least && ms <= most, `It took ${Math.round(ms)} ms, not ${least} to ${most}`);
}

function assertSigIsNotIn(log: string): void {
  // Finding the user's id shows that the search would find the sig as well.
  assertMatch(log, /userid:alice/);
  assert(!log.includes(PART_OF_SIG));
}

function status(library: NativeLibrary): number {
  return library.api.TIMGetLoginStatus();
}

/** The files below a directory, as paths. */
function filesBelow(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/**
 * What the library has written below a directory, its log files unpacked, once it has closed it.
 */
async function everythingWritten(directory: string): Promise<string> {
  // It closes its databases after TIMUninit has returned, which removes these files.
  await until(() => filesBelow(directory).every((path) => !/-(shm|wal)$/.test(path)));
  return filesBelow(directory).map((path) => {
    const bytes = readFileSync(path);
    return path.endsWith(".xlog") ? readLog(bytes) : bytes.toString("latin1");
  }).join("\n");
}

/** For requests that are never answered. They must not keep the process alive. */
const unawaited = { keepAlive: false };

/**
 * What takes the library half a minute or a whole one, each on a separate instance. Started before
 * the first test, so that all else runs meanwhile.
 */
async function beginWaiting() {
  const [logout, logins, ended, silent, watched] = await Promise.all(
    Array.from({ length: 5 }, () => openCopy()),
  ) as [NativeLibrary, NativeLibrary, NativeLibrary, NativeLibrary, NativeLibrary];

  await initialise(logout);
  const loginBeforeLogout = timed(answerTo(logout, "TIMLogin", ["alice", USER_SIG]));
  const logoutInMidLogin = timed(answerTo(logout, "TIMLogout", []));

  await initialise(logins);
  const firstLogin = timed(answerTo(logins, "TIMLogin", ["alice", USER_SIG]));
  const secondLogin = timed(answerTo(logins, "TIMLogin", ["u".repeat(500), USER_SIG]));

  const unexpected: Answer[] = [];
  const expectNoAnswer = (request: Promise<Answer>) =>
    void request.then((reply) => unexpected.push(reply));

  await initialise(ended);
  expectNoAnswer(answerTo(ended, "TIMLogin", ["alice", USER_SIG], unawaited));
  expectNoAnswer(answerTo(ended, "TIMLogout", [], unawaited));
  await ended.api.TIMUninit();

  await initialise(silent);
  const operations = [
    ["init_local_storage", { request_init_local_storage_user_id_param: "alice" }],
    ["set_packet_request_timeout", { request_set_packet_request_timeout_param: 5 }],
    ["set_ui_platform", { request_set_ui_platform_param: 1 }],
  ] as const;
  for (const [operation, parameters] of operations) {
    expectNoAnswer(answerTo(silent, "callExperimentalAPI", [{
      request_internal_operation: `internal_operation_${operation}`,
      ...parameters,
    }], unawaited));
  }
  const impatientLogin = timed(answerTo(silent, "TIMLogin", ["alice", USER_SIG]));

  const lines: string[] = [];
  const network: { status: number; code: number; at: number }[] = [];
  const directory = freshDirectory();
  watched.api.TIMSetLogCallback((_level, line) => lines.push(line ?? ""));
  watched.api.TIMSetNetworkStatusListenerCallback((status, code) => {
    network.push({ status, code, at: performance.now() });
  });
  await initialise(watched, {
    directory,
    config: { set_config_log_level: 1, set_config_callback_log_level: 1 },
  });
  const watchedLogin = timed(answerTo(watched, "TIMLogin", ["alice", USER_SIG]));

  return {
    loginBeforeLogout,
    logoutInMidLogin,
    firstLogin,
    secondLogin,
    unexpected,
    impatientLogin,
    watched: { library: watched, login: watchedLogin, directory, lines, network },
  };
}

const waiting = (runs ? await beginWaiting() : undefined)!;
const untouched = (runs ? await openCopy() : undefined)!;
/** Initialised, and never logged in, because a login's database stays open after TIMUninit. */
const newcomer = (runs ? await openCopy() : undefined)!;
if (runs) await initialise(newcomer);
const path = runs ? copyOfLibrary() : "";
const library = (runs ? await openCopy(path) : undefined)!;

describe("the real library, before TIMInit", () => {
  it("is the version that this module is written for", () => {
    assertEquals(untouched.api.TIMGetSDKVersion(), release.sdkVersion);
  });

  it("returns this machine's time as the server's", () => {
    const seconds = Number(untouched.api.TIMGetServerTime());
    assert(Math.abs(seconds - Date.now() / 1000) < 5, String(seconds));
  });

  it("has nobody logged in", () => {
    assertEquals(status(untouched), LoginStatus.LoggedOut);
    assertEquals(untouched.api.TIMGetLoginUserID(), { result: 0, user_id_buffer: "" });
  });

  it("accepts a login and a logout, and calls back that it isn't initialised", async () => {
    const login = await within(AT_ONCE, answerTo(untouched, "TIMLogin", ["alice", USER_SIG]));
    const logout = await within(AT_ONCE, answerTo(untouched, "TIMLogout", []));
    // The description shows that the code is the callback's, and not C's result.
    for (const { code, desc } of [login, logout]) {
      assertEquals([code, desc], [NOT_INITIALISED, "not initialized"]);
    }
  });

  for (const [name, argument] of requestsOfUsers) {
    it(`calls back from ${name} that it isn't initialised`, async () => {
      const { code } = await within(AT_ONCE, answerTo(untouched, name, [argument]));
      assertEquals(code, NOT_INITIALISED);
    });
  }

  it("answers TIMSetConfig with what was set, before the call returns", async () => {
    const { code, json } = await answerTo(untouched, "TIMSetConfig", [{ set_config_log_level: 3 }]);
    assertEquals([code, json], [0, '{"set_config_log_level":3}']);
    assert(await answersBeforeReturning(untouched.path));
  });

  it("refuses malformed JSON and the app id 0", () => {
    const config = writingInto(freshDirectory());
    assertEquals(untouched.api.TIMInit(APP_ID, "{not JSON"), -3);
    assertEquals(untouched.api.TIMInit(0, config), -4);
  });

  it("can be uninitialised", async () => {
    assertEquals(await untouched.api.TIMUninit(), 0);
  });
});

describe("the real library, initialised", () => {
  beforeEach(() => initialise(library));
  afterEach(async () => {
    await library.api.TIMUninit();
  });

  it("has nobody logged in", () => {
    assertEquals(status(library), LoginStatus.LoggedOut);
    assertEquals(library.api.TIMGetLoginUserID(), { result: 0, user_id_buffer: "" });
  });

  it("shares nothing with a copy under another name", async () => {
    void answerTo(library, "TIMLogin", ["alice", USER_SIG], unawaited);
    await until(() => status(library) === LoginStatus.LoggingIn);
    assertEquals(status(untouched), LoginStatus.LoggedOut);
    const { code } = await within(AT_ONCE, answerTo(untouched, "TIMLogout", []));
    assertEquals(code, NOT_INITIALISED);
  });

  it("can be initialised once more", () => {
    assertEquals(library.api.TIMInit(APP_ID, writingInto(freshDirectory())), 0);
  });

  it("is refused to a session, also while a user is being logged in", async () => {
    const open = (): Promise<ImSdk> =>
      ImSdk.open({ sdkAppId: APP_ID, libraryPath: library.path, dataDir: freshDirectory() });
    for (const state of [LoginStatus.LoggedOut, LoginStatus.LoggingIn]) {
      if (state === LoginStatus.LoggingIn) {
        void answerTo(library, "TIMLogin", ["alice", USER_SIG], unawaited);
        await until(() => status(library) === state);
      }
      const error = await assertRejects(open, DOMException, "has initialised it");
      assertEquals(error.name, "InvalidStateError");
      assertEquals(status(library), state);
    }
  });

  it("logs out at once when nobody is logged in", async () => {
    const { reply, ms } = await within(AT_ONCE, timed(answerTo(library, "TIMLogout", [])));
    assertEquals(reply, { code: 0, desc: "", json: "" });
    assert(ms < 500, `It took ${ms} ms`);
  });

  it("refuses a login without a user id or a sig, and never calls back", async () => {
    let strays = 0;
    const stop = libraryBehind(library).bridge.onStray(() => strays++);
    for (const [user, sig] of [["", "sig"], [null, "sig"], ["alice", ""], ["alice", null]]) {
      const reply = await within(AT_ONCE, answerTo(library, "TIMLogin", [user!, sig!]));
      assertEquals(reply, { code: -4, desc: null, json: null });
    }
    await pause(300);
    stop();
    assertEquals(strays, 0);
  });

  for (const [name, argument] of requestsOfUsers) {
    it(`calls back from ${name} that nobody is logged in`, async () => {
      const { code } = await within(AT_ONCE, answerTo(newcomer, name, [argument]));
      assertEquals(code, NOT_LOGGED_IN);
    });
  }

  it("reads a user's database without a login, once it is given the user", async () => {
    void answerTo(newcomer, "callExperimentalAPI", [{
      request_internal_operation: "internal_operation_init_local_storage",
      request_init_local_storage_user_id_param: "alice",
    }], unawaited);
    const [name, argument] = readingRequest;
    const deadline = performance.now() + AT_ONCE;
    let reply: Answer;
    do {
      reply = await within(AT_ONCE, answerTo(newcomer, name, [argument]));
      await pause(10);
    } while (reply.code === NOT_LOGGED_IN && performance.now() < deadline);
    assertEquals([reply.code, reply.json], [0, "[]"]);
    assertEquals(status(newcomer), LoginStatus.LoggedOut);
  });

  it("gives each of many requests its own answer", async () => {
    const replies = await within(
      10_000,
      Promise.all(
        Array.from(
          { length: 300 },
          (_, n) =>
            n % 3 === 0
              ? answerTo(library, "TIMLogout", [])
              : n % 3 === 1
              ? answerTo(library, "TIMGetUserStatus", [["bob"]])
              : answerTo(library, "TIMSetConfig", [{ set_config_user_define_data: String(n) }]),
        ),
      ),
    );
    replies.forEach(({ code, json }, n) =>
      assertEquals(
        [code, json],
        [
          [0, ""],
          [NOT_LOGGED_IN, "[]"],
          [0, `{"set_config_user_define_data":"${n}"}`],
        ][n % 3]!,
      )
    );
  });

  it("reports that it is logging in a moment after TIMLogin", async () => {
    void answerTo(library, "TIMLogin", ["alice", USER_SIG], unawaited);
    // The library's own thread changes the status, so both are possible when TIMLogin returns.
    const atFirst = status(library);
    assert(atFirst === LoginStatus.LoggedOut || atFirst === LoginStatus.LoggingIn, `${atFirst}`);
    await until(() => status(library) === LoginStatus.LoggingIn, AT_ONCE);
    assertEquals(library.api.TIMGetLoginUserID(), { result: 0, user_id_buffer: "" });
  });

  it("ends a login at once by TIMUninit, and can be initialised and used again", async () => {
    void answerTo(library, "TIMLogin", ["alice", USER_SIG], unawaited);
    await until(() => status(library) === LoginStatus.LoggingIn);
    const start = performance.now();
    assertEquals(await within(AT_ONCE, library.api.TIMUninit()), 0);
    assert(performance.now() - start < AT_ONCE);
    await until(() => status(library) === LoginStatus.LoggedOut, AT_ONCE);
    for (const name of ["TIMLogin", "TIMLogout"] as const) {
      const args: [string, string] | [] = name === "TIMLogin" ? ["alice", USER_SIG] : [];
      const { code } = await within(AT_ONCE, answerTo(library, name, args));
      assertEquals(code, NOT_INITIALISED);
    }

    await initialise(library);
    assertEquals(status(library), LoginStatus.LoggedOut);
    const { code } = await within(AT_ONCE, answerTo(library, "TIMLogout", []));
    assertEquals(code, 0);
  });

  it("forgets its listeners by TIMUninit", async () => {
    let heard = 0;
    let heardAgain = 0;
    const name = "TIMSetNetworkStatusListenerCallback";
    await library.api.TIMUninit();
    const stop = library.api[name](() => heard++);
    await initialise(library);
    await until(() => heard >= 2);
    await library.api.TIMUninit();
    await pause(100);
    heard = 0;

    await initialise(library);
    await pause(300);
    assertEquals(heard, 0);
    await library.api.TIMUninit();
    const stopAgain = library.api[name](() => heardAgain++);
    await initialise(library);
    await until(() => heardAgain >= 2);
    assertEquals(heard, 0);
    stop();
    stopAgain();
  });
});

describe("the real library's output", () => {
  /** Fewer lines than it prints for one TIMInit, and more than a few stray ones. */
  const MANY = 20;
  const native = pathToFileURL(modulePath("ffi/mod.ts")).href;
  const module = pathToFileURL(modulePath("mod.ts")).href;

  /** Runs a program on this runtime in an empty directory, and returns what it has printed. */
  async function outputOf(program: string): Promise<string> {
    const cwd = freshDirectory();
    const evaluate = { deno: ["eval"], bun: ["-e"], node: ["--input-type=module", "-e"] };
    const args = [...evaluate[currentHost.runtime], program];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd });
    assertEquals(readdirSync(cwd), []);
    return stdout;
  }

  function linesOf(output: string): string[] {
    return output.split("\n").filter((line) => line !== "");
  }

  function session(options: Partial<OpenOptions>): string {
    return `
      import { ImSdk } from "${module}";
      const sdk = await ImSdk.open(${JSON.stringify({ sdkAppId: APP_ID, ...options })});
      const signal = AbortSignal.timeout(500);
      await sdk.login("alice", "sig", { signal }).catch(() => {});
      await sdk.logout();
      await sdk.close();
      console.log("the end");
    `;
  }

  /** The library's own lines when it is given some configurations, and initialised after each. */
  async function logWith(...configs: readonly (object | null)[]): Promise<string[]> {
    const output = await outputOf(`
      import { openNative } from "${native}";
      const library = await openNative();
      for (const config of ${JSON.stringify(configs)}) {
        if (config) await library.api.TIMSetConfig(config);
        library.api.TIMInit(${APP_ID}, ${JSON.stringify(writingInto(freshDirectory()))});
        await new Promise((resolve) => setTimeout(resolve, 300));
        await library.api.TIMUninit();
      }
    `);
    return linesOf(output).filter((line) => line.startsWith("TIM:"));
  }

  it("is one line of a session's standard output, and everything else is in the data directory", async () => {
    const dataDir = freshDirectory();
    const output = await outputOf(session({ dataDir }));
    assertMatch(output, /the end\n/);
    // A thread of the library's writes its line and the line's end one after the other, so that the
    // program's own line may come between the two.
    const lines = linesOf(output.replace("the end\n", ""));
    assertEquals(lines.filter((line) => !line.startsWith("[xlog]")), []);
    assert(filesBelow(dataDir).length > 0);
  });

  it("is on standard output when a session asks for it", async () => {
    const lines = linesOf(await outputOf(session({ dataDir: freshDirectory(), consoleLog: true })));
    assert(lines.filter((line) => line.startsWith("TIM:")).length > MANY, lines.join("\n"));
  });

  it("is on standard output by default", async () => {
    assert((await logWith(null)).length > MANY);
  });

  it("is not on standard output after a TIMSetConfig without a level, whatever else it says", async () => {
    assertEquals(await logWith({ set_config_is_log_output_console: true }), []);
    assertEquals(await logWith({}), []);
  });

  const writesToRoot = process.getuid?.() === 0 ? it : it.skip;
  writesToRoot(
    "is in the root directory, if the user may write there, seconds after TIMUninit",
    async () => {
      // The first TIMUninit was that of beginWaiting: it forgets the directory, and goes on
      // writing.
      await until(() => ROOT_FILES.some((path) => modified(path) > begun), 15_000);
    },
  );

  it("is on standard output again after TIMUninit, which forgets what TIMSetConfig has set", async () => {
    assert((await logWith({ set_config_is_log_output_console: false }, null)).length > MANY);
  });
});

describe("ImSdk on the real library", () => {
  let sdk: ImSdk;
  let dataDir: string;

  const open = (options: Partial<OpenOptions> = {}): Promise<ImSdk> =>
    ImSdk.open({ sdkAppId: APP_ID, libraryPath: path, dataDir, ...options });

  async function assertEnded(login: Promise<void>, name: string): Promise<void> {
    const error = await assertRejects(() => within(AT_ONCE, login), DOMException);
    assertEquals(error.name, name);
  }

  /** Waits until the library itself is logging in, and not only the session's state. */
  async function inMidLogin(): Promise<void> {
    await until(() => status(library) === LoginStatus.LoggingIn);
  }

  async function assertUsable(): Promise<void> {
    await within(AT_ONCE, sdk.logout());
    assertEquals(sdk.loginStatus, LoginStatus.LoggedOut);
    assertEquals(sdk.loginUserId, null);
  }

  beforeEach(async () => {
    dataDir = freshDirectory();
    sdk = await open();
  });
  afterEach(() => sdk.close());

  it("opens with nobody logged in", () => {
    assertEquals(sdk.sdkVersion, release.sdkVersion);
    assertEquals(sdk.loginStatus, LoginStatus.LoggedOut);
    assertEquals(sdk.loginUserId, null);
  });

  it("logs out", async () => {
    assertEquals(await within(AT_ONCE, sdk.logout()), undefined);
  });

  it("opens again after it was closed", async () => {
    for (let round = 0; round < 5; round++) {
      await within(AT_ONCE, sdk.close());
      assertEquals(sdk.loginStatus, LoginStatus.LoggedOut);
      sdk = await within(AT_ONCE, open());
      await assertUsable();
    }
  });

  it("refuses a second user's login at once", async () => {
    const login = sdk.login("alice", USER_SIG);
    await inMidLogin();
    await assertEnded(sdk.login("bob", USER_SIG), "InvalidStateError");
    assertEquals(sdk.loginStatus, LoginStatus.LoggingIn);
    await Promise.all([sdk.close(), assertEnded(login, "AbortError")]);
  });

  it("ends a login at once by logout()", async () => {
    for (const user of ["alice", "bob"]) {
      const login = sdk.login(user, USER_SIG);
      assertEquals(sdk.loginStatus, LoginStatus.LoggingIn);
      assertEquals(sdk.loginUserId, null);
      await inMidLogin();
      await Promise.all([within(AT_ONCE, sdk.logout()), assertEnded(login, "AbortError")]);
      await assertUsable();
    }
  });

  it("ends a login at once by its signal", async () => {
    const controller = new AbortController();
    const reason = new Error("changed my mind");
    const login = sdk.login("alice", USER_SIG, { signal: controller.signal });
    await inMidLogin();
    controller.abort(reason);
    assertEquals(await assertRejects(() => within(AT_ONCE, login), Error), reason);
    await until(() => status(library) === LoginStatus.LoggedOut, AT_ONCE);
    await assertUsable();
  });

  it("ends a login at once by a signal with a time limit", async () => {
    const signal = AbortSignal.timeout(200);
    await assertEnded(sdk.login("alice", USER_SIG, { signal }), "TimeoutError");
    await assertUsable();
  });

  it("ends a login at once by close()", async () => {
    const login = sdk.login("alice", USER_SIG);
    await inMidLogin();
    await Promise.all([within(AT_ONCE, sdk.close()), assertEnded(login, "AbortError")]);
    sdk = await open();
    await assertUsable();
  });

  it("reports the state of the network, also after a restart", async () => {
    for (let round = 0; round < 2; round++) {
      const heard: ImSdkEventMap["networkstatus"]["detail"][] = [];
      const onStatus = ({ detail }: ImSdkEventMap["networkstatus"]) => void heard.push(detail);
      sdk.addEventListener("networkstatus", onStatus);
      await assertEnded(
        sdk.login("alice", USER_SIG, { signal: AbortSignal.timeout(100) }),
        "TimeoutError",
      );
      await until(() => heard.some(({ status }) => status === NetworkStatus.ConnectFailed));
      const failed = heard.find(({ status }) => status === NetworkStatus.ConnectFailed);
      assertEquals(failed?.code, CONNECT_FAILED);
      assertEquals(typeof failed?.desc, "string");
      sdk.removeEventListener("networkstatus", onStatus);
    }
  });

  it("delivers the log, and neither that nor any file has the user sig", async () => {
    await sdk.close();
    sdk = await open({ logLevel: LogLevel.Test });
    const lines: string[] = [];
    sdk.addEventListener("log", ({ detail }) => void lines.push(detail.message));
    const signal = AbortSignal.timeout(500);
    await assertEnded(sdk.login("alice", USER_SIG, { signal }), "TimeoutError");
    await sdk.logout();
    await sdk.close();
    assertSigIsNotIn(lines.join("\n"));
    assertSigIsNotIn(await everythingWritten(dataDir));
  });

  it("fails after half a minute without a network, for all who wait for the login", async () => {
    const start = performance.now();
    const logins = [1, 2].map(() => sdk.login("alice", USER_SIG));
    for (const login of logins) {
      const error = await assertRejects(() => within(A_LOGIN[1], login), ImSdkError);
      assertInstanceOf(error, ImSdkError);
      assertEquals(error.code, NO_NETWORK);
      assertEquals(error.codeName, "ERR_SDK_NET_WAIT_SEND_TIMEOUT_NO_NETWORK");
      assertEquals(error.api, "TIMLogin");
      assertMatch(error.desc, /timed out/);
      // The connection has told after some milliseconds what the login tells after half a minute.
      assertInstanceOf(error.cause, ImSdkError);
      assertEquals(error.cause.code, CONNECT_FAILED);
    }
    assertTook(performance.now() - start, A_LOGIN);
    await assertUsable();
  });
});

describe("the real library, without a network", () => {
  const answer = (request: Promise<Timed>) => within(LONGER_THAN_TWO_LOGINS, request);

  it("fails a login after half a minute", async () => {
    const { reply, ms } = await answer(waiting.watched.login);
    assertEquals(reply.code, NO_NETWORK);
    assertMatch(reply.desc ?? "", /^The request packets timed out/);
    assertTook(ms, A_LOGIN);
    assertEquals(status(waiting.watched.library), LoginStatus.LoggedOut);
  });

  it("takes as long even if a shorter time limit is set", async () => {
    const { reply, ms } = await answer(waiting.impatientLogin);
    assertEquals(reply.code, NO_NETWORK);
    assertTook(ms, A_LOGIN);
  });

  it("answers a logout only when the login under way has ended", async () => {
    const login = await answer(waiting.loginBeforeLogout);
    const logout = await answer(waiting.logoutInMidLogin);
    assertEquals([login.reply.code, logout.reply.code], [NO_NETWORK, 0]);
    assertTook(login.ms, A_LOGIN);
    assertTook(logout.ms, A_LOGIN);
  });

  it("reports every ten seconds that it can't connect", async () => {
    await answer(waiting.watched.login);
    const { network } = waiting.watched;
    assertEquals(network.slice(0, 4).map(({ status, code }) => [status, code]), [
      [NetworkStatus.Connecting, 0],
      [NetworkStatus.ConnectFailed, CONNECT_FAILED],
      [NetworkStatus.Connecting, 0],
      [NetworkStatus.ConnectFailed, CONNECT_FAILED],
    ]);
    assertTook(network[3]!.at - network[1]!.at, [5_000, 20_000]);
  });

  it("has the user sig in none of its log lines and files", async () => {
    await answer(waiting.watched.login);
    const { library, lines, directory } = waiting.watched;
    await library.api.TIMUninit();
    assertSigIsNotIn(lines.join("\n"));
    assertSigIsNotIn(await everythingWritten(directory));
  });

  it("begins a second login when the first has ended, and takes a user id of 500 characters", async () => {
    const first = await answer(waiting.firstLogin);
    const second = await answer(waiting.secondLogin);
    assertEquals([first.reply.code, second.reply.code], [NO_NETWORK, NO_NETWORK]);
    // The description shows that the code is the callback's, and not C's result.
    assertMatch(second.reply.desc ?? "", /timed out/);
    assertTook(first.ms, A_LOGIN);
    assertTook(second.ms, TWO_LOGINS);
  });

  it("never answers what TIMUninit has ended, nor some experimental operations", async () => {
    await answer(waiting.secondLogin);
    assertEquals(waiting.unexpected, []);
  });
});
