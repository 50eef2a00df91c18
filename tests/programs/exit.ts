/**
 * Brings a session into a situation, prints "ready", and ends in the way that its arguments say.
 *
 * @module
 */

import process from "node:process";
import { args, controlStandIn, openSession } from "./session.ts";

const [situation = "", ending = ""] = args;
const sdk = await openSession();
let isSubsiding = false;
const isStandIn = sdk.sdkVersion.startsWith("stand-in");

const situations: Record<string, () => Promise<void>> = {
  async idle() {},

  async "mid-login"() {
    // The real library takes 30 s to find that there is no network.
    if (isStandIn) (await controlStandIn()).set({ "login.time": 30000 });
    sdk.login("alice", "sig").catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 10));
  },

  /** As many events as the library's threads can send, of which at most two batches are unread. */
  async storm() {
    const THREADS = 4;
    const batch = { count: 1_000, size: 1_024, threads: THREADS };
    const standIn = await controlStandIn();
    const { promise: isBlowing, resolve } = Promise.withResolvers<void>();
    let received = 0;
    sdk.addEventListener("networkstatus", () => {
      if (++received % (batch.count * THREADS) !== 0 || isSubsiding) return;
      standIn.emit("network", batch);
      resolve();
    });
    standIn.emit("network", batch);
    standIn.emit("network", batch);
    await isBlowing;
  },

  /** The same, from a library that doesn't stop when it's told to. */
  async "endless storm"() {
    (await controlStandIn()).set({ "events.survive_uninit": 1 });
    await situations.storm!();
  },
};

const fail = (): never => {
  throw new Error("nobody catches this");
};

const endings: Record<string, () => unknown> = {
  "close()": () => sdk.close(),
  // Pending deliveries keep the process alive, so it ends only if the storm does.
  "unref()": () => {
    isSubsiding = true;
    sdk.unref();
  },
  "an uncaught exception": () => setTimeout(fail),
  "an unhandled rejection": () => setTimeout(async () => await fail()),
  "process.exit(3)": () => process.exit(3),
  "Deno.exit(3)": () => Deno.exit(3),
  "a signal": () => {},
};

await situations[situation]!();
console.log("ready");
await endings[ending]!();
