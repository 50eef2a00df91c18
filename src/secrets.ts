/**
 * Takes secrets out of what the library says.
 *
 * @module
 */

/**
 * Changes every text in a value of JSON's, in its place: each string, and each key of an object.
 *
 * @returns The value, which is another one if it is itself a text.
 */
export function changeTexts(value: unknown, change: (text: string) => string): unknown {
  const top = { value };
  // Not by recursion: an answer may be nested more deeply than calls may.
  const containers: Record<string, unknown>[] = [top];
  for (let container; (container = containers.pop());) {
    const isArray = Array.isArray(container);
    for (const key of Object.keys(container)) {
      const item = container[key];
      if (typeof item === "string") container[key] = change(item);
      else if (typeof item === "object" && item !== null) {
        containers.push(item as Record<string, unknown>);
      }
      const changed = isArray ? key : change(key);
      if (changed === key) continue;
      container[changed] = container[key];
      delete container[key];
    }
  }
  return top.value;
}
