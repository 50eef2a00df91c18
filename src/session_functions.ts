/**
 * The C functions that only the session itself may call. The generator makes `SessionApi` of all
 * others from this same list, so the types and the checks at run time cannot differ.
 *
 * @module
 */

const members: Readonly<Record<string, string>> = {
  TIMInit: "ImSdk.open()",
  TIMUninit: "close()",
  TIMLogin: "login()",
  TIMLogout: "logout()",
};

/** What a session has instead of a C function that it calls by itself, or undefined for any other. */
export function sessionMemberFor(name: string): string | undefined {
  if (Object.hasOwn(members, name)) return members[name];
  return /^TIM(Set|Add|Remove).*Callback$/.test(name)
    ? "addEventListener() or events()"
    : undefined;
}
