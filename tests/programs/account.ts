/**
 * Opens a session, on a copy of the library for itself or on the library that all share, says
 * "ready", and comes to an end in the way it's told to.
 *
 * @module
 */

import process from "node:process";
import { args, openSession } from "./session.ts";

const [kind, ending = ""] = args;
const sdk = await openSession({ isolated: kind === "isolated" });

const endings: Record<string, () => unknown> = {
  "close()": () => sdk.close(),
  "unref()": () => sdk.unref(),
  "process.exit()": () => process.exit(),
  "Deno.exit()": () => Deno.exit(),
  "an uncaught exception": () => {
    throw new Error("nobody catches this");
  },
  "an exit handler that asks the library": () => {
    process.on("exit", () => console.log(`nobody is logged in: ${sdk.loginUserId}`));
    sdk.unref();
  },
  "a signal": () => {},
};

console.log("ready");
await endings[ending]!();
