/** Tests deno_bot.ts: deno test examples/deno_bot_test.ts */

import { deepStrictEqual } from "node:assert";
import { openFake } from "@imsdk/ffi/testing";
import { stayLoggedIn } from "./deno_bot.ts";

Deno.test("the bot gets a new sig when the old one has expired", async () => {
  await using session = await openFake();
  const { sdk, fake } = session;
  const sigs = ["first", "second"];
  const stopped = stayLoggedIn(sdk, "alice", () => sigs.shift()!);
  await fake.setNetwork("connected");
  await fake.expireSig();
  deepStrictEqual(fake.calls.map(({ args }) => args), [["alice", "first"], ["alice", "second"]]);
  await sdk.close();
  await stopped;
});

Deno.test("the bot stops when another device has logged in", async () => {
  const { sdk, fake } = await openFake();
  const stopped = stayLoggedIn(sdk, "alice", () => "sig");
  await fake.setNetwork("connected");
  await fake.kickOffline();
  await stopped;
});
