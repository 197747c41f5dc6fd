/**
 * A request that reaches its buckets through access points: its input with the buckets' own names, on which operations work, and what it was sent with, on which
 * permissions are asked.
 */
import { type AtHand, withValue } from "../../../kit/at-hand.ts";
import { readAtHand } from "../../../storage/read-at-hand.ts";
import type { RecordStore } from "../../../storage/record-store.ts";
import { formatCopySource, parseCopySource } from "../objects/copy-source-header.ts";
import { findNamedAccessPoint, mayNameAccessPoint, type NamedAccessPoint, type NamingContext } from "./named-bucket.ts";

/** Members of inputs that name buckets. */
export interface NamesBuckets {
  readonly Bucket?: string | undefined;
  readonly CopySource?: string | undefined;
}

export interface Through {
  readonly sent: NamesBuckets;
  /** Of `Bucket`. */
  readonly target: NamedAccessPoint | undefined;
  /** Of `CopySource`. */
  readonly source: NamedAccessPoint | undefined;
  /** Both. */
  readonly names: readonly NamedAccessPoint[];
}

/** Invisible to everything else that reads the input. */
const THROUGH = Symbol("through");

export function throughOf(input: object): Through | undefined {
  return (input as { readonly [THROUGH]?: Through })[THROUGH];
}

/** The same input when it names buckets. @throws {InvalidArgument} 400 for a copy source that does not decode */
export function resolveNames<Input extends NamesBuckets>(
  input: Input,
  context: NamingContext,
  records: RecordStore,
): AtHand<Input> {
  const { Bucket: target, CopySource: header } = input;
  const isNamed = target !== undefined && mayNameAccessPoint(target, context);
  const source = header !== undefined && MAY_BE_SOURCE.test(header) ? parseCopySource(header) : undefined;
  if (!isNamed && source === undefined) return input;
  const found = readAtHand(records, (reader) => ({
    target: isNamed ? findNamedAccessPoint(reader, target, context) : undefined,
    source: source === undefined ? undefined : findNamedAccessPoint(reader, source.bucket, { region: context.region }),
  }));
  return withValue(found, (names) => withBuckets(input, names));
}

const MAY_BE_SOURCE = /-s3alias|^\/?arn(?::|%3a)/i;

function withBuckets<Input extends NamesBuckets>(
  input: Input,
  { target, source }: Pick<Through, "target" | "source">,
): Input {
  const names = [target, source].filter((named) => named !== undefined);
  if (names.length === 0) return input;
  const bucket = target?.accessPoint?.bucket;
  const sourceBucket = source?.accessPoint?.bucket;
  const through: Through = { sent: input, target, source, names };
  return {
    ...input,
    ...(bucket === undefined ? {} : { Bucket: bucket }),
    ...(sourceBucket === undefined || input.CopySource === undefined
      ? {}
      : { CopySource: formatCopySource({ ...parseCopySource(input.CopySource), bucket: sourceBucket }) }),
    [THROUGH]: through,
  };
}
