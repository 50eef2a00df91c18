import { LoginStatus } from "../mod.ts";
import { type LoginAttempt, LoginState } from "../src/login_state.ts";
import { SharedTask } from "../src/shared_task.ts";
import { UserSigSource } from "../src/user_sig/user_sig_source.ts";
import { assert, assertEquals, beforeEach, describe, it } from "./support/testing.ts";

const CALL_TIMEOUT_MS = 1_000;

/** A task without work, because only its identity matters here. */
function task(): SharedTask {
  return new SharedTask(() => Promise.resolve(), { onEnd: () => {} });
}

function sig(text: string): UserSigSource {
  return new UserSigSource("alice", text, { callTimeout: CALL_TIMEOUT_MS, sdkAppId: undefined });
}

function attemptOf(userId: string, userSig = sig("sig")): LoginAttempt {
  return {
    userId,
    userSig,
    task: task(),
    isRenewal: false,
    isAsking: false,
    isNative: false,
    isCancelled: false,
  };
}

describe("the login state", () => {
  let state: LoginState;
  let alice: LoginAttempt;

  beforeEach(() => {
    state = new LoginState();
    state.libraryUp();
    alice = attemptOf("alice");
  });

  /** Logs the user in. */
  function logIn(attempt: LoginAttempt): void {
    state.loginStarted(attempt);
    state.loginSucceeded(attempt);
    state.loginEnded(attempt);
  }

  it("begins with a library that is down, and nobody logged in", () => {
    const { library, user, attempt, logout, status, isIdle } = new LoginState();
    assertEquals([library, user, attempt, logout], ["down", undefined, undefined, undefined]);
    assertEquals([status, isIdle], [LoginStatus.LoggedOut, false]);
  });

  it("goes from logged out through logging in to logged in", () => {
    assertEquals([state.status, state.isIdle], [LoginStatus.LoggedOut, true]);
    state.loginStarted(alice);
    assertEquals([state.status, state.isIdle], [LoginStatus.LoggingIn, false]);
    assertEquals(state.attempt, alice);
    state.loginSucceeded(alice);
    assertEquals(state.status, LoginStatus.LoggingIn);
    state.loginEnded(alice);
    assertEquals([state.status, state.isIdle], [LoginStatus.LoggedIn, false]);
    assertEquals(state.user, { userId: "alice", userSig: alice.userSig, isSigExpired: false });
    assertEquals(state.attempt, undefined);
  });

  it("is logging in during the pause before a renewal", () => {
    logIn(alice);
    state.sigExpired();
    assertEquals([state.status, state.isInPause], [LoginStatus.LoggedIn, false]);
    state.renewalPaused(() => {});
    assertEquals([state.status, state.isInPause], [LoginStatus.LoggingIn, true]);
    assertEquals([state.isIdle, state.isLoggedIn("alice")], [false, false]);
    assertEquals(state.obstacleTo("bob"), '"alice" is logged in');
  });

  for (
    const [shown, end, status] of [
      ["a login", () => state.loginStarted(attemptOf("alice")), LoginStatus.LoggingIn],
      ["a logout", () => state.logoutStarted(task()), LoginStatus.LoggingOut],
      ["the loss of the user", () => state.userLost(), LoginStatus.LoggedOut],
      ["a restart of the library", () => state.libraryRestarting(), LoginStatus.LoggedOut],
      ["the end of the session", () => state.closed(), LoginStatus.LoggedOut],
    ] as const
  ) {
    it(`ends the pause before a renewal once, by ${shown}`, () => {
      logIn(alice);
      state.sigExpired();
      let ends = 0;
      state.renewalPaused(() => ends++);
      end();
      assertEquals([ends, state.isInPause, state.status], [1, false, status]);
      state.closed();
      assertEquals(ends, 1);
    });
  }

  it("goes back to logged out when a login fails", () => {
    state.loginStarted(alice);
    state.loginEnded(alice);
    assertEquals([state.status, state.user], [LoginStatus.LoggedOut, undefined]);
  });

  it("ignores the success and the end of a login that was given up", () => {
    state.loginStarted(alice);
    state.loginEnded(alice);
    const bob = attemptOf("bob");
    state.loginStarted(bob);
    state.loginSucceeded(alice);
    state.loginEnded(alice);
    assertEquals([state.status, state.attempt, state.user], [
      LoginStatus.LoggingIn,
      bob,
      undefined,
    ]);
  });

  it("goes through logging out to logged out", () => {
    logIn(alice);
    const logout = task();
    state.logoutStarted(logout);
    assertEquals([state.status, state.logout], [LoginStatus.LoggingOut, logout]);
    assertEquals(state.user?.userId, "alice");
    state.logoutEnded({ isLoggedOut: true });
    assertEquals([state.status, state.user, state.logout], [
      LoginStatus.LoggedOut,
      undefined,
      undefined,
    ]);
    assert(state.isIdle);
  });

  it("goes back to logged in when a logout fails", () => {
    logIn(alice);
    state.logoutStarted(task());
    state.logoutEnded({ isLoggedOut: false });
    assertEquals([state.status, state.user?.userId], [LoginStatus.LoggedIn, "alice"]);
  });

  it("is logging out while a login waits for a logout", () => {
    logIn(alice);
    state.logoutStarted(task());
    state.loginStarted(attemptOf("bob"));
    assertEquals(state.status, LoginStatus.LoggingOut);
    state.logoutEnded({ isLoggedOut: true });
    assertEquals(state.status, LoginStatus.LoggingIn);
  });

  it("is not idle while a logout is under way", () => {
    state.logoutStarted(task());
    assertEquals(state.isIdle, false);
  });

  describe("of a user who is logged in", () => {
    beforeEach(() => logIn(alice));

    it("reports that the same user needs no other login", () => {
      assertEquals([state.isLoggedIn("alice"), state.isLoggedIn("bob")], [true, false]);
    });

    it("does not report that once the sig has expired, until a new one has logged in", () => {
      state.sigExpired();
      assertEquals([state.user?.isSigExpired, state.isLoggedIn("alice")], [true, false]);
      assertEquals(state.status, LoginStatus.LoggedIn);
      const renewal = attemptOf("alice", sig("new sig"));
      state.loginStarted(renewal);
      assertEquals([state.status, state.user?.userId], [LoginStatus.LoggingIn, "alice"]);
      state.loginSucceeded(renewal);
      state.loginEnded(renewal);
      assertEquals(state.user, {
        userId: "alice",
        userSig: renewal.userSig,
        isSigExpired: false,
      });
      assert(state.isLoggedIn("alice"));
    });

    it("keeps the user when a renewal fails", () => {
      state.sigExpired();
      const renewal = attemptOf("alice");
      state.loginStarted(renewal);
      state.loginEnded(renewal);
      assertEquals([state.status, state.user?.isSigExpired], [LoginStatus.LoggedIn, true]);
    });

    it("does not report that while a logout is pending or the library restarts", () => {
      state.logoutStarted(task());
      assertEquals(state.isLoggedIn("alice"), false);
      state.logoutEnded({ isLoggedOut: false });
      assert(state.isLoggedIn("alice"));
      state.libraryDown();
      assertEquals(state.isLoggedIn("alice"), false);
    });

    it("takes another source of sigs, and keeps the rest", () => {
      const userSig = sig("from elsewhere");
      state.sigExpired();
      state.userSigReplaced(userSig);
      assertEquals(state.user, { userId: "alice", userSig, isSigExpired: true });
    });

    it("loses the user", () => {
      state.userLost();
      assertEquals([state.status, state.user], [LoginStatus.LoggedOut, undefined]);
    });
  });

  it("ignores a sig that expires or is replaced when nobody is logged in", () => {
    state.sigExpired();
    state.userSigReplaced(sig("sig"));
    assertEquals(state.user, undefined);
  });

  describe("names the obstacle to a login:", () => {
    it("none where nobody is logged in", () => {
      assertEquals(state.obstacleTo("alice"), undefined);
    });

    it("another user who is logged in, and not the same one", () => {
      logIn(alice);
      assertEquals(state.obstacleTo("bob"), '"alice" is logged in');
      assertEquals(state.obstacleTo("alice"), undefined);
    });

    it("another user who is being logged in, and not the same one", () => {
      state.loginStarted(alice);
      assertEquals(state.obstacleTo("bob"), '"alice" is being logged in');
      assertEquals(state.obstacleTo("alice"), undefined);
    });

    it("none of a user who is being logged out, until that has failed", () => {
      logIn(alice);
      state.logoutStarted(task());
      assertEquals(state.obstacleTo("bob"), undefined);
      state.logoutEnded({ isLoggedOut: false });
      assertEquals(state.obstacleTo("bob"), '"alice" is logged in');
    });
  });

  describe("of the library", () => {
    it("loses the user by a restart, and is not idle before it is up again", () => {
      logIn(alice);
      state.libraryRestarting();
      assertEquals([state.library, state.user], ["restarting", undefined]);
      assertEquals(state.isIdle, false);
      state.libraryUp();
      assertEquals([state.library, state.isIdle], ["up", true]);
    });

    it("is down when it could not be initialised again", () => {
      state.libraryRestarting();
      state.libraryDown();
      assertEquals(state.library, "down");
      state.libraryUp();
      assertEquals(state.library, "up");
    });

    it("stays closed, whatever comes after", () => {
      logIn(alice);
      state.logoutStarted(task());
      state.closed();
      assertEquals([state.library, state.user], ["closed", undefined]);
      assertEquals(state.status, LoginStatus.LoggedOut);
      for (const change of ["libraryUp", "libraryDown", "libraryRestarting"] as const) {
        state[change]();
        assertEquals(state.library, "closed");
      }
    });
  });
});
