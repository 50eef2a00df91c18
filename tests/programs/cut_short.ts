/**
 * Opens a session, gives up a login, closes, and leaves the process to end by itself.
 *
 * @module
 */

import { openSession } from "./session.ts";

const LOGIN_MS = 300;

const sdk = await openSession();
await sdk.login("alice", "sig", { signal: AbortSignal.timeout(LOGIN_MS) }).catch(
  ({ name }: Error) => console.log(name),
);
await sdk.close();
console.log("closed");
