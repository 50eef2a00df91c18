/** Tests echo_bot.ts: deno test echo_bot_test.ts, bun test, or node --test. */

import { deepStrictEqual } from "node:assert";
import { test } from "node:test";
import { openFake } from "@imsdk/ffi/testing";
import { startBot } from "./echo_bot.ts";

test("the bot says what it has heard", async () => {
  await using session = await openFake();
  const { sdk, fake } = session;
  fake.answer("TIMMsgSendMessage", (_userId, _type, message) => ({
    message_elem_array: [],
    ...message,
  }));
  await sdk.login("bot", "any sig");
  startBot(sdk);

  const message_elem_array = [{ elem_type: 0, text_elem_content: "hello" }] as const;
  await fake.emit("receivenewmessage", [{ message_sender: "alice", message_elem_array }]);
  await fake.emit("receivenewmessage", [{ message_sender: "bot", message_elem_array }]);

  const answer = [{ elem_type: 0, text_elem_content: "You said: hello" }];
  deepStrictEqual(fake.calls.slice(1), [
    { name: "TIMMsgSendMessage", args: ["alice", 1, { message_elem_array: answer }] },
  ]);
});
