/**
 * A bot that answers each text by the same text. It runs on Deno, Bun and Node.js, and
 * echo_bot_test.ts tests it without an account, a network or the native library.
 */

import type { ImSdk, Message } from "@imsdk/ffi";
import { TIMConvType, TIMElemType } from "@imsdk/ffi/native";

/** Has a session, whose user is the bot, answer all texts from now on. */
export function startBot(sdk: ImSdk): void {
  sdk.addEventListener("receivenewmessage", ({ detail }) => {
    for (const message of detail ?? []) answer(sdk, message).catch(console.error);
  });
}

async function answer(sdk: ImSdk, { message_sender, message_elem_array }: Message): Promise<void> {
  // What the bot's user has written on another device comes here too.
  if (!message_sender || message_sender === sdk.loginUserId) return;
  for (const elem of message_elem_array) {
    if (elem.elem_type !== TIMElemType.kTIMElem_Text) continue;
    await sdk.api.TIMMsgSendMessage(message_sender, TIMConvType.kTIMConv_C2C, {
      message_elem_array: [{ ...elem, text_elem_content: `You said: ${elem.text_elem_content}` }],
    });
  }
}
