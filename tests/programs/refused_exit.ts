/**
 * Fails with a session open, where the process must not be ended: as Deno's test runner does it,
 * Deno.exit() throws.
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
