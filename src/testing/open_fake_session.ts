/**
 * Opens a session on a library that is made of TypeScript.
 *
 * @module
 */

import { Library } from "../../ffi/calls/library.ts";
import { symbols } from "../../ffi/generated/symbols.ts";
import { createFakeAdapter } from "../../ffi/runtimes/fake.ts";
import { type ImSdk, openSession } from "../im_sdk.ts";
import type { OpenOptions } from "../open_options.ts";
import { checkOptions } from "../options.ts";
import type { Clock } from "../user_sig/renewal_schedule.ts";
import { createFake, type Fake } from "./fake.ts";
import { FakeLibrary } from "./fake_library.ts";

/**
 * The options of `openFake()`: those of `ImSdk.open()`, all of them optional. They are
 * checked in the same way, and those about files have no effect.
 */
export type FakeOptions = Partial<OpenOptions>;

/** A session for a test. It closes the session at the end of an `await using` block. */
export interface FakeSession extends AsyncDisposable {
  /** The session. */
  readonly sdk: ImSdk;
  /** The library behind it. */
  readonly fake: Fake;
}

const SOME_APP_ID = 1_400_000_000;

/**
 * Opens the session.
 *
 * @param clock Measures the pauses between renewals; by default it is that of this machine.
 * @throws {TypeError} An option is of the wrong type.
 * @throws {RangeError} A number is out of range.
 */
export async function openFakeSession(
  options: FakeOptions,
  clock?: Clock,
): Promise<FakeSession> {
  const config = checkOptions({ sdkAppId: SOME_APP_ID, ...options });
  const fakeLibrary = new FakeLibrary();
  const adapter = createFakeAdapter(symbols, (call) => fakeLibrary.call(call));
  const library = Library.open(adapter, "fake", symbols, "TIMGetSDKVersion");
  const { dataDir = "", logDir = dataDir } = config;
  const sdk = await openSession(
    { library, directories: { dataDir, logDir }, onReplaced: () => {}, release: () => {} },
    config,
    clock,
  );
  await fakeLibrary.settled();
  fakeLibrary.calls.length = 0;
  return {
    sdk,
    fake: createFake(fakeLibrary, sdk),
    [Symbol.asyncDispose]: () => sdk.close(),
  };
}
