/** Waits for a condition that another thread or process brings about. */
export async function until(condition: () => boolean, limitMs = 10_000): Promise<void> {
  const deadline = performance.now() + limitMs;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`Not true after ${limitMs} ms: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/**
 * Waits like {@linkcode until}, but blocks JavaScript's thread: nothing that needs that thread can
 * run meanwhile.
 */
export function untilWithoutJavaScript(condition: () => boolean, limitMs = 2_000): void {
  const deadline = performance.now() + limitMs;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`Not true after ${limitMs} ms: ${condition}`);
  }
}
