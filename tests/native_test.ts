import { loadAdapter } from "../ffi/runtimes/load_adapter.ts";
import { createApi } from "../ffi/calls/api.ts";
import { Library } from "../ffi/calls/library.ts";
import { symbols } from "../ffi/generated/symbols.ts";
import { type NativeApi, openNative } from "../ffi/mod.ts";
import { ImSdkError, LibraryLoadError } from "../mod.ts";
import { answerTo } from "./support/answer.ts";
import { standIn, standInPath } from "./support/stand_in.ts";
import {
  assert,
  assertEquals,
  assertRejects,
  assertThrows,
  beforeEach,
  describe,
  it,
} from "./support/testing.ts";
import { until } from "../scripts/until.ts";

const native = await openNative(standInPath);
const byAnotherTable = createApi<{ TIMGetServerTime(): number }>(
  Library.open(
    await loadAdapter(),
    standInPath,
    { TIMGetServerTime: { parameters: [], result: "u32" } },
    "TIMGetServerTime",
  ),
);
/** Without its types, as JavaScript calls it. */
const untyped = native.api as unknown as Record<string, (...args: unknown[]) => unknown>;
// Bound before the first test, for the sanitizer.
native.api.TIMGetServerTime();

describe("openNative()", () => {
  beforeEach(() => standIn.reset());

  it("calls a function that returns text", () => {
    assertEquals(native.api.TIMGetSDKVersion(), "stand-in 1.0");
  });

  it("calls a function that returns a 64-bit integer", () => {
    const seconds: bigint = native.api.TIMGetServerTime();
    assert(Math.abs(Number(seconds) - Date.now() / 1000) < 86_400);
  });

  it("returns what C has written into a buffer", () => {
    standIn.set({ user_id: "爱丽丝" });
    assertEquals(native.api.TIMGetLoginUserID(), { result: 0, user_id_buffer: "爱丽丝" });
  });

  it("reads a buffer that is full to its last byte", () => {
    standIn.set({ user_id: "u".repeat(127) });
    assertEquals(native.api.TIMGetLoginUserID().user_id_buffer, "u".repeat(127));
  });

  it("takes JSON as an object or as text, and 64-bit integers as either number type", () => {
    // On Windows a thread is named for whoever names none.
    const config = { sdk_config_config_file_path: "值", sdk_config_main_thread_id: 4 };
    assertEquals(native.api.TIMInit(2n ** 64n - 1n, config), 0);
    assertEquals(standIn.last("TIMInit.sdk_app_id"), String(2n ** 64n - 1n));
    assertEquals(standIn.last("TIMInit.json"), JSON.stringify(config));
    const text = '{"sdk_config_main_thread_id": 8}';
    assertEquals(native.api.TIMInit(7, text), 0);
    assertEquals(standIn.last("TIMInit.json"), text);
  });

  it("answers a request with the value of the JSON that was called back", async () => {
    const result = await native.api.TIMSetConfig({ set_config_log_level: 0 });
    assertEquals(result, { set_config_log_level: 0 });
  });

  it("resolves a request to null without JSON, and to a text that is not JSON", async () => {
    native.api.TIMInit(1, null);
    const answers: unknown[] = [];
    for (const json of ["<null>", "", "plain text", '"quoted text"']) {
      standIn.set({ "TIMLogout.json": json });
      answers.push(await native.api.TIMLogout());
    }
    assertEquals(answers, [null, null, "plain text", "quoted text"]);
  });

  it("answers with integers beyond 2^53 as bigint, and takes them", async () => {
    const settings = { set_config_user_define_data: "", seq: 2n ** 64n - 1n, few: [1, -2] };
    assertEquals(await native.api.TIMSetConfig(settings), settings);
    assertEquals(
      standIn.last("TIMSetConfig.json"),
      '{"set_config_user_define_data":"","seq":18446744073709551615,"few":[1,-2]}',
    );
  });

  it("rejects with an ImSdkError that has what the callback was given", async () => {
    native.api.TIMInit(1, null);
    standIn.set({ "TIMLogout.code": 6014, "TIMLogout.desc": "not login", "TIMLogout.json": "[1]" });
    const error = await assertRejects(() => native.api.TIMLogout(), ImSdkError);
    const { api, code, codeName, desc, result } = error;
    assertEquals([api, code, codeName, desc, result], [
      "TIMLogout",
      6014,
      "ERR_SDK_NOT_LOGGED_IN",
      "not login",
      [1],
    ]);
  });

  it("rejects with what C has returned when C refuses a request", async () => {
    const error = await assertRejects(() => native.api.TIMLogin(null, "sig"), ImSdkError);
    assertEquals([error.code, error.desc, error.result], [-4, "", null]);
  });

  it("sends a request whose promise is not awaited", async () => {
    const reply = await answerTo(native, "TIMSetConfig", ['{"as":"text"}']);
    assertEquals(reply, { code: 0, desc: "OK", json: '{"as":"text"}' });
  });

  it("keeps the answers of overlapping requests apart", async () => {
    native.api.TIMInit(1, null);
    const texts = Array.from({ length: 200 }, (_, n) => `{"n":${n}}`);
    const answers = await Promise.all(texts.map((text) => native.api.TIMSetConfig(text)));
    assertEquals(answers, texts.map((text) => JSON.parse(text)));
  });

  it("ends the wait for an answer by a signal or a time limit", async () => {
    native.api.TIMInit(1, null);
    standIn.set({ "TIMLogout.times": 0 });
    const timeout = await assertRejects(
      () => native.api.TIMLogout({ timeout: 20 }),
      DOMException,
      "TIMLogout",
    );
    assertEquals(timeout.name, "TimeoutError");
    const controller = new AbortController();
    const request = native.api.TIMLogout({ signal: controller.signal });
    controller.abort(new Error("enough"));
    await assertRejects(() => request, Error, "enough");
  });

  it("listens until it is stopped", async () => {
    const heard: unknown[] = [];
    const stop = native.api.TIMSetNetworkStatusListenerCallback((status, code, desc) => {
      heard.push([status, code, desc]);
    });
    standIn.emit("network", { a: 2, b: -1, text: "first" });
    await until(() => heard.length === 1);
    assertEquals(heard, [[2, -1, "first"]]);
    stop();
    standIn.emit("network", { text: "second" });
    await standIn.idle();
    await new Promise((resolve) => setTimeout(resolve, 5));
    assertEquals(heard.length, 1);
  });

  it("names the function and the parameter of a bad argument", async () => {
    const init = (...args: unknown[]) => () => untyped.TIMInit!(...args);
    assertThrows(init(-1, null), RangeError, "TIMInit: sdk_app_id");
    assertThrows(init(1.5, null), RangeError, "TIMInit: sdk_app_id");
    assertThrows(init("1", null), TypeError, "TIMInit: sdk_app_id");
    assertThrows(init(1, 5), TypeError, "TIMInit: json_sdk_config");
    assertThrows(init(1, "a\0b"), TypeError, "TIMInit: json_sdk_config");
    assertThrows(init(1), TypeError, "TIMInit: json_sdk_config");
    assertThrows(init(1, null, 2), TypeError, "TIMInit: it takes sdk_app_id, json_sdk_config");
    const version = () => untyped.TIMGetSDKVersion!(1);
    assertThrows(version, TypeError, "TIMGetSDKVersion: it takes no arguments");
    await assertRejects(() => native.api.TIMLogin("a\uDC00", "s"), TypeError, "surrogate");
    const login = (...args: unknown[]) => () =>
      untyped.TIMLogin!("a", "s", ...args) as Promise<unknown>;
    await assertRejects(login(new AbortController().signal), TypeError, "TIMLogin: options");
    await assertRejects(login({ signal: 5 }), TypeError, "TIMLogin: signal");
    await assertRejects(login({ timeout: "5" }), TypeError, "TIMLogin: timeout");
    await assertRejects(login({ timeout: -1 }), RangeError, "TIMLogin: timeout");
    await assertRejects(login({}, {}), TypeError, "user_id, user_sig, options");
    assertThrows(() => untyped.TIMSetLogCallback!(), TypeError, "TIMSetLogCallback: cb");
    assertEquals(standIn.count("TIMInit") + standIn.count("TIMLogin"), 0);
  });

  it("has the functions of the table as its own properties, and no others", () => {
    assertEquals(Object.keys(native.api), Object.keys(symbols));
    assertEquals(untyped.TIMFly, undefined);
  });

  it("calls a function as its table defines it, whatever another table says", async () => {
    const types = [native.api, byAnotherTable, (await openNative(standInPath)).api]
      .map((api) => typeof api.TIMGetServerTime());
    assertEquals(types, ["bigint", "number", "bigint"]);
  });

  it("fails at the call, not before, when the library does not export a function", async () => {
    const table = { ...symbols, TIMFly: { parameters: [], result: "i32" } } as const;
    interface MoreFunctions extends NativeApi {
      TIMFly(): number;
    }
    const library = Library.open(await loadAdapter(), standInPath, table, "TIMGetSDKVersion");
    const api = createApi<MoreFunctions>(library);
    assertEquals(api.TIMGetSDKVersion(), "stand-in 1.0");
    const error = assertThrows(() => api.TIMFly(), LibraryLoadError, "TIMFly");
    assert(error.message.includes(standInPath));
  });
});
