/**
 * Brings a session into a situation, says "ready", and comes to an end in the way it's told to.
 *
 * @module
 */

import process from "node:process";
import { args, controlStandIn, openSession } from "./session.ts";

const [situation = "", ending = ""] = args;
const sdk = await openSession();

const situations: Record<string, () => Promise<void>> = {
  async idle() {},

  async "mid-login"() {
    sdk.login("alice", "sig").catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 10));
  },

  /** As many events as the library's threads can send, of which at most two batches are unread. */
  async storm() {
    const THREADS = 4;
    const batch = { count: 1_000, size: 1_024, threads: THREADS };
    const { emit } = await controlStandIn();
    const { promise: isBlowing, resolve } = Promise.withResolvers<void>();
    let received = 0;
    sdk.addEventListener("networkstatus", () => {
      if (++received % (batch.count * THREADS) !== 0) return;
      emit("network", batch);
      resolve();
    });
    emit("network", batch);
    emit("network", batch);
    await isBlowing;
  },
};

const endings: Record<string, () => Promise<void>> = {
  close: () => sdk.close(),
  async "uncaught exception"() {
    setTimeout(() => {
      throw new Error("nobody catches this");
    });
  },
  async "process.exit"() {
    process.exit(3);
  },
  async signal() {},
};

await situations[situation]!();
console.log("ready");
await endings[ending]!();
