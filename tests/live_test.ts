/** A real login on the vendor's service, with an account from the environment. */

import { ImSdk, ImSdkError, LoginStatus } from "../mod.ts";
import { CREDENTIALS_HELP, credentialsFromEnvironment } from "../scripts/credentials.ts";
import { freshDirectory } from "./support/real_library.ts";
import {
  afterEach,
  assert,
  assertEquals,
  assertRejects,
  beforeEach,
  describe,
  it,
} from "./support/testing.ts";

const account = credentialsFromEnvironment();

if (!account) {
  it.skip(`logs in on the vendor's service (skipped: set ${CREDENTIALS_HELP})`, () => {});
} else {
  const { sdkAppId, userId, userSig } = account;
  const dataDir = freshDirectory();

  // The C functions stay bound for the life of the process, which a test's sanitizer must not
  // count.
  {
    await using sdk = await ImSdk.open({ sdkAppId, dataDir });
    await sdk.login(userId, userSig).catch(() => {});
    void [sdk.loginStatus, sdk.loginUserId];
    await sdk.logout();
  }

  describe("the vendor's service", () => {
    let sdk: ImSdk;

    beforeEach(async () => {
      sdk = await ImSdk.open({ sdkAppId, dataDir });
    });
    afterEach(async () => {
      await sdk.close();
    });

    it("logs the user in and out, twice", async () => {
      for (let round = 0; round < 2; round++) {
        await sdk.login(userId, userSig);
        assertEquals(sdk.loginStatus, LoginStatus.LoggedIn);
        assertEquals(sdk.loginUserId, userId);
        await sdk.logout();
        assertEquals(sdk.loginStatus, LoginStatus.LoggedOut);
        assertEquals(sdk.loginUserId, null);
      }
    });

    it("resolves at once for the user who is logged in, and refuses another", async () => {
      await sdk.login(userId, userSig);
      await sdk.login(userId, userSig);
      const error = await assertRejects(() => sdk.login(`not-${userId}`, userSig), DOMException);
      assertEquals(error.name, "InvalidStateError");
      assertEquals(sdk.loginUserId, userId);
    });

    it("refuses a wrong sig, and takes the right one after that", async () => {
      const wrongSig = "not-a-sig-of-this-app";
      const error = await assertRejects(() => sdk.login(userId, wrongSig), ImSdkError);
      assertEquals(error.api, "TIMLogin");
      assert(error.code !== 0);
      assert(!error.message.includes(wrongSig));
      assertEquals(sdk.loginStatus, LoginStatus.LoggedOut);
      await sdk.login(userId, userSig);
      assertEquals(sdk.loginUserId, userId);
    });
  });
}
