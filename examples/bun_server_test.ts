/** Tests bun_server.ts: bun test ./bun_server_test.ts */

import { expect, test } from "bun:test";
import { openFake } from "@imsdk/ffi/testing";
import { health } from "./bun_server.ts";

test("the server is well as long as every tenant is logged in", async () => {
  await using acme = await openFake();
  await using globex = await openFake();
  const tenants = new Map([["acme", acme.sdk], ["globex", globex.sdk]]);
  for (const [name, sdk] of tenants) await sdk.login(`${name}-bot`, "sig");
  expect(health(tenants).status).toBe(200);

  await globex.fake.kickOffline();
  const response = health(tenants);
  expect(response.status).toBe(503);
  expect(await response.json()).toEqual({
    acme: { user: "acme-bot", isLoggedIn: true, connection: "connected" },
    globex: { user: null, isLoggedIn: false, connection: "connected" },
  });
});
