/**
 * The program of the demonstration: one session, each step with its milliseconds. It runs unchanged
 * on every runtime and on either library; scripts/demo.ts starts it and says which.
 *
 * @module
 */

import process from "node:process";
import { ImSdk, LoginStatus } from "../mod.ts";

const {
  DEMO_LABEL: label = "library",
  DEMO_APP_ID: appId = "1400000000",
  DEMO_USER_ID: userId = "alice",
  DEMO_USER_SIG: userSig = "a-sig-from-your-server",
  DEMO_LOGIN_LIMIT_MS: limit,
  DEMO_DATA_DIR: dataDir,
} = process.env;

let last = performance.now();

function show(step: string, outcome: string): void {
  const now = performance.now();
  const took = (now - last).toFixed(1).padStart(8);
  console.log(`${label} | ${step.padEnd(7)} | ${took} ms | ${outcome}`);
  last = performance.now();
}

function state(sdk: ImSdk): string {
  const [status] = Object.entries(LoginStatus).find(([, value]) => value === sdk.loginStatus) ?? [];
  return `status ${status}, user ${sdk.loginUserId ?? "none"}`;
}

const sdk = await ImSdk.open({ sdkAppId: Number(appId), ...(dataDir ? { dataDir } : {}) });
show("open", `SDK version ${sdk.sdkVersion}, ${state(sdk)}`);

try {
  await sdk.login(userId, userSig, limit ? { signal: AbortSignal.timeout(Number(limit)) } : {});
  show("login", state(sdk));
} catch (error) {
  show("login", `${error}; ${state(sdk)}`);
}

await sdk.logout();
show("logout", state(sdk));

await sdk.close();
show("close", state(sdk));
