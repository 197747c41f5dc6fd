/** `s3://bucket/prefix/` as tables, partitions and result settings write it. */
export interface S3Location {
  readonly bucket: string;
  /** Without a leading slash; may be empty. */
  readonly key: string;
}

/** The parts, or undefined when the text is not an S3 location. `s3a:` and `s3n:` are Hadoop's spellings. */
export function parseS3Location(text: string): S3Location | undefined {
  const match = /^s3[an]?:\/\/([^/]+)(?:\/(.*))?$/s.exec(text);
  return match?.[1] === undefined ? undefined : { bucket: match[1], key: match[2] ?? "" };
}

/** The key prefix of a location that names a folder: ends with `/` unless it is the whole bucket. */
export function folderPrefix(location: S3Location): string {
  return location.key === "" || location.key.endsWith("/") ? location.key : `${location.key}/`;
}

export function s3Uri(bucket: string, key: string): string {
  return `s3://${bucket}/${key}`;
}
