/** The library that is made of TypeScript, without a session: what the real one was seen to do. */

import { createApi } from "../ffi/calls/api.ts";
import { Library } from "../ffi/calls/library.ts";
import type { NativeApi } from "../ffi/generated/functions.ts";
import { symbols } from "../ffi/generated/symbols.ts";
import { createFakeAdapter } from "../ffi/runtimes/fake.ts";
import { ImSdkError, LoginStatus, NetworkStatus } from "../mod.ts";
import { FakeLibrary } from "../src/testing/fake_library.ts";
import {
  assert,
  assertEquals,
  assertRejects,
  beforeEach,
  describe,
  it,
} from "./support/testing.ts";

describe("the library that is made of TypeScript", () => {
  let library: FakeLibrary;
  let api: NativeApi;

  beforeEach(() => {
    library = new FakeLibrary();
    const adapter = createFakeAdapter(symbols, (call) => library.call(call));
    api = createApi(Library.open(adapter, "fake", symbols, "TIMGetSDKVersion"));
  });

  async function codeOf(request: Promise<unknown>): Promise<number> {
    return (await assertRejects(() => request, ImSdkError)).code;
  }

  it("answers 6013 to all until it is initialised, and after its end", async () => {
    assertEquals(await codeOf(api.TIMLogin("alice", "sig")), 6013);
    assertEquals(await codeOf(api.TIMConvGetConvList()), 6013);
    assertEquals(api.TIMGetLoginStatus(), LoginStatus.LoggedOut);
    assertEquals(api.TIMGetLoginUserID(), { result: 0, user_id_buffer: "" });
    assertEquals(api.TIMInit(1, "{}"), 0);
    await api.TIMLogin("alice", "sig");
    assertEquals(await api.TIMUninit(), 0);
    assertEquals(await codeOf(api.TIMLogout()), 6013);
    assertEquals(api.TIMGetLoginUserID(), { result: 0, user_id_buffer: "" });
  });

  it("is not initialised by a TIMInit that fails", async () => {
    library.handle("TIMInit", () => -3);
    assertEquals(api.TIMInit(1, "{}"), -3);
    assertEquals(await codeOf(api.TIMLogin("alice", "sig")), 6013);
  });

  it("tells how a login or a logout stands", async () => {
    api.TIMInit(1, "{}");
    const login = api.TIMLogin("alice", "sig");
    assertEquals(api.TIMGetLoginStatus(), LoginStatus.LoggingIn);
    await login;
    assertEquals(api.TIMGetLoginStatus(), LoginStatus.LoggedIn);
    assertEquals(api.TIMGetLoginUserID(), { result: 0, user_id_buffer: "alice" });
    const logout = api.TIMLogout();
    assertEquals(api.TIMGetLoginStatus(), LoginStatus.LoggingOut);
    await logout;
    assertEquals(api.TIMGetLoginStatus(), LoginStatus.LoggedOut);
    library.loginFailure = { code: 70003, desc: "", times: 1 };
    assertEquals(await codeOf(api.TIMLogin("alice", "sig")), 70003);
    assertEquals(api.TIMGetLoginStatus(), LoginStatus.LoggedOut);
  });

  it("keeps the user when a logout fails", async () => {
    api.TIMInit(1, "{}");
    await api.TIMLogin("alice", "sig");
    library.handle("TIMLogout", () => 9508);
    assertEquals(await codeOf(api.TIMLogout()), 9508);
    assertEquals(api.TIMGetLoginStatus(), LoginStatus.LoggedIn);
  });

  it("connects when it is initialised", async () => {
    const heard: unknown[] = [];
    api.TIMSetNetworkStatusListenerCallback((status) => heard.push(status));
    api.TIMInit(1, "{}");
    await library.settled();
    assertEquals(heard, [NetworkStatus.Connecting, NetworkStatus.Connected]);
  });

  it("answers a TIMSetConfig by its settings at any time, and the naming of servers never", async () => {
    const settings = { set_config_user_define_data: "text" };
    assertEquals(await api.TIMSetConfig(settings), settings);
    const controller = new AbortController();
    const { signal } = controller;
    const request_internal_operation = "internal_operation_set_custom_server_info";
    let isAnswered = false;
    const naming = api.callExperimentalAPI({ request_internal_operation }, { signal })
      .finally(() => isAnswered = true);
    await library.settled();
    assert(!isAnswered);
    controller.abort(new Error("enough"));
    await assertRejects(() => naming, Error, "enough");
  });

  it("tells the time in seconds", () => {
    const tenYears = 315_360_000;
    assert(Math.abs(Number(api.TIMGetServerTime()) - Date.now() / 1000) < tenYears);
  });

  it("calls the last listener that was set, until its end", async () => {
    const heard: string[] = [];
    const listen = (name: string): void => {
      api.TIMSetLogCallback(() => heard.push(`log: ${name}`));
      api.TIMAddRecvNewMsgCallback(() => heard.push(`message: ${name}`));
    };
    const emit = async (): Promise<string[]> => {
      library.emit("log", { level: 4, message: "line" });
      await library.emit("receivenewmessage", []);
      return heard.splice(0);
    };
    listen("first");
    listen("second");
    assertEquals(await emit(), ["log: second", "message: second"]);
    const dropped = library.emit("log", { level: 4, message: "too late" });
    await api.TIMUninit();
    await dropped;
    assertEquals(await emit(), []);
    listen("third");
    assertEquals(await emit(), ["log: third", "message: third"]);
    api.TIMRemoveRecvNewMsgCallback();
    assertEquals(await emit(), ["log: third"]);
  });
});
