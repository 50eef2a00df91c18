/**
 * A worker with a session on a library that is made of TypeScript. It says who is logged in.
 *
 * @module
 */

import { parentPort } from "node:worker_threads";
import { openFake } from "../../src/testing.ts";

// Not by top-level await: Deno never frees a worker that ends while its module is being loaded.
void (async () => {
  const { sdk } = await openFake();
  await sdk.login("alice", "sig");
  parentPort!.postMessage(`${sdk.loginUserId} is logged in`);
  await sdk.close();
})();
