/**
 * Throws where user code can throw, and prints what became of the session.
 *
 * @module
 */

import process from "node:process";
import { openNative } from "../../ffi/mod.ts";
import { args, controlStandIn, openSession } from "./session.ts";

const [place = "", isHandled = ""] = args;

if (isHandled) {
  // Runtimes differ in which of the two events an unhandled rejection causes.
  for (const kind of ["uncaughtException", "unhandledRejection"]) {
    process.on(kind, ({ message }: Error) => console.log(`handled: ${message}`));
  }
}

const sdk = await openSession();
const standIn = await controlStandIn();
let heard = 0;
sdk.addEventListener("log", () => heard++);

const native = await openNative(process.argv[2]);

const places: Record<string, () => void> = {
  "a listener"() {
    sdk.addEventListener("log", () => {
      throw new Error("thrown by user code");
    }, { once: true });
  },
  "a listener of ./native"() {
    const stop = native.api.TIMSetUserInfoChangedCallback(() => {
      stop();
      throw new Error("thrown by user code");
    });
    standIn.emit("user_info", { text: "[]" });
  },
  "a sig function that has called logout()"() {
    const login = sdk.login("alice", () => {
      void sdk.logout();
      throw new Error("thrown by user code");
    });
    // The logout ends the login. What the function throws after that is ignored.
    login.catch(({ name }: Error) => console.log(`login: ${name}`));
  },
  "a for await loop"() {
    (async () => {
      for await (const _ of sdk.events("log")) throw new Error("thrown by user code");
    })();
  },
  "code after await"() {
    sdk.login("alice", "sig").then(() => {
      throw new Error("thrown by user code");
    });
  },
};
places[place]?.();

standIn.emit("log", { count: 3, size: 100, threads: 1 });
while (heard < 3) await new Promise((resolve) => setTimeout(resolve, 1));
await sdk.login("alice", "sig");
await sdk.logout();
await sdk.close();
console.log(`heard ${heard}, logged in and out`);
