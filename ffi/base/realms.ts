/**
 * Values of other realms. Test runners give every file a realm of its own, whose classes are not
 * those that the runtime's own modules make their objects of, so `instanceof` misses them.
 *
 * @module
 */

/** Whether a value is a URL. */
export function isUrl(value: unknown): value is URL {
  return value instanceof URL || tagOf(value) === "URL" && "href" in (value as object);
}

/** Whether a value is an AbortSignal. */
export function isAbortSignal(value: unknown): value is AbortSignal {
  return value instanceof AbortSignal ||
    tagOf(value) === "AbortSignal" && "throwIfAborted" in (value as object);
}

/** What a class of the web's calls its objects, in every realm. */
function tagOf(value: unknown): unknown {
  return typeof value === "object" && value !== null && Symbol.toStringTag in value
    ? value[Symbol.toStringTag]
    : undefined;
}
