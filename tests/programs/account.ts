/**
 * Opens a session, on its own copy of the library or on the shared one, prints "ready", and ends in
 * the way that its arguments say.
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
