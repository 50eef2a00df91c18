import type { ImSdk, NetworkStatus } from "../mod.ts";
import { type Fake, openFake } from "../src/testing.ts";
import {
  afterEach,
  assertEquals,
  assertRejects,
  beforeEach,
  describe,
  it,
} from "./support/testing.ts";

describe("the connection", () => {
  let sdk: ImSdk;
  let fake: Fake;
  beforeEach(async () => {
    ({ sdk, fake } = await openFake());
    await fake.setNetwork("disconnected");
  });
  afterEach(() => sdk.close());

  /** Whether a promise is settled once all is done that is to be done at once. */
  const isSettled = async (promise: Promise<unknown>): Promise<boolean> => {
    let isSettled = false;
    promise.finally(() => isSettled = true).catch(() => {});
    await fake.settled();
    return isSettled;
  };

  it("is what the library has reported last", async () => {
    assertEquals(sdk.connectionState, "disconnected");
    for (
      const state of ["connecting", "failed", "connecting", "connected", "disconnected"] as const
    ) {
      await fake.setNetwork(state);
      assertEquals(sdk.connectionState, state);
    }
  });

  it("stays as it is when the library reports an unknown status", async () => {
    await fake.setNetwork("connecting");
    const heard = sdk.events("networkstatus").next();
    await fake.emit("networkstatus", { status: 99 as NetworkStatus, code: 0, desc: "" });
    assertEquals((await heard).value?.detail.status, 99);
    assertEquals(sdk.connectionState, "connecting");
  });

  it("is already up to date in listeners of the event", async () => {
    const seen: string[] = [];
    sdk.addEventListener("networkstatus", () => seen.push(sdk.connectionState));
    await fake.setNetwork("connected");
    assertEquals(seen, ["connected"]);
  });

  it("resolves every pending connected(), and later ones at once", async () => {
    const waiting = [sdk.connected(), sdk.connected()];
    await fake.setNetwork("connecting");
    assertEquals(await isSettled(Promise.race(waiting)), false);
    await fake.setNetwork("connected");
    await Promise.all(waiting);
    await sdk.connected();
    await fake.setNetwork("disconnected");
    const again = sdk.connected();
    assertEquals(await isSettled(again), false);
    await fake.setNetwork("connected");
    await again;
  });

  it("is awaited by connected() until the signal is aborted", async () => {
    const controller = new AbortController();
    const waiting = sdk.connected({ signal: controller.signal });
    const other = sdk.connected();
    controller.abort(new Error("that's enough"));
    await assertRejects(() => waiting, Error, "that's enough");
    await fake.setNetwork("connected");
    await other;
  });

  it("is awaited by connected() until the session is closed", async () => {
    const waiting = sdk.connected();
    const [error] = await Promise.all([
      assertRejects(() => waiting, DOMException, "close()"),
      sdk.close(),
    ]);
    assertEquals([error.name, sdk.connectionState], ["AbortError", "disconnected"]);
    await assertRejects(() => sdk.connected(), DOMException, "closed");
  });

  it("is lost when a login is ended, because the library restarts", async () => {
    await fake.setNetwork("connected");
    fake.answer("TIMLogin", () => new Promise(() => {}));
    const login = assertRejects(() => sdk.login("alice", "sig"), DOMException, "logout()");
    await fake.settled();
    const logout = sdk.logout();
    assertEquals(sdk.connectionState, "disconnected");
    const connected = sdk.connected();
    await Promise.all([login, logout, connected]);
    assertEquals(sdk.connectionState, "connected");
  });
});
