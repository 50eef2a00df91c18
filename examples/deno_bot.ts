/**
 * A bot on Deno that stays logged in until it's told to stop.
 *
 *     deno run -A examples/deno_bot.ts
 *
 * It reads IMSDK_APP_ID, IMSDK_USER_ID, and SIG_SERVER: the URL of your server, which answers
 * GET /sig/<userId> with a sig for that user. deno_bot_test.ts tests it without any of these.
 */

import { ImSdk, type UserSigFunction } from "@imsdk/ffi";

/** Logs in, and stays so until the session is closed or lost. */
export async function stayLoggedIn(
  sdk: ImSdk,
  userId: string,
  userSig: UserSigFunction,
): Promise<void> {
  sdk.addEventListener("usersigrenewed", () => console.log("logged in again by a new sig"));
  sdk.addEventListener("sessionlost", ({ detail }) => {
    console.error("the session is lost:", detail.error);
    sdk.close();
  });
  sdk.addEventListener("kickedoffline", () => {
    console.error("another device has logged in");
    sdk.close();
  });

  // The function is called now, and again whenever the sig has expired.
  await sdk.login(userId, userSig);
  console.log(`${sdk.loginUserId} is logged in`);

  // The loop ends when the session is closed.
  for await (const { detail } of sdk.events("networkstatus")) {
    console.log(sdk.connectionState, detail.desc);
  }
}

function setting(name: string): string {
  const value = Deno.env.get(name);
  if (value) return value;
  console.error(`Set ${name}.`);
  Deno.exit(2);
}

if (import.meta.main) {
  const sdkAppId = Number(setting("IMSDK_APP_ID"));
  const userId = setting("IMSDK_USER_ID");
  const sigServer = setting("SIG_SERVER");

  await using sdk = await ImSdk.open({ sdkAppId });
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, () => sdk.close());
  }
  await stayLoggedIn(sdk, userId, async (userId, { signal }) => {
    const response = await fetch(new URL(`/sig/${userId}`, sigServer), { signal });
    if (!response.ok) throw new Error(`No sig for ${userId}: ${response.status}`);
    return await response.text();
  });
  console.log("stopped");
  // The signal listeners would keep Deno running.
  Deno.exit();
}
