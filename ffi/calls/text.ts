/**
 * Text to and from C.
 *
 * @module
 */

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The UTF-8 bytes of a text, terminated by NUL. */
export function encodeText(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(text + "\0");
}

/** The UTF-16 of a text, terminated by NUL, as Windows takes it. */
export function encodeWideText(text: string): Uint8Array<ArrayBuffer> {
  // Beyond its end a text has NaN for a unit, which is stored as 0.
  const units = Uint16Array.from({ length: text.length + 1 }, (_, index) => text.charCodeAt(index));
  return new Uint8Array(units.buffer);
}

/** Enough for all texts of most calls. */
const CALL_MEMORY_BYTES = 8_192;

const callMemory = new Uint8Array(CALL_MEMORY_BYTES);
let callMemoryUsed = 0;

/**
 * Where the texts of the next call begin. Calls can nest: a `toJSON()` in one call's arguments may
 * make another call.
 */
export function markCallMemory(): number {
  return callMemoryUsed;
}

/** Frees the texts of the call that began at a mark, after it has returned. */
export function releaseCallMemory(mark: number): void {
  callMemoryUsed = mark;
}

/**
 * The same as {@linkcode encodeText}, for a C function that uses its texts only until it returns.
 * They share memory, because allocating memory for a text takes ten times as long as writing it.
 */
export function encodeForCall(text: string): Uint8Array<ArrayBuffer> {
  const mostBytes = 3 * text.length + 1;
  if (mostBytes > CALL_MEMORY_BYTES - callMemoryUsed) return encodeText(text);
  const bytes = callMemory.subarray(callMemoryUsed);
  const { written } = encoder.encodeInto(text, bytes);
  bytes[written] = 0;
  callMemoryUsed += written + 1;
  return bytes;
}

/** The text that C has written into a buffer, up to the first NUL. */
export function decodeText(buffer: Uint8Array): string {
  const end = buffer.indexOf(0);
  return decoder.decode(end < 0 ? buffer : buffer.subarray(0, end));
}
