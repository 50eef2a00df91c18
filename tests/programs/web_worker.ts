/**
 * Opens a session in a worker of the web's kind, which throws an error that nobody catches. Tells
 * the message of the error that reaches the parent's `onerror`.
 *
 * @module
 */

import process from "node:process";
import { controlStandIn, openSession } from "./session.ts";

if ("DedicatedWorkerGlobalScope" in globalThis) {
  // A request is under way, so that the library may call back.
  (await controlStandIn()).set({ "login.time": 30000 });
  (await openSession()).login("alice", "sig");
  setTimeout(() => {
    throw new Error("nobody catches this");
  });
} else {
  const worker = new Worker(import.meta.url, { type: "module" });
  worker.onerror = (event) => {
    event.preventDefault();
    console.log(event.message);
    process.exit();
  };
}
