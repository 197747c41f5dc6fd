/**
 * Where an S3 blob store lives, from the one line a user gives: `s3://bucket/prefix?endpoint=http://host:port&region=us-east-1`.
 */
import { StorageError } from "../../storage-error.ts";

export interface S3BlobLocation {
  readonly bucket: string;
  /** Empty, or ends with `/`. */
  readonly prefix: string;
  /** Undefined for AWS itself. */
  readonly endpoint: string | undefined;
  readonly region: string;
}

/** @throws {StorageError} format when the text is no such location */
export function parseS3BlobLocation(text: string): S3BlobLocation {
  const match = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/([^?]*))?(?:\?(.*))?$/.exec(text);
  const [, bucket, path = "", query = ""] = match ?? [];
  if (bucket === undefined)
    throw new StorageError(
      "format",
      `${JSON.stringify(text)} is no blob location: give s3://bucket/prefix?endpoint=http://host:port&region=us-east-1`,
    );
  const parameters = new URLSearchParams(query);
  for (const name of parameters.keys()) {
    if (name !== "endpoint" && name !== "region")
      throw new StorageError(
        "format",
        `a blob location has no parameter ${JSON.stringify(name)}: there are endpoint and region`,
      );
  }
  const prefix = path === "" || path.endsWith("/") ? path : `${path}/`;
  return {
    bucket,
    prefix,
    endpoint: parameters.get("endpoint") ?? undefined,
    region: parameters.get("region") ?? "us-east-1",
  };
}
