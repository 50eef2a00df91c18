/**
 * Text on its way to C and back.
 *
 * @module
 */

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The UTF-8 bytes of a text, closed by NUL, as C wants them. */
export function encodeText(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(text + "\0");
}

/** Larger than what most calls need altogether. */
const CALL_MEMORY_BYTES = 8_192;

const callMemory = new Uint8Array(CALL_MEMORY_BYTES);
let callMemoryUsed = 0;

/**
 * Where the texts of the next call begin. A call may begin while another's texts are being made.
 */
export function markCallMemory(): number {
  return callMemoryUsed;
}

/** The call that began at a mark has returned, and its texts are not needed any more. */
export function releaseCallMemory(mark: number): void {
  callMemoryUsed = mark;
}

/**
 * The same as {@linkcode encodeText}, for a call of C that has its texts no longer than until it
 * returns. Making new memory for a text takes ten times as long as writing the text.
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
