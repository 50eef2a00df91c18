/**
 * A session that only `await using` closes.
 *
 * @module
 */

import { openSession } from "./session.ts";

await using sdk = await openSession();
await sdk.login("alice", "sig");
console.log("ready");
