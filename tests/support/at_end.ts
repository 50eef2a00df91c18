/** Calls a function after the last test of the file. */
export async function atEnd(action: () => void | Promise<void>): Promise<void> {
  if ("Deno" in globalThis) Deno.test.afterAll(action);
  else if ("Bun" in globalThis) (await import("bun:test")).afterAll(action);
  else (await import("node:test")).after(action);
}
