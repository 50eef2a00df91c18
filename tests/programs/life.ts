/**
 * Does one thing that decides how long a process lives, prints "ready", and does nothing more.
 *
 * @module
 */

import process from "node:process";
import { args, controlStandIn, openSession } from "./session.ts";

const lives: Record<string, () => Promise<void>> = {
  async "uses and closes a session"() {
    const sdk = await openSession();
    await sdk.login("alice", "sig");
    await sdk.logout();
    await sdk.close();
  },

  async "forgets to close the session"() {
    await openSession();
  },

  async "calls unref()"() {
    (await openSession()).unref();
  },

  async "calls unref() and ref()"() {
    (await openSession()).unref().ref();
  },

  async "calls ref() after close()"() {
    const sdk = await openSession();
    await sdk.close();
    sdk.ref();
  },

  async "waits for a login"() {
    (await controlStandIn()).set({ "login.time": 30000 });
    (await openSession()).login("alice", "sig");
  },

  async "waits for a login after unref()"() {
    (await controlStandIn()).set({ "login.time": 30000 });
    (await openSession()).unref().login("alice", "sig");
  },

  async "waits for a login after unref(), which comes"() {
    (await controlStandIn()).set({ "login.time": 500 });
    await (await openSession()).unref().login("alice", "sig");
  },

  async "waits for a request after unref(), which comes"() {
    (await controlStandIn()).set({ "TIMGetUserStatus.delay": 500, "TIMGetUserStatus.code": 0 });
    await (await openSession()).unref().api.TIMGetUserStatus([]);
  },

  async "waits for a logout after unref(), which comes"() {
    (await controlStandIn()).set({ "logout.time": 500 });
    await (await openSession()).unref().logout();
  },

  async "waits for a login after another was ended after unref()"() {
    (await controlStandIn()).set({ "login.time": 500 });
    const sdk = (await openSession()).unref();
    const first = sdk.login("alice", "sig").catch(() => {});
    await sdk.logout();
    await first;
    await sdk.login("bob", "sig");
  },

  async "waits for close() after unref()"() {
    const sdk = (await openSession()).unref();
    await sdk.login("alice", "sig");
    await sdk.close();
  },

  async "waits for a sig after unref(), which comes"() {
    const sig = (): Promise<string> =>
      new Promise((resolve) => setTimeout(() => resolve("sig"), 500));
    await (await openSession()).unref().login("alice", sig);
  },

  async "waits for a sig after unref()"() {
    (await openSession()).unref().login("alice", () => new Promise(() => {}));
  },

  async "waits for a renewal after unref()"() {
    const sdk = await openSession();
    let asked = 0;
    await new Promise<void>((resolve) => {
      const sig = (): string => {
        if (asked++ === 0) return "sig";
        // Not before: nothing else would keep the process until the event has come.
        sdk.unref();
        resolve();
        throw new Error("no sig");
      };
      void sdk.login("alice", sig).then(async () => (await controlStandIn()).emit("sig_expired"));
    });
  },

  async "waits for events after unref()"() {
    (await openSession()).unref().events("log").next();
  },

  async "has an exit handler and calls unref()"() {
    process.exitCode = 4;
    process.on("exit", (code) => {
      console.log(`exit handler: ${code}`);
      process.exitCode = 5;
    });
    (await openSession()).unref();
  },

  async "catches that open() has failed"() {
    (await controlStandIn()).set({ "TIMInit.return": -3 });
    await openSession().catch((error) => console.log(error.message));
  },
};

await lives[args[0]!]!();
console.log("ready");
