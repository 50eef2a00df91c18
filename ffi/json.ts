export function parseJson(text: string): unknown {
  return JSON.parse(text);
}
export function stringifyJson(value: unknown): string {
  return JSON.stringify(value);
}
