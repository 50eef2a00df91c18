/**
 * The form of an app's secret key.
 *
 * @module
 */

/**
 * Whether a text has the form of a secret key: 64 hexadecimal digits. No sig has this form, because
 * a sig is longer.
 */
export function isSecretKey(text: string): boolean {
  return /^[\da-f]{64}$/i.test(text);
}
