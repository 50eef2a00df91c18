/** Encoding texts for C, in the memory that all calls of C share. */

import {
  decodeText,
  encodeForCall,
  encodeText,
  markCallMemory,
  releaseCallMemory,
} from "../ffi/calls/text.ts";
import { assertEquals, describe, it } from "./support/testing.ts";

describe("encodeForCall()", () => {
  it("makes the same bytes as encodeText(), up to the closing NUL", () => {
    const mark = markCallMemory();
    for (const text of ["", "alice", "爱丽丝", "🙂".repeat(50), "x".repeat(100_000)]) {
      const expected = encodeText(text);
      assertEquals(encodeForCall(text).subarray(0, expected.length), expected);
    }
    releaseCallMemory(mark);
  });

  it("keeps all texts of a call, however many there are", () => {
    const mark = markCallMemory();
    const texts = Array.from({ length: 500 }, (_, n) => `text ${n}`);
    assertEquals(texts.map(encodeForCall).map(decodeText), texts);
    releaseCallMemory(mark);
  });

  it("keeps the texts of a call while another call is made, as toJSON() may do", () => {
    const outer = markCallMemory();
    const first = encodeForCall("first");
    const inner = markCallMemory();
    encodeForCall("another");
    releaseCallMemory(inner);
    const second = encodeForCall("second");
    assertEquals([first, second].map(decodeText), ["first", "second"]);
    releaseCallMemory(outer);
  });

  it("uses the same memory again", () => {
    const [one, other] = ["one", "other"].map((text) => {
      const mark = markCallMemory();
      const { buffer, byteOffset } = encodeForCall(text);
      releaseCallMemory(mark);
      return { buffer, byteOffset };
    });
    assertEquals(one!.byteOffset, other!.byteOffset);
    assertEquals(one!.buffer === other!.buffer, true);
  });
});
