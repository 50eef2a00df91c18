/**
 * The names of the events that the library's listeners make.
 *
 * @module
 */

/** What a word of the C names is in an event's name. */
const words: Readonly<Record<string, string>> = {
  Conv: "conversation",
  Elem: "element",
  Msg: "message",
  Readed: "read",
  Recv: "receive",
};

/**
 * The name of the event of a listener: the words of the function that sets it, in full, in lower
 * case. A word that comes again later, in the singular or the plural, is left out where it comes
 * first: "ConvConversationsAddedToGroup" and "MsgAllMessageReceiveOption" say everything twice.
 *
 * @param setter The C name of the function.
 */
export function eventName(setter: string): string {
  const name = setter.replace(/^TIM(Set|Add)(On)?/, "").replace(/(Listener)?Callback$/, "");
  const all = name.match(/[A-Z]+(?![a-z])|[A-Z][a-z]+/g) ?? [];
  const spelled = all.map((word) => words[word] ?? word.toLowerCase());
  const singular = (word: string): string => word.replace(/s$/, "");
  return spelled.filter((word, index) =>
    !spelled.slice(index + 1).some((later) => singular(later) === singular(word))
  ).join("");
}
