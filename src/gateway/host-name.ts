/**
 * What the `Host` field says about a request: an S3 bucket, a Region, another service's endpoint.
 *
 * `NAME-ACCOUNT.s3-accesspoint.REGION` is an access point, whose ARN stands for the bucket.
 * `BUCKET.s3-website.REGION` and `BUCKET.s3-website-REGION` (Region optional) are websites, `BUCKET.s3-accelerate` is another way to the bucket.
 *
 * Names end in `amazonaws.com`, `localhost` or `localhost.localstack.cloud`; before that come `s3` or a service's endpoint prefix with an
 * optional Region, and before that the bucket. `bucket.localhost` without `s3` names a bucket too. Any other host, such as an address or
 * the name of the machine, says nothing: requests to it are path-style.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html (read 2026-11-23)
 */
export interface HostMeaning {
  /** Virtual-host bucket, or the ARN of an access point, as it stands in a path. */
  readonly bucket: string | undefined;
  readonly region: string | undefined;
  /** First label of a service endpoint (`athena`, `s3-control`); undefined when the host names none. */
  readonly endpointPrefix: string | undefined;
  /** The host of a bucket's website. */
  readonly isWebsite?: true;
}

const NOTHING: HostMeaning = { bucket: undefined, region: undefined, endpointPrefix: undefined };
const SUFFIXES = [".localhost.localstack.cloud", ".amazonaws.com", ".localhost"] as const;
const REGION = /^[a-z]{2}(?:-[a-z]+)+-\d$/;
/** The label of S3 itself, with the Region where it is a part of the label. */
const S3_LABEL =
  /^(s3|s3-website|s3-accelerate|s3express-control|s3express-[a-z0-9]+-az\d+)(?:-([a-z]{2}(?:-[a-z]+)+-\d))?$/;
/** Meanings held; hosts come from clients, so the number is bounded. */
const MEANINGS_MAX = 1_000;
const held = new Map<string, HostMeaning>();

/** `host` as sent, with or without a port. */
export function hostMeaning(host: string): HostMeaning {
  let meaning = held.get(host);
  if (meaning === undefined) {
    if (held.size >= MEANINGS_MAX) held.clear();
    meaning = readHost(host);
    held.set(host, meaning);
  }
  return meaning;
}

function readHost(host: string): HostMeaning {
  const name = host.replace(/:\d+$/, "").toLowerCase();
  const suffix = SUFFIXES.find((candidate) => name.endsWith(candidate));
  if (suffix === undefined) return NOTHING;
  const labels = name.slice(0, -suffix.length).split(".");
  // `s3.dualstack.us-east-1` and `s3-fips.us-east-1` are the same service behind other addresses.
  let end = labels.length;
  const last = labels[end - 1] ?? "";
  const region = REGION.test(last) ? last : undefined;
  if (region !== undefined) end -= 1;
  if (labels[end - 1] === "dualstack") end -= 1;
  const service = (labels[end - 1] ?? "").replace(/-fips$/, "");
  const [, s3Kind, regionInService] = S3_LABEL.exec(service) ?? [];
  if (service === "s3-accesspoint")
    return { bucket: accessPointIn(labels.slice(0, end - 1), region), region, endpointPrefix: "s3" };
  if (s3Kind !== undefined) {
    return {
      bucket: end > 1 ? labels.slice(0, end - 1).join(".") : undefined,
      region: region ?? regionInService,
      endpointPrefix: "s3",
      ...(s3Kind === "s3-website" && end > 1 ? { isWebsite: true } : {}),
    };
  }
  if (service === "s3-control") return { bucket: undefined, region, endpointPrefix: service };
  if (suffix === ".localhost" && region === undefined) {
    const bucket = labels.join(".");
    return { bucket, region: undefined, endpointPrefix: labels.length === 1 ? bucket : undefined };
  }
  return { bucket: undefined, region, endpointPrefix: service === "" ? undefined : service };
}

/** The Region is left out of the ARN where the host leaves it out. */
function accessPointIn(labels: readonly string[], region = ""): string | undefined {
  const label = labels.join(".");
  const [, name, accountId] = ACCESS_POINT_LABEL.exec(label) ?? [];
  if (name === undefined || accountId === undefined) return label === "" ? undefined : label;
  return `arn:aws:s3:${region}:${accountId}:accesspoint%2F${name}`;
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-naming.html (virtual-hosted-style URIs; read 2026-11-29) */
const ACCESS_POINT_LABEL = /^([^.]+)-(\d{12})$/;
