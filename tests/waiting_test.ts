import { abortable, Cancellation, isSettledWithin, onAbort, within } from "../ffi/base/waiting.ts";
import { isAbortSignal } from "../ffi/base/realms.ts";
import { assert, assertEquals, assertRejects, describe, it } from "./support/testing.ts";

const never = new Promise<never>(() => {});

describe("waiting", () => {
  it("until a signal is aborted rejects with its reason, else settles as the promise", async () => {
    const controller = new AbortController();
    assertEquals(await abortable(Promise.resolve(5), controller.signal), 5);
    const wait = abortable(never, controller.signal);
    controller.abort(new Error("enough"));
    await assertRejects(() => wait, Error, "enough");
    await assertRejects(() => abortable(never, controller.signal), Error, "enough");
  });

  it("leaves no listener on a signal when the promise comes first", async () => {
    const { signal } = new AbortController();
    let listeners = 0;
    const add = signal.addEventListener;
    const remove = signal.removeEventListener;
    signal.addEventListener = (...args: unknown[]) => {
      listeners++;
      Reflect.apply(add, signal, args);
    };
    signal.removeEventListener = (...args: unknown[]) => {
      listeners--;
      Reflect.apply(remove, signal, args);
    };
    await abortable(Promise.resolve(), signal);
    await abortable(Promise.reject(new Error("failed")), signal).catch(() => {});
    assertEquals(listeners, 0);
  });

  it("for a time rejects with the reason that is made when it is over", async () => {
    await assertRejects(() => within(never, 1, () => new Error("too late")), Error, "too late");
    assertEquals(await within(Promise.resolve(5), 1_000, () => new Error("too late")), 5);
    assertEquals(await isSettledWithin(never, 1), false);
    assertEquals(await isSettledWithin(Promise.resolve(), 1_000), true);
    await assertRejects(() => isSettledWithin(Promise.reject(new Error("failed")), 1_000), Error);
  });

  it("handles a rejection that comes after the wait has ended", async () => {
    const { promise, reject } = Promise.withResolvers<void>();
    await assertRejects(() => within(promise, 1, () => new Error("too late")), Error, "too late");
    // An unhandled rejection would end the process.
    reject(new Error("nobody waits"));
    await new Promise((resolve) => setTimeout(resolve, 5));
  });

  it("until it is cancelled rejects with the reason, even if it was cancelled before", async () => {
    const cancellation = new Cancellation();
    assertEquals(await cancellation.unlessCancelled(Promise.resolve(5)), 5);
    const wait = cancellation.unlessCancelled(never);
    cancellation.cancel(new Error("enough"));
    cancellation.cancel(new Error("more than enough"));
    await assertRejects(() => wait, Error, "enough");
    await assertRejects(() => cancellation.unlessCancelled(never), Error, "enough");
  });

  it("that has ended does not remove the listeners of later waits", async () => {
    const cancellation = new Cancellation();
    const first = Promise.withResolvers<void>();
    const wait = cancellation.unlessCancelled(first.promise);
    const reasons: unknown[] = [];
    cancellation.onCancel((reason) => reasons.push(reason));
    first.resolve();
    await wait;
    cancellation.cancel("enough");
    assertEquals(reasons, ["enough"]);
  });

  it("for an abort is notified at once of an earlier one, and of none after it has stopped", () => {
    const reasons: unknown[] = [];
    onAbort(AbortSignal.abort("before"), (reason) => reasons.push(reason));
    const controller = new AbortController();
    onAbort(controller.signal, (reason) => reasons.push(reason))();
    controller.abort("after");
    assertEquals(reasons, ["before"]);
  });

  it("recognises a signal of any realm, and nothing else", () => {
    assert(isAbortSignal(new AbortController().signal));
    for (
      const value of [undefined, null, {}, new AbortController(), { aborted: false }, "signal"]
    ) {
      assertEquals(isAbortSignal(value), false);
    }
  });
});
