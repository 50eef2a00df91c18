/**
 * The bridge over an adapter of this test, because a real library can't show what the bridge keeps.
 */

import { Bridge } from "../ffi/calls/bridge.ts";
import type { Adapter, NativeValue, Receive } from "../ffi/table/adapter.ts";
import { assertEquals, beforeEach, describe, it } from "./support/testing.ts";

describe("the bridge", () => {
  let bridge: Bridge;
  /** The callbacks that the bridge has made for the library, in order. */
  let receivers: Receive[];
  let mayCallBack: () => boolean;
  let strays: number;

  beforeEach(() => {
    receivers = [];
    strays = 0;
    const adapter: Adapter = {
      name: "none",
      callbacksBlock: false,
      bind: () => undefined,
      createCallback: (_, receive) => receivers.push(receive),
      guardExit: (ask) => mayCallBack = ask,
    };
    bridge = new Bridge(adapter);
    bridge.onStray(() => strays++);
  });

  it("makes one native callback for a C signature, and another for the first of two", () => {
    const callback = bridge.nativeCallback("TIMCommCallback");
    assertEquals(bridge.nativeCallback("TIMCommCallback"), callback);
    bridge.nativeCallback("FirstTIMCommCallback");
    assertEquals(receivers.length, 2);
  });

  it("delivers values to a request until it is unregistered", () => {
    bridge.nativeCallback("TIMCommCallback");
    const values: (readonly NativeValue[])[] = [];
    const number = bridge.register((given) => values.push(given));
    receivers[0]!(number, [0, "OK", "{}"]);
    assertEquals([values, strays], [[[0, "OK", "{}"]], 0]);
    bridge.unregister(number);
    receivers[0]!(number, [0, "again", "{}"]);
    assertEquals([values.length, strays], [1, 1]);
  });

  it("keeps nothing of a request with two callbacks", () => {
    bridge.nativeCallback("FirstTIMCommCallback");
    bridge.nativeCallback("TIMCommCallback");
    let firsts = 0;
    const number = bridge.register(() => {});
    bridge.registerFirst(number, () => firsts++);
    receivers[0]!(number, [0, "", ""]);
    assertEquals([firsts, mayCallBack()], [1, true]);
    bridge.unregister(number);
    assertEquals(mayCallBack(), false);
    receivers[0]!(number, [0, "", ""]);
    assertEquals([firsts, strays], [1, 1]);
  });

  it("reports no strays to a listener that has been removed", () => {
    bridge.nativeCallback("TIMCommCallback");
    let heard = 0;
    bridge.onStray(() => heard++)();
    receivers[0]!(-5, [0, "", ""]);
    assertEquals([heard, strays], [0, 1]);
  });
});
