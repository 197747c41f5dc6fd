/**
 * Builds a `ServiceModel` from an imported `@aws-sdk/client-*` module. Protocol and its settings come from a client that is
 * constructed and thrown away, because the package exports them nowhere else; it opens no socket and reads no
 * configuration file. Operation models are made when first asked for: EC2 has 823 of them and a process uses a handful.
 */
import { state as sdkWarnings } from "@aws-sdk/core/client";
import { NormalizedSchema } from "@smithy/core/schema";
import { assert } from "../runtime/assert.ts";
import { LazyMap } from "./lazy-map.ts";
import type { ErrorModel, HttpBinding, OperationModel, ProtocolName, ServiceModel } from "./service-model.ts";
import { structureOf } from "./shape.ts";

/** By `getShapeId()` of the SDK's protocol class. */
const PROTOCOLS: Readonly<Record<string, ProtocolName>> = {
  "aws.protocols#restXml": "rest-xml",
  "aws.protocols#restJson1": "rest-json",
  "aws.protocols#awsJson1_0": "aws-json-1.0",
  "aws.protocols#awsJson1_1": "aws-json-1.1",
  "aws.protocols#awsQuery": "aws-query",
  "aws.protocols#ec2Query": "ec2-query",
  "smithy.protocols#rpcv2Cbor": "rpc-v2-cbor",
};

interface ProtocolSettings {
  readonly defaultNamespace: string;
  readonly xmlNamespace?: string;
  readonly version: string;
  readonly serviceTarget?: string;
  readonly awsQueryCompatible?: boolean;
}

interface ClientConfig {
  readonly serviceId: string;
  readonly httpAuthSchemeProvider: (parameters: object) => readonly { readonly schemeId: string }[];
  readonly protocol: { getShapeId(): string };
  readonly protocolSettings: ProtocolSettings;
}

type SchemaRef = Parameters<typeof NormalizedSchema.of>[0];
type ClientConstructor = new (config: object) => { readonly config: ClientConfig; destroy(): void };
type OperationTuple = readonly [
  9,
  string,
  string,
  { readonly http?: readonly [string, string, number] } | number,
  SchemaRef,
  SchemaRef,
];
type ErrorTuple = readonly [-3, string, string, object | number, ...unknown[]];

/**
 * The model of one service.
 * @param name our name for it, e.g. `s3`
 * @param client the namespace object of its client package
 * @throws {InvariantError} when the module is no client package, or speaks a protocol that is unknown here
 */
export function loadServiceModel(name: string, client: Record<string, unknown>): ServiceModel {
  const config = clientConfig(name, client);
  const { defaultNamespace, xmlNamespace, version, serviceTarget, awsQueryCompatible } = config.protocolSettings;
  const shapeId = config.protocol.getShapeId();
  const protocol = PROTOCOLS[shapeId];
  assert(protocol !== undefined, `the client package of ${name} speaks ${shapeId}, which is unknown here`);
  return {
    name,
    serviceId: config.serviceId,
    protocol,
    alsoProtocols: [],
    version,
    xmlNamespace,
    targetPrefix: serviceTarget,
    namespace: defaultNamespace,
    isQueryCompatible: awsQueryCompatible === true,
    operations: new LazyMap(schemasOf<OperationTuple>(client, 9), (tuple) => operationModel(tuple, config)),
    errors: new LazyMap(schemasOf<ErrorTuple>(client, -3), errorModel),
  };
}

function clientConfig(name: string, client: Record<string, unknown>): ClientConfig {
  const className = Object.keys(client).find((key) => key.endsWith("Client") && !key.startsWith("__"));
  assert(className !== undefined, `the module given for ${name} exports no client class`);
  // The SDK warns once about old Node versions when a client is made. The warning speaks to applications that call AWS; this
  // program pins the SDK version it was tested with.
  sdkWarnings.warningEmitted = true;
  const instance = new (client[className] as ClientConstructor)({
    region: "us-east-1",
    credentials: { accessKeyId: "none", secretAccessKey: "none" },
  });
  instance.destroy();
  return instance.config;
}

/** Schema tuples of one kind among a module's exports (`PutItem$` ...), by shape name. */
function schemasOf<Tuple extends readonly [number, string, string, ...unknown[]]>(
  client: Record<string, unknown>,
  kind: Tuple[0],
): Map<string, Tuple> {
  const found = new Map<string, Tuple>();
  for (const value of Object.values(client)) {
    if (!Array.isArray(value) || value[0] !== kind) continue;
    const tuple = value as unknown as Tuple;
    // The SDK's own base exception lives in a synthetic namespace and never appears on the wire.
    if (!tuple[1].startsWith("smithy.ts.sdk.synthetic.")) found.set(tuple[2], tuple);
  }
  return found;
}

function operationModel(tuple: OperationTuple, config: ClientConfig): OperationModel {
  const [, , name, traits, inputRef, outputRef] = tuple;
  const input = NormalizedSchema.of(inputRef);
  const http = typeof traits === "object" ? traits.http : undefined;
  return {
    name,
    input,
    output: NormalizedSchema.of(outputRef),
    http: http === undefined ? undefined : httpBinding(http),
    streamsInput: structureOf(input).members.some((member) => member.isStreaming),
    // Asked for by the few requests that carry no signature; working it out resolves an endpoint.
    get isUnsigned(): boolean {
      const schemes = config.httpAuthSchemeProvider({
        operation: name,
        region: "us-east-1",
        Region: "us-east-1",
      });
      return schemes.some(({ schemeId }) => schemeId === "smithy.api#noAuth");
    },
  };
}

function httpBinding([method, uri, status]: readonly [string, string, number]): HttpBinding {
  return { method, uri, status };
}

function errorModel(tuple: ErrorTuple): ErrorModel {
  const schema = NormalizedSchema.of(tuple as unknown as SchemaRef);
  const traits = schema.getMergedTraits();
  const [queryCode, queryStatus] = (traits["awsQueryError"] as readonly [string, number] | undefined) ?? [];
  const status =
    (traits["httpError"] as number | undefined) ?? queryStatus ?? (traits["error"] === "server" ? 500 : 400);
  return { name: tuple[2], schema, code: queryCode ?? tuple[2], status };
}
