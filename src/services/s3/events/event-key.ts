/**
 * The key of an object as event records write it: URL-encoded as in a form, with slashes as they are.
 * AWS: `red flower.jpg` is `red+flower.jpg` (notification-content-structure.html), `a@b` is `a%40b` (localstack/localstack
 * test_s3_notifications_sqs.snapshot.json, test_key_encoding, recorded from S3).
 */
const LEFT_BY_ENCODE = /[!'()~]/g;

export function encodeEventKey(key: string): string {
  const hex = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(key).replaceAll("%20", "+").replaceAll("%2F", "/").replaceAll(LEFT_BY_ENCODE, hex);
}
