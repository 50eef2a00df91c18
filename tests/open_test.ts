import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { dataDirectory } from "../ffi/base/directories.ts";
import { ImSdk, ImSdkError, LoginStatus, LogLevel } from "../mod.ts";
import { dataDir, openSession, standIn, standInPath } from "./support/stand_in.ts";
import {
  assert,
  assertEquals,
  assertRejects,
  beforeEach,
  describe,
  it,
} from "./support/testing.ts";

describe("ImSdk.open()", () => {
  beforeEach(() => standIn.reset());

  function lastJson(name: string): unknown {
    return JSON.parse(standIn.last(name) ?? "null");
  }

  it("initialises the library with nobody logged in", async () => {
    await using sdk = await openSession({ sdkAppId: 1400000001 });
    assertEquals(sdk.sdkVersion, "stand-in 1.0");
    assertEquals(sdk.loginStatus, LoginStatus.LoggedOut);
    assertEquals(sdk.loginUserId, null);
    assertEquals(standIn.last("TIMInit.sdk_app_id"), "1400000001");
    assertEquals(lastJson("TIMInit.json"), {
      sdk_config_config_file_path: dataDir,
      sdk_config_log_file_path: dataDir,
      sdk_config_main_thread_id: 1,
    });
  });

  for (const sdkAppId of [1, 2 ** 53 - 1, 2n ** 53n, 2n ** 64n - 1n]) {
    it(`carries the app id ${sdkAppId} to the library`, async () => {
      await using _sdk = await openSession({ sdkAppId });
      assertEquals(standIn.last("TIMInit.sdk_app_id"), String(sdkAppId));
    });
  }

  it("keeps the library's log off the console by default", async () => {
    await using _sdk = await openSession();
    assertEquals(lastJson("TIMSetConfig.json"), {
      set_config_is_log_output_console: false,
      set_config_log_level: 4,
      set_config_callback_log_level: 4,
    });
  });

  it("passes the options of the log on to the library", async () => {
    const logDir = join(dataDir, "logs", "deeper");
    await using _sdk = await openSession({ consoleLog: true, logLevel: LogLevel.Warn, logDir });
    assertEquals(lastJson("TIMSetConfig.json"), {
      set_config_is_log_output_console: true,
      set_config_log_level: 5,
      set_config_callback_log_level: 5,
    });
    assertEquals(lastJson("TIMInit.json"), {
      sdk_config_config_file_path: dataDir,
      sdk_config_log_file_path: logDir,
      sdk_config_main_thread_id: 1,
    });
    assert(statSync(logDir).isDirectory());
  });

  it("creates the data directory, and puts nothing but its lock into it", async () => {
    const made = join(dataDir, "数据 🗂️");
    await using _sdk = await openSession({ dataDir: pathToFileURL(made) });
    assertEquals(readdirSync(made), [".imsdk-lock"]);
  });

  it("puts the data into the user's data directory by default", async () => {
    const variable = { win32: "LOCALAPPDATA", darwin: "HOME" }[process.platform as string] ??
      "XDG_DATA_HOME";
    const before = process.env[variable];
    const home = join(dataDir, "home");
    process.env[variable] = home;
    let expected;
    try {
      expected = dataDirectory(1400000007n);
      const sdk = await ImSdk.open({ sdkAppId: 1400000007, libraryPath: standInPath });
      await sdk.close();
    } finally {
      if (before === undefined) delete process.env[variable];
      else process.env[variable] = before;
    }
    assert(expected.startsWith(home) && existsSync(expected), expected);
    rmSync(home, { recursive: true });
  });

  it("takes the library's path as a file: URL", async () => {
    await using sdk = await openSession({ libraryPath: pathToFileURL(standInPath) });
    assertEquals(sdk.sdkVersion, "stand-in 1.0");
  });

  it("takes the library that IMSDK_LIBRARY names", async () => {
    process.env.IMSDK_LIBRARY = standInPath;
    try {
      await using sdk = await ImSdk.open({ sdkAppId: 1, dataDir });
      assertEquals(sdk.sdkVersion, "stand-in 1.0");
    } finally {
      delete process.env.IMSDK_LIBRARY;
    }
  });

  it("refuses a second session on the same library, until the first is closed", async () => {
    const first = await openSession();
    const error = await assertRejects(() => openSession(), DOMException, "Close that one first");
    assertEquals(error.name, "InvalidStateError");
    await first.login("alice", "sig");
    await first.close();

    await using second = await openSession();
    assertEquals(second.loginUserId, null);
    await second.login("bob", "sig");
    assertEquals(second.loginUserId, "bob");
  });

  it("rejects with what TIMInit returns, and can be tried again", async () => {
    standIn.set({ "TIMInit.return": -3 });
    const error = await assertRejects(() => openSession(), ImSdkError);
    assertEquals([error.api, error.code, error.codeName], ["TIMInit", -3, "TIM_ERR_JSON"]);
    standIn.set({ "TIMInit.return": 0 });
    await (await openSession()).close();
  });

  it("rejects with what TIMSetConfig answers", async () => {
    standIn.set({ "TIMSetConfig.code": 6017, "TIMSetConfig.desc": "no such setting" });
    const error = await assertRejects(() => openSession(), ImSdkError, "no such setting");
    assertEquals([error.api, error.code], ["TIMSetConfig", 6017]);
  });

  it("does not need an answer to TIMSetConfig", async () => {
    standIn.set({ "TIMSetConfig.times": 0 });
    await using sdk = await openSession();
    await sdk.login("alice", "sig");
    assertEquals(sdk.loginUserId, "alice");
  });

  describe("checks its options:", () => {
    for (
      const [shown, options, expected, words] of [
        ["no app id", { sdkAppId: undefined }, TypeError, "sdkAppId"],
        ["an app id that is text", { sdkAppId: "1400000000" }, TypeError, "sdkAppId"],
        ["an app id of 0", { sdkAppId: 0 }, RangeError, "sdkAppId"],
        ["a negative app id", { sdkAppId: -1n }, RangeError, "sdkAppId"],
        ["a fraction as app id", { sdkAppId: 1.5 }, RangeError, "sdkAppId"],
        ["NaN as app id", { sdkAppId: NaN }, RangeError, "sdkAppId"],
        ["an infinite app id", { sdkAppId: Infinity }, RangeError, "sdkAppId"],
        ["an app id that a number can't carry", { sdkAppId: 2 ** 53 }, RangeError, "bigint"],
        ["an app id of 65 bits", { sdkAppId: 2n ** 64n }, RangeError, "sdkAppId"],
        ["an empty data directory", { dataDir: "" }, TypeError, "dataDir"],
        ["a data directory with NUL", { dataDir: "/tmp/\0" }, TypeError, "dataDir"],
        [
          "a data directory on the web",
          { dataDir: new URL("https://a.b/c") },
          TypeError,
          "dataDir",
        ],
        ["a log directory that is a number", { logDir: 1 }, TypeError, "logDir"],
        ["a log level of 8", { logLevel: 8 }, RangeError, "logLevel"],
        ["a log level in words", { logLevel: "info" }, RangeError, "logLevel"],
        ["consoleLog in words", { consoleLog: "no" }, TypeError, "consoleLog"],
        ["isolated in words", { isolated: "yes" }, TypeError, "isolated"],
        ["a time limit of 0", { callTimeout: 0 }, RangeError, "callTimeout"],
        ["a time limit of NaN", { callTimeout: NaN }, RangeError, "callTimeout"],
        ["an endless time limit", { callTimeout: Infinity }, RangeError, "callTimeout"],
        ["a time limit in words", { callTimeout: "1 s" }, TypeError, "callTimeout"],
        ["an empty library path", { libraryPath: "" }, TypeError, "libraryPath"],
      ] as const
    ) {
      it(shown, async () => {
        const open = openSession as (options: unknown) => Promise<ImSdk>;
        await assertRejects(() => open(options), expected, words);
        assertEquals(standIn.count("TIMInit"), 0);
      });
    }

    it("no options at all", async () => {
      const open = ImSdk.open as (options?: unknown) => Promise<ImSdk>;
      await assertRejects(() => open.call(ImSdk), TypeError, "options");
      await assertRejects(() => open.call(ImSdk, 1400000000), TypeError, "options");
    });
  });
});
