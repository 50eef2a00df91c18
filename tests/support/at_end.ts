import process from "node:process";

/** Calls a function after the last test of the file: no runner sends an exit event on every runtime. */
export async function atEnd(action: () => void | Promise<void>): Promise<void> {
  if ("Deno" in globalThis) Deno.test.afterAll(action);
  else if ("Bun" in globalThis) (await import("bun:test")).afterAll(action);
  else process.on("exit", () => void action());
}
