/** The wire form of the query services and of EC2. */
import { describe, expect, test } from "vitest";
import { ServiceError } from "../../../src/kit/errors.ts";
import { answerOf, errorOf, headerOf, inputOf, refusalOf, requestOf, wireService } from "./support/exchange.ts";

const sts = await wireService("sts");
const rds = await wireService("rds");
const ec2 = await wireService("ec2");

const post = (body: string | Uint8Array) =>
  requestOf("POST /", { "content-type": "application/x-www-form-urlencoded" }, body);

describe("A request", () => {
  test("names its operation in the body, or in the URL of a GET", () => {
    expect(inputOf(sts, post("Action=AssumeRole&Version=2011-06-15&RoleArn=a&RoleSessionName=b+c%2Bd"))).toEqual({
      RoleArn: "a",
      RoleSessionName: "b c+d",
    });
    expect(inputOf(ec2, requestOf("GET /?Action=DescribeVolumes&VolumeId.1=v-1&VolumeId.2=v-2"))).toEqual({
      VolumeIds: ["v-1", "v-2"],
    });
  });

  test("orders list members by number, whatever their gaps", () => {
    expect(inputOf(ec2, post("Action=DescribeVolumes&VolumeId.10=c&VolumeId.2=b&VolumeId.1=a"))).toEqual({
      VolumeIds: ["a", "b", "c"],
    });
  });

  test("names list members as each service does", () => {
    expect(
      inputOf(rds, post("Action=DescribeDBInstances&Filters.Filter.1.Name=n&Filters.Filter.1.Values.Value.1=v")),
    ).toEqual({ Filters: [{ Name: "n", Values: ["v"] }] });
    expect(inputOf(ec2, post("Action=DescribeVolumes&Filter.1.Name=n&Filter.1.Value.1=v"))).toEqual({
      Filters: [{ Name: "n", Values: ["v"] }],
    });
  });

  const REFUSED: readonly (readonly [body: string, code: string, status: number])[] = [
    ["Version=2011-06-15", "MissingAction", 400],
    ["Action=Fly", "InvalidAction", 400],
    ["Action=%zz", "MalformedQueryString", 404],
    ["Action=%ff", "MalformedQueryString", 404],
    ["Action=AssumeRole&RoleArn=a&RoleSessionName=b&DurationSeconds=long", "InvalidParameterValue", 400],
    ["Action=AssumeRole&RoleArn=a&RoleSessionName=b&Tags.member.x.Key=k", "InvalidParameterValue", 400],
    ["Action=AssumeRole&RoleArn.1=a&RoleSessionName=b", "InvalidParameterValue", 400],
    [`Action=AssumeRole&${"a.".repeat(500)}b=1`, "InvalidParameterValue", 400],
  ];

  test.each(REFUSED)("%s is refused with %s %i", (body, code, status) => {
    expect(refusalOf(sts, post(body))).toMatchObject({ code, status });
  });

  test("that lacks a required member is refused in the service's own words", () => {
    expect(refusalOf(sts, post("Action=AssumeRole&RoleArn=a"))).toMatchObject({
      code: "ValidationError",
      message:
        "1 validation error detected: Value null at 'roleSessionName' failed to satisfy constraint: Member must not be null",
    });
    expect(refusalOf(rds, post("Action=DeleteDBInstance"))).toMatchObject({
      code: "MissingParameter",
      message: "The request must contain the parameter DBInstanceIdentifier",
    });
    expect(refusalOf(ec2, post("Action=AttachVolume&Device=d&InstanceId=i"))).toMatchObject({
      code: "MissingParameter",
      message: "The request must contain the parameter VolumeId",
    });
  });
});

describe("An answer", () => {
  test("of a query service has a result and metadata", () => {
    const response = answerOf(sts, "GetCallerIdentity", { Account: "1", Arn: "a&b", UserId: "u" });
    expect(headerOf(response, "content-type")).toBe("text/xml");
    expect(response.text).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><UserId>u</UserId><Account>1</Account><Arn>a&amp;b</Arn></GetCallerIdentityResult><ResponseMetadata><RequestId>REQUESTID1234567</RequestId></ResponseMetadata></GetCallerIdentityResponse>',
    );
  });

  test("of EC2 has its members beside the request id", () => {
    const response = answerOf(ec2, "DescribeVolumes", { Volumes: [{ VolumeId: "v", CreateTime: new Date(0) }] });
    expect(headerOf(response, "content-type")).toBe("text/xml;charset=UTF-8");
    expect(response.text).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<DescribeVolumesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15"><requestId>REQUESTID1234567</requestId><volumeSet><item><volumeId>v</volumeId><createTime>1970-01-01T00:00:00.000Z</createTime></item></volumeSet></DescribeVolumesResponse>',
    );
  });
});

describe("An error", () => {
  const denied = new ServiceError({ code: "AccessDenied", status: 403, message: "No <way>" });

  test("of a query service says who is at fault", () => {
    expect(errorOf(sts, undefined, denied).text).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>No &lt;way&gt;</Message></Error><RequestId>REQUESTID1234567</RequestId></ErrorResponse>',
    );
  });

  test("is known by its shape name and written with its wire code", () => {
    const error = new ServiceError({ code: "DBInstanceNotFoundFault", status: 404, message: "" });
    expect(errorOf(rds, undefined, error).text).toContain("<Code>DBInstanceNotFound</Code>");
  });

  test("of EC2 has its own form", () => {
    expect(errorOf(ec2, undefined, denied).text).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error><Code>AccessDenied</Code><Message>No &lt;way&gt;</Message></Error></Errors><RequestID>REQUESTID1234567</RequestID></Response>',
    );
  });
});
