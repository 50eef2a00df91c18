/**
 * A server on Bun with one logged-in account for each tenant, and a health check.
 *
 *     TENANTS=acme,globex bun run bun_server.ts
 *
 * README.md says how to install the package and the native library.
 *
 * It reads IMSDK_APP_ID, TENANTS, SIG_SERVER, which answers GET /sig/<userId> with a sig, DATA_DIR,
 * and PORT. GET /health answers 200 when every tenant is logged in, and 503 when not.
 * bun_server_test.ts tests that without any of these.
 */

import { join } from "node:path";
import { ImSdk, LoginStatus } from "@imsdk/ffi";

const {
  IMSDK_APP_ID = "",
  TENANTS = "",
  SIG_SERVER = "",
  DATA_DIR = "data",
  PORT = "3000",
} = process.env;

async function fetchSig(userId: string, { signal }: { signal: AbortSignal }): Promise<string> {
  const response = await fetch(new URL(`/sig/${userId}`, SIG_SERVER), { signal });
  if (!response.ok) throw new Error(`No sig for ${userId}: ${response.status}`);
  return await response.text();
}

/** Each account has its own copy of the library and its own directory. */
async function openTenant(tenant: string): Promise<ImSdk> {
  const sdk = await ImSdk.open({
    sdkAppId: Number(IMSDK_APP_ID),
    isolated: true,
    dataDir: join(DATA_DIR, tenant),
  });
  sdk.addEventListener("sessionlost", ({ detail }) => console.error(tenant, detail.error));
  await sdk.login(`${tenant}-bot`, fetchSig);
  return sdk;
}

/** Whether every tenant is logged in, as a health check wants to know it. */
export function health(tenants: ReadonlyMap<string, ImSdk>): Response {
  const states = Object.fromEntries(
    [...tenants].map(([name, sdk]) => [name, {
      user: sdk.loginUserId,
      isLoggedIn: sdk.loginStatus === LoginStatus.LoggedIn,
      connection: sdk.connectionState,
    }]),
  );
  const isWell = Object.values(states).every(({ isLoggedIn }) => isLoggedIn);
  return Response.json(states, { status: isWell ? 200 : 503 });
}

if (import.meta.main) {
  const names = TENANTS.split(",").filter((name) => name !== "");
  const tenants = new Map(
    await Promise.all(names.map(async (name) => [name, await openTenant(name)] as const)),
  );

  const server = Bun.serve({
    port: Number(PORT),
    hostname: "127.0.0.1",
    routes: { "/health": () => health(tenants) },
  });
  console.log(`${tenants.size} tenants, ${server.url}`);

  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, async () => {
      await server.stop();
      await Promise.all([...tenants.values()].map((sdk) => sdk.close()));
      console.log("stopped");
      process.exit();
    });
  }
}
