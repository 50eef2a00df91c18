import {
  type ImSdk,
  type ImSdkEventMap,
  type ImSdkEventType,
  LibraryLoadError,
  NetworkStatus,
} from "../mod.ts";
import { type Emission, openFreshSession, standIn, type StandInEvent } from "./support/stand_in.ts";
import {
  afterEach,
  assert,
  assertEquals,
  assertRejects,
  assertThrows,
  beforeEach,
  describe,
  it,
} from "./support/testing.ts";
import { until, untilWithoutJavaScript } from "../scripts/until.ts";

describe("events", () => {
  let sdk: ImSdk;

  beforeEach(async () => {
    sdk = await openFreshSession();
  });
  afterEach(() => sdk.close());

  function next<Type extends ImSdkEventType>(type: Type): Promise<ImSdkEventMap[Type]> {
    return new Promise((resolve) => sdk.addEventListener(type, resolve, { once: true }));
  }

  const profile = { user_profile_identifier: "爱丽丝", user_profile_nick_name: "A 👩‍🚀" };
  const status = { user_status_identifier: "bob", user_status_status_type: 1 };

  for (
    const [type, event, emission, detail] of [
      ["networkstatus", "network", { a: 0, b: 0, text: "" }, {
        status: NetworkStatus.Connected,
        code: 0,
        desc: "",
      }],
      ["networkstatus", "network", { a: 3, b: 9512, text: "没有路由" }, {
        status: NetworkStatus.ConnectFailed,
        code: 9512,
        desc: "没有路由",
      }],
      ["networkstatus", "network", { a: 2, b: -302, text: null }, {
        status: NetworkStatus.Connecting,
        code: -302,
        desc: "",
      }],
      ["kickedoffline", "kicked", {}, null],
      ["usersigexpired", "sig_expired", {}, null],
      ["selfinfoupdated", "self_info", { text: JSON.stringify(profile) }, profile],
      ["selfinfoupdated", "self_info", { text: null }, null],
      ["selfinfoupdated", "self_info", { text: "{not json" }, null],
      ["userstatuschanged", "user_status", { text: JSON.stringify([status]) }, [status]],
      ["userinfochanged", "user_info", { text: JSON.stringify([profile]) }, [profile]],
      ["log", "log", { a: 6, text: "went wrong: 出错" }, { level: 6, message: "went wrong: 出错" }],
      ["log", "log", { a: 4, text: "<invalid-utf8>" }, undefined],
    ] as const satisfies readonly (readonly [ImSdkEventType, StandInEvent, Emission, unknown])[]
  ) {
    it(`${type} is dispatched for ${event} ${JSON.stringify(emission)}`, async () => {
      const arrival = next(type);
      standIn.emit(event, emission);
      const received = await arrival;
      assert(received instanceof CustomEvent);
      assertEquals(received.type, type);
      assertEquals(received.target, sdk);
      if (detail !== undefined) assertEquals<unknown>(received.detail, detail);
    });
  }

  it("have the user sig redacted in lines of the log", async () => {
    await sdk.login("alice", "SECRET");
    const line = next("log");
    standIn.emit("log", { a: 4, text: "login of alice with SECRET" });
    assertEquals((await line).detail.message, "login of alice with [user sig]");
  });

  it("are subscribed to in the library by the first listener", async () => {
    assertEquals(standIn.count("TIMSetLogCallback"), 0);
    sdk.addEventListener("log", () => {});
    sdk.addEventListener("log", () => {});
    assertEquals(standIn.count("TIMSetLogCallback"), 1);
    await sdk.logout();
  });

  it("reach every listener until it is removed", async () => {
    const seen: string[] = [];
    const first = (): void => void seen.push("first");
    sdk.addEventListener("kickedoffline", first);
    sdk.addEventListener("kickedoffline", { handleEvent: () => void seen.push("second") });
    standIn.emit("kicked");
    await until(() => seen.length === 2);
    sdk.removeEventListener("kickedoffline", first);
    standIn.emit("kicked");
    await until(() => seen.length === 3);
    assertEquals(seen, ["first", "second", "second"]);
  });

  it("never run a listener inside the library's callback", async () => {
    const outcomes: unknown[] = [];
    const callbacks = standIn.count("callbacks.started");
    sdk.addEventListener("log", () => {
      try {
        // Would hang if the library's thread were still waiting for this listener.
        untilWithoutJavaScript(() => standIn.count("callbacks.finished") === callbacks + 1);
        outcomes.push("outside");
      } catch (error) {
        outcomes.push(error);
      }
    });
    standIn.emit("log", { text: "line" });
    await until(() => outcomes.length === 1);
    assertEquals(outcomes, ["outside"]);
  });

  it("continue after the library has been restarted", async () => {
    const lines: string[] = [];
    sdk.addEventListener("log", ({ detail }) => lines.push(detail.message));
    standIn.set({ "login.time": 3_600_000 });
    const login = sdk.login("alice", "sig");
    await until(() => standIn.count("TIMLogin") === 1);
    await Promise.all([assertRejects(() => login, DOMException), sdk.logout()]);
    standIn.emit("log", { text: "after" });
    await until(() => lines.includes("after"));
    assertEquals(lines.filter((line) => line === "after").length, 1);
  });

  it("that the library doesn't have do no harm when listened for during a restart", async () => {
    const listen = () => sdk.addEventListener("experimentalnotify", () => {});
    assertThrows(listen, LibraryLoadError, "TIMSetExperimentalNotifyCallback");
    standIn.set({ "login.time": 3_600_000 });
    const login = sdk.login("alice", "sig");
    await until(() => standIn.count("TIMLogin") === 1);
    const ended = assertRejects(() => login, DOMException);
    const logout = sdk.logout();
    listen();
    await Promise.all([ended, logout]);
    standIn.set({ "login.time": "" });
    await sdk.login("alice", "sig");
    assertThrows(listen, LibraryLoadError, "TIMSetExperimentalNotifyCallback");
  });

  it("log out a user who is kicked offline", async () => {
    await sdk.login("alice", "sig");
    const kicked = next("kickedoffline");
    standIn.emit("kicked");
    await kicked;
    await sdk.login("bob", "sig");
    assertEquals(standIn.last("TIMLogin.user_id"), "bob");
  });

  it("end when the session is closed", async () => {
    let count = 0;
    sdk.addEventListener("log", () => count++);
    standIn.set({ "events.survive_uninit": 1 });
    standIn.emit("log", { text: "line", count: 20_000 });
    await until(() => count > 0);
    await sdk.close();
    const atClose = count;
    await standIn.idle();
    assertEquals(count, atClose);
  });

  for (
    const [type, event] of [
      ["userstatuschanged", "user_status"],
      ["log", "log"],
    ] as const
  ) {
    it(`${type}: 50,000 messages of 1 KB arrive in order, none corrupt`, async () => {
      const COUNT = 50_000;
      const SIZE = 1024;
      let received = 0;
      let corrupt = 0;
      sdk.addEventListener(type, ({ detail }) => {
        const text = Array.isArray(detail)
          ? JSON.stringify(detail)
          : (detail as { message: string }).message;
        if (text !== expectedMessage(type, received, SIZE)) corrupt++;
        received++;
      });
      standIn.emit(event, { count: COUNT, size: SIZE });
      await until(() => received >= COUNT, 60_000);
      assertEquals({ received, corrupt }, { received: COUNT, corrupt: 0 });
    });
  }

  it("do not starve the rest of the program, however fast they come", async () => {
    const THREADS = 4;
    const COUNT = 25_000;
    let received = 0;
    let turns = 0;
    sdk.addEventListener("log", () => received++);
    standIn.emit("log", { count: COUNT, size: 1024, threads: THREADS });
    for (; received < THREADS * COUNT; turns++) await new Promise((done) => setTimeout(done));
    assert(turns >= 10, `a timer has had ${turns} turns in ${received} events`);
  });

  describe("as an async iterator", () => {
    it("are yielded in order, however slowly they are taken", async () => {
      const events = sdk.events("log");
      standIn.emit("log", { count: 1_000, size: 100 });
      await standIn.idle();
      let n = 0;
      for await (const { detail } of events) {
        assertEquals(detail.message, expectedMessage("log", n, 100));
        if (++n === 1_000) break;
      }
      assertEquals(n, 1_000);
    });

    it("end when the session is closed, after what has come before", async () => {
      const events = sdk.events("log");
      let seen = 0;
      sdk.addEventListener("log", () => seen++);
      standIn.emit("log", { text: "line", count: 3 });
      await until(() => seen === 3);
      await sdk.close();
      let taken = 0;
      for await (const _ of events) taken++;
      assertEquals(taken, 3);
    });

    it("end for one that waits when the session is closed", async () => {
      const events = sdk.events("kickedoffline");
      const waiting = [events.next(), events.next()];
      await sdk.close();
      assertEquals((await Promise.all(waiting)).map(({ done }) => done), [true, true]);
    });

    it("reject with the signal's reason when aborted", async () => {
      const controller = new AbortController();
      const events = sdk.events("kickedoffline", { signal: controller.signal });
      const waiting = events.next();
      controller.abort(new Error("enough"));
      await assertRejects(() => waiting, Error, "enough");
      assertEquals((await events.next()).done, true);

      const aborted = AbortSignal.abort(new Error("at once"));
      assertThrows(() => sdk.events("kickedoffline", { signal: aborted }), Error, "at once");
    });

    it("end after break", async () => {
      const events = sdk.events("kickedoffline");
      standIn.emit("kicked");
      for await (const event of events) {
        assertEquals(event.type, "kickedoffline");
        break;
      }
      assertEquals((await events.next()).done, true);
    });

    it("are refused for an unknown type and a closed session", async () => {
      const events = sdk.events as (type: string) => unknown;
      assertThrows(() => events.call(sdk, "message"), TypeError, "message");
      await sdk.close();
      assertThrows(() => sdk.events("log"), DOMException, "closed");
    });
  });
});

/** What the stand-in generates: see tests/native/standin.h. */
function expectedMessage(type: "userstatuschanged" | "log", n: number, size: number): string {
  const letter = String.fromCharCode("a".charCodeAt(0) + n % 26);
  const [head, tail] = type === "log"
    ? [`thread=0 n=${n} size=${size} pad=`, ""]
    : [`[{"thread":0,"n":${n},"size":${size},"pad":"`, '"}]'];
  return head + letter.repeat(size - head.length - tail.length) + tail;
}
