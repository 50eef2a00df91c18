import { RenewalSchedule } from "../src/user_sig/renewal_schedule.ts";
import { FakeClock } from "./support/fake_clock.ts";
import { assert, assertEquals, beforeEach, describe, it } from "./support/testing.ts";

describe("the schedule of renewals", () => {
  let clock: FakeClock;
  let schedule: RenewalSchedule;
  /** When each renewal was started, in seconds from the beginning. */
  let starts: number[];

  beforeEach(() => {
    clock = new FakeClock();
    schedule = new RenewalSchedule(clock);
    starts = [];
  });

  const start = (): number => starts.push(clock.elapsed / 1000);

  /** Sigs that expire a while after each renewal. */
  const renewForEver = (lifetimeMs: number): void => {
    schedule.next(() => {
      start();
      schedule.succeeded();
      if (lifetimeMs === 0) renewForEver(0);
      else clock.after(lifetimeMs, () => renewForEver(lifetimeMs));
    });
  };

  it("starts the first renewal at once", () => {
    assertEquals(schedule.next(start), undefined);
    assertEquals([starts, clock.waits], [[0], 0]);
  });

  it("doubles the pause between renewals that follow each other, up to a minute", () => {
    renewForEver(0);
    clock.pass(300_000);
    assertEquals(starts, [0, 1, 3, 7, 15, 31, 63, 123, 183, 243]);
  });

  it("counts the time since the last renewal as part of the pause", () => {
    renewForEver(3_000);
    clock.pass(60_000);
    // Each pause is from the end of one renewal to the start of the next.
    assertEquals(starts, [0, 3, 6, 10, 18, 34]);
  });

  it("starts at once when the last renewal was a minute ago", () => {
    renewForEver(60_000);
    clock.pass(180_000);
    assertEquals(starts, [0, 60, 120, 180]);
  });

  it("begins with the shortest pause again after a quiet minute", () => {
    const renew = (): void => {
      schedule.next(() => {
        start();
        schedule.succeeded();
      });
    };
    for (let count = 0; count < 4; count++) {
      renew();
      clock.pass(10_000);
    }
    clock.pass(60_000);
    renew();
    renew();
    clock.pass(1_000);
    assertEquals(starts, [0, 10, 20, 30, 100, 101]);
  });

  it("ends a wait", () => {
    schedule.next(start);
    schedule.succeeded();
    const end = schedule.next(start);
    assertEquals(clock.waits, 1);
    assert(end);
    end();
    clock.pass(300_000);
    assertEquals([starts, clock.waits], [[0], 0]);
  });

  it("gives up after ten tries in a row, which take four minutes", () => {
    let hasGivenUp = false;
    const tryOn = (): void => {
      schedule.next(() => {
        start();
        if (schedule.failed()) tryOn();
        else hasGivenUp = true;
      });
    };
    tryOn();
    clock.pass(3_600_000);
    assertEquals(starts, [0, 1, 3, 7, 15, 31, 63, 123, 183, 243]);
    assertEquals([hasGivenUp, clock.waits], [true, 0]);
  });

  it("counts the tries anew after a success", () => {
    for (let round = 0; round < 3; round++) {
      for (let failure = 0; failure < 9; failure++) {
        schedule.next(start);
        clock.pass(60_000);
        assert(schedule.failed(), `it has given up after ${starts.length} tries`);
      }
      schedule.next(start);
      clock.pass(60_000);
      schedule.succeeded();
    }
    assertEquals(starts.length, 30);
  });
});

describe("the machine's own clock", () => {
  it("waits a second between two renewals, and ends the wait when told to", async () => {
    const schedule = new RenewalSchedule();
    schedule.next(() => {});
    schedule.succeeded();
    const before = performance.now();
    const unwanted = schedule.next(() => assert(false, "it was started after the end"));
    unwanted!();
    // Keeps the process alive, which the schedule's own timer must not.
    const alive = setInterval(() => {}, 10_000);
    const again = new RenewalSchedule();
    again.next(() => {});
    again.succeeded();
    await new Promise<void>((resolve) => again.next(resolve));
    clearInterval(alive);
    const took = performance.now() - before;
    assert(took >= 990 && took < 5_000, `${took} ms`);
  });
});
