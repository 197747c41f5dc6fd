/** What host names mean; addressing through a server is in test/spec/gateway/addressing.test.ts. */
import { expect, test } from "vitest";
import { hostMeaning } from "./host-name.ts";

test.each([
  ["localhost", undefined, undefined, undefined],
  ["127.0.0.1:5253", undefined, undefined, undefined],
  ["[::1]:5253", undefined, undefined, undefined],
  ["", undefined, undefined, undefined],
  ["s3.localhost", undefined, undefined, "s3"],
  ["s3.eu-west-1.amazonaws.com", undefined, "eu-west-1", "s3"],
  ["s3-eu-west-1.amazonaws.com", undefined, "eu-west-1", "s3"],
  ["s3-fips.dualstack.us-gov-west-1.amazonaws.com", undefined, "us-gov-west-1", "s3"],
  ["my.bucket.s3.eu-west-1.amazonaws.com", "my.bucket", "eu-west-1", "s3"],
  ["bucket.s3.localhost.localstack.cloud:4566", "bucket", undefined, "s3"],
  ["bucket.localhost:80", "bucket", undefined, "bucket"],
  ["athena.us-east-1.amazonaws.com", undefined, "us-east-1", "athena"],
  ["bucket.s3-accelerate.amazonaws.com", "bucket", undefined, "s3"],
  ["s3-website.localhost", undefined, undefined, "s3"],
  ["sts.amazonaws.com", undefined, undefined, "sts"],
  ["123456789012.s3-control.us-east-1.amazonaws.com", undefined, "us-east-1", "s3-control"],
  [
    "data-123456789012.s3-accesspoint.us-east-1.amazonaws.com",
    "arn:aws:s3:us-east-1:123456789012:accesspoint%2Fdata",
    "us-east-1",
    "s3",
  ],
  [
    "a-b-123456789012.s3-accesspoint-fips.dualstack.eu-west-1.localhost:80",
    "arn:aws:s3:eu-west-1:123456789012:accesspoint%2Fa-b",
    "eu-west-1",
    "s3",
  ],
  ["data-123456789012.s3-accesspoint.localhost", "arn:aws:s3::123456789012:accesspoint%2Fdata", undefined, "s3"],
  ["s3-accesspoint.eu-west-1.localhost", undefined, "eu-west-1", "s3"],
  ["no-account.s3-accesspoint.eu-west-1.localhost", "no-account", "eu-west-1", "s3"],
  ["data-123456789012.localhost", "data-123456789012", undefined, "data-123456789012"],
  ["streams.dynamodb.us-east-1.amazonaws.com", undefined, "us-east-1", "dynamodb"],
])("%s means bucket %s, Region %s, endpoint %s", (host, bucket, region, endpointPrefix) => {
  expect(hostMeaning(host)).toEqual({ bucket, region, endpointPrefix });
});

test.each([
  ["my.site.s3-website.localhost:5253", "my.site", undefined],
  ["site.s3-website-eu-west-1.amazonaws.com", "site", "eu-west-1"],
  ["site.s3-website.eu-central-1.amazonaws.com", "site", "eu-central-1"],
])("%s is the website of %s in %s", (host, bucket, region) => {
  expect(hostMeaning(host)).toEqual({ bucket, region, endpointPrefix: "s3", isWebsite: true });
});
