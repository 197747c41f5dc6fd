/**
 * Which names a general purpose bucket may have.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
 */
const WELL_FORMED = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const IP_ADDRESS = /^\d{1,3}(\.\d{1,3}){3}$/;
const RESERVED_PREFIXES = ["xn--", "sthree-", "amzn-s3-demo-"];
const RESERVED_SUFFIXES = ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"];
/** Names of the account-regional namespace: `name-111122223333-us-east-1-an`. */
const ACCOUNT_REGIONAL = /-\d{12}-[a-z0-9-]+-an$/;

/** Whether a new bucket in the global namespace may have this name. */
export function isBucketNameAllowed(name: string): boolean {
  if (!WELL_FORMED.test(name) || name.includes("..") || IP_ADDRESS.test(name)) return false;
  if (RESERVED_PREFIXES.some((prefix) => name.startsWith(prefix))) return false;
  return !RESERVED_SUFFIXES.some((suffix) => name.endsWith(suffix)) && !ACCOUNT_REGIONAL.test(name);
}

/**
 * Whether a request may ask for this name at all.
 * AWS: names made in us-east-1 before March 2018 may have upper-case letters, underscores and up to 255 characters, so
 * asking for one is no error in itself.
 */
export function isBucketNamePossible(name: string): boolean {
  return /^[A-Za-z0-9._-]{3,255}$/.test(name);
}
