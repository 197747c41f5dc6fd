import { afterEach, expect, test, vi } from "vitest";
import { loadServiceModel } from "./load-service-model.ts";
import { shapeOf, structureOf } from "./shape.ts";

afterEach(() => vi.restoreAllMocks());

test("A model says what the service speaks and knows every operation and error of its client", async () => {
  const model = loadServiceModel("sts", await import("@aws-sdk/client-sts"));
  expect(model).toMatchObject({
    name: "sts",
    serviceId: "STS",
    protocol: "aws-query",
    version: "2011-06-15",
    xmlNamespace: "https://sts.amazonaws.com/doc/2011-06-15/",
    namespace: "com.amazonaws.sts",
  });
  expect([...model.operations.keys()]).toContain("GetCallerIdentity");
  expect(model.operations.size).toBe(11);
  expect(model.errors.get("ExpiredTokenException")).toMatchObject({ code: "ExpiredTokenException", status: 400 });
  expect([...model.errors.keys()]).not.toContain("STSServiceException");
});

test("An operation is built once", async () => {
  const { operations } = loadServiceModel("s3", await import("@aws-sdk/client-s3"));
  expect(operations.get("GetObject")).toBe(operations.get("GetObject"));
  expect(operations.get("GetObject")?.http).toEqual({ method: "GET", uri: "/{Key+}?x-id=GetObject", status: 200 });
  expect(operations.get("Fly")).toBeUndefined();
});

test("Only operations with a stream for a payload stream their input", async () => {
  const { operations } = loadServiceModel("s3", await import("@aws-sdk/client-s3"));
  const streaming = [...operations.values()].filter((operation) => operation.streamsInput).map(({ name }) => name);
  expect(streaming.sort()).toEqual(["PutObject", "PutObjectAnnotation", "UploadPart", "WriteGetObjectResponse"]);
});

test("The operations that AWS takes without a signature are known", async () => {
  const unsigned = async (name: string, client: Record<string, unknown>): Promise<string[]> =>
    [...loadServiceModel(name, client).operations.values()].filter((one) => one.isUnsigned).map((one) => one.name);
  expect(await unsigned("sts", await import("@aws-sdk/client-sts"))).toEqual([
    "AssumeRoleWithSAML",
    "AssumeRoleWithWebIdentity",
  ]);
  expect(await unsigned("iam", await import("@aws-sdk/client-iam"))).toEqual([]);
  expect(await unsigned("s3", await import("@aws-sdk/client-s3"))).toEqual([]);
});

test("Loading a model warns about nothing", async () => {
  const warn = vi.spyOn(process, "emitWarning");
  loadServiceModel("s3", await import("@aws-sdk/client-s3"));
  expect(warn).not.toHaveBeenCalled();
});

test("A module that is no client package is refused", () => {
  expect(() => loadServiceModel("zlib", { deflate: () => undefined })).toThrow("exports no client class");
});

test("A shape is one object for one schema, and a recursive one ends", async () => {
  const { operations } = loadServiceModel("dynamodb", await import("@aws-sdk/client-dynamodb"));
  const input = structureOf(operations.get("PutItem")?.input ?? expect.fail("no PutItem"));
  expect(structureOf(operations.get("PutItem")?.input ?? expect.fail("no PutItem"))).toBe(input);
  const item = input.members.find((member) => member.name === "Item");
  expect(item).toMatchObject({
    isRequired: true,
    shape: { kind: "map", value: { shape: { kind: "structure", isUnion: true } } },
  });
  const value = item?.shape.kind === "map" ? item.shape.value.shape : undefined;
  const list = value?.kind === "structure" ? value.members.find((member) => member.name === "L")?.shape : undefined;
  expect(list?.kind === "list" ? list.element.shape : undefined).toBe(value);
  expect(shapeOf(operations.get("PutItem")?.output ?? expect.fail("no output")).kind).toBe("structure");
});
