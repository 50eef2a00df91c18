/**
 * Fails with a session open where Deno.exit() throws, as it does in Deno's test runner.
 *
 * @module
 */

import { openSession } from "./session.ts";

const deno = Reflect.get(globalThis, "Deno") as { exit(code?: number): never };
deno.exit = () => {
  throw new Error("nobody exits here");
};

await openSession();
Promise.reject(new Error("thrown by user code"));
