import { type ImSdk, NetworkStatus } from "../mod.ts";
import { openFreshSession, standIn } from "./support/stand_in.ts";
import {
  afterEach,
  assertEquals,
  assertRejects,
  beforeEach,
  describe,
  it,
} from "./support/testing.ts";
import { until } from "../scripts/until.ts";

describe("the connection", () => {
  let sdk: ImSdk;
  beforeEach(async () => {
    sdk = await openFreshSession();
  });
  afterEach(() => sdk.close());

  const tell = (status: NetworkStatus): void => standIn.emit("network", { a: status });

  it("is what the library has reported last", async () => {
    assertEquals(sdk.connectionState, "disconnected");
    for (
      const [status, state] of [
        [NetworkStatus.Connecting, "connecting"],
        [NetworkStatus.ConnectFailed, "failed"],
        [NetworkStatus.Connecting, "connecting"],
        [NetworkStatus.Connected, "connected"],
        [NetworkStatus.Disconnected, "disconnected"],
      ] as const
    ) {
      tell(status);
      await until(() => sdk.connectionState === state);
    }
  });

  it("stays as it is when the library reports an unknown status", async () => {
    tell(NetworkStatus.Connecting);
    await until(() => sdk.connectionState === "connecting");
    const heard = sdk.events("networkstatus").next();
    tell(99 as NetworkStatus);
    await heard;
    assertEquals(sdk.connectionState, "connecting");
  });

  it("is already up to date in listeners of the event", async () => {
    const seen = new Promise((resolve) =>
      sdk.addEventListener("networkstatus", () => resolve(sdk.connectionState))
    );
    tell(NetworkStatus.Connected);
    assertEquals(await seen, "connected");
  });

  it("resolves every pending connected(), and later ones at once", async () => {
    const waiting = [sdk.connected(), sdk.connected()];
    tell(NetworkStatus.Connecting);
    tell(NetworkStatus.Connected);
    await Promise.all(waiting);
    await sdk.connected();
  });

  it("is awaited by connected() until the signal is aborted", async () => {
    const controller = new AbortController();
    const waiting = sdk.connected({ signal: controller.signal });
    const other = sdk.connected();
    controller.abort(new Error("that's enough"));
    await assertRejects(() => waiting, Error, "that's enough");
    tell(NetworkStatus.Connected);
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
    tell(NetworkStatus.Connected);
    await sdk.connected();
    standIn.set({ "login.time": 3_600_000 });
    const login = sdk.login("alice", "sig");
    await until(() => standIn.count("TIMLogin") === 1);
    await Promise.all([assertRejects(() => login, DOMException), sdk.logout()]);
    assertEquals(sdk.connectionState, "disconnected");
    tell(NetworkStatus.Connected);
    await sdk.connected();
  });
});
