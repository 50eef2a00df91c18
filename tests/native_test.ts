import { NativeLibrary, openNative, symbols } from "../ffi/native.ts";
import { LibraryLoadError } from "../mod.ts";
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
import { until } from "./support/until.ts";

const native = await openNative(standInPath);
// Bound before the first test, for the sanitizer.
native.call("TIMGetServerTime");

describe("openNative()", () => {
  beforeEach(() => standIn.reset());

  it("calls a function that returns text", () => {
    assertEquals(native.call("TIMGetSDKVersion"), "stand-in 1.0");
  });

  it("calls a function that returns a 64-bit integer", () => {
    const seconds: bigint = native.call("TIMGetServerTime");
    assert(Math.abs(Number(seconds) - Date.now() / 1000) < 86_400);
  });

  it("returns what C has written into a buffer", () => {
    standIn.set({ user_id: "爱丽丝" });
    assertEquals(native.call("TIMGetLoginUserID"), { result: 0, user_id_buffer: "爱丽丝" });
  });

  it("reads a buffer that is full to its last byte", () => {
    standIn.set({ user_id: "u".repeat(127) });
    assertEquals(native.call("TIMGetLoginUserID").user_id_buffer, "u".repeat(127));
  });

  it("takes JSON as an object or as text, and 64-bit integers as either number type", () => {
    assertEquals(native.call("TIMInit", 2n ** 64n - 1n, { key: "值" }), 0);
    assertEquals(standIn.last("TIMInit.sdk_app_id"), String(2n ** 64n - 1n));
    assertEquals(standIn.last("TIMInit.json"), '{"key":"值"}');
    assertEquals(native.call("TIMInit", 7, '{"as":"text"}'), 0);
    assertEquals(standIn.last("TIMInit.json"), '{"as":"text"}');
  });

  it("answers a request with what the callback was given", async () => {
    const reply = await native.request("TIMSetConfig", [{ set_config_log_level: 0 }]);
    assertEquals(reply, { code: 0, desc: "OK", json: '{"set_config_log_level":0}' });
  });

  it("answers a request that C refuses with what C has returned", async () => {
    const reply = await native.request("TIMLogin", [null, "sig"]);
    assertEquals(reply, { code: -4, desc: null, json: null });
  });

  it("keeps the answers of overlapping requests apart", async () => {
    native.call("TIMInit", 1, null);
    const texts = Array.from({ length: 200 }, (_, n) => `{"n":${n}}`);
    const replies = await Promise.all(texts.map((text) => native.request("TIMSetConfig", [text])));
    assertEquals(replies.map(({ json }) => json), texts);
  });

  it("ends the wait for an answer by a signal or a time limit", async () => {
    native.call("TIMInit", 1, null);
    standIn.set({ "TIMLogout.times": 0 });
    const timeout = await assertRejects(
      () => native.request("TIMLogout", [], { timeout: 20 }),
      DOMException,
      "TIMLogout",
    );
    assertEquals(timeout.name, "TimeoutError");
    const controller = new AbortController();
    const request = native.request("TIMLogout", [], { signal: controller.signal });
    controller.abort(new Error("enough"));
    await assertRejects(() => request, Error, "enough");
  });

  it("listens until it's told to stop", async () => {
    const heard: unknown[] = [];
    const stop = native.listen("TIMSetNetworkStatusListenerCallback", (status, code, desc) => {
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
    const call = native.call as (...args: unknown[]) => unknown;
    const init = (...args: unknown[]) => () => call.call(native, "TIMInit", ...args);
    assertThrows(init(-1, null), RangeError, "TIMInit: sdk_app_id");
    assertThrows(init(1.5, null), RangeError, "TIMInit: sdk_app_id");
    assertThrows(init("1", null), TypeError, "TIMInit: sdk_app_id");
    assertThrows(init(1, 5), TypeError, "TIMInit: json_sdk_config");
    assertThrows(init(1, "a\0b"), TypeError, "TIMInit: json_sdk_config");
    assertThrows(init(1), TypeError, "TIMInit: json_sdk_config");
    await assertRejects(() => native.request("TIMLogin", ["a\uDC00", "s"]), TypeError, "surrogate");
    assertEquals(standIn.count("TIMInit") + standIn.count("TIMLogin"), 0);
  });

  it("refuses a function that the table does not have", () => {
    const call = native.call as (...args: unknown[]) => unknown;
    assertThrows(() => call.call(native, "TIMFly"), TypeError, "TIMFly");
    assertThrows(() => call.call(native, "toString"), TypeError, "toString");
  });

  it("fails at the call, not before, when the library does not export a function", async () => {
    const table = { ...symbols, TIMFly: { parameters: [], result: "i32" } } as const;
    const library = await NativeLibrary.open(standInPath, table, "TIMGetSDKVersion");
    assertEquals(library.call("TIMGetSDKVersion"), "stand-in 1.0");
    const error = assertThrows(() => library.call("TIMFly"), LibraryLoadError, "TIMFly");
    assert(error.message.includes(standInPath));
  });
});
