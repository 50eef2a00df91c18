/**
 * Goes as far as it can on a broken library, prints the outcome of each step, and then opens a
 * session on a good one.
 *
 * @module
 */

import { ImSdk } from "../../mod.ts";
import { args, openSession } from "./session.ts";

async function tell(step: string, action: () => unknown): Promise<void> {
  try {
    console.log(`${step}: ${await action()}`);
  } catch (error) {
    console.log(`${step}: ${error}`);
  }
}

const [libraryPath = "", dataDir = ""] = args;
await tell("open()", async () => {
  await using sdk = await ImSdk.open({ sdkAppId: 1400000000, libraryPath, dataDir });
  await tell("userinfochanged", () => sdk.addEventListener("userinfochanged", () => {}));
  await tell("kickedoffline", () => sdk.addEventListener("kickedoffline", () => {}));
  await tell("login()", () => sdk.login("alice", "sig"));
  await tell("logout()", () => sdk.logout());
  await tell("loginStatus", () => sdk.loginStatus);
});

await using sdk = await openSession();
console.log(`afterwards: ${sdk.sdkVersion}`);
