/**
 * Starts one server and stops it again, in an order in which nothing is used before it is there or after it is gone: data directory, stores,
 * credentials, services, listener; and back. What goes wrong on the way up is one `ConfigError` sentence, and everything already opened is
 * closed again.
 */
import { resolve } from "node:path";
import { createAudit } from "../audit/audit.ts";
import type { RootCredentials } from "../auth/credentials.ts";
import { identityCredentialSource } from "../auth/identity-credentials.ts";
import { createPolicyAuthorizer } from "../auth/policy-authorizer.ts";
import { createSealer } from "../auth/sealer.ts";
import { createSigningKeys } from "../auth/sigv4/signing-key.ts";
import { createSignatureVerifier } from "../auth/sigv4/verify-signature.ts";
import { LISTENER_LIMITS, type ListenerLimits, STOP_MS_MAX } from "../gateway/limits.ts";
import type { RequestHandler } from "../gateway/incoming-request.ts";
import { createInstanceMetadata } from "../gateway/instance-metadata.ts";
import { startListener } from "../gateway/listener.ts";
import { createPipeline } from "../gateway/pipeline.ts";
import { createServiceDirectory } from "../gateway/service-directory.ts";
import type { Sealer } from "../kit/ports/sealer.ts";
import { AWS_REGIONS } from "../kit/regions.ts";
import { createMetrics } from "../runtime/metrics.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { Iam } from "../services/iam/iam.ts";
import { serverCertificates } from "./certificates.ts";
import { checkRootKey } from "./check-root-key.ts";
import { composeServices } from "./compose.ts";
import type { ServerConfig } from "./config.ts";
import { prepareDataDirectory } from "./data-directory.ts";
import { type Engines, openEngines } from "./engines.ts";
import type { Later } from "./once.ts";
import { Openings } from "./openings.ts";
import { clockRoutes, resumeStateClock } from "./state-clock.ts";
import { loadRootKey } from "./root-key.ts";
import { rootCredentials } from "./root-credentials.ts";
import { readSeedFile } from "./seed/seed-file.ts";
import { verifyRoutes } from "./verify.ts";
import { packageVersion } from "./version.ts";

export interface RunningServer {
  /** `http://127.0.0.1:5253`, to be given to clients. */
  readonly endpoint: string;
  readonly region: string;
  readonly port: number;
  /** Absolute; undefined for an ephemeral server. */
  readonly dataDir: string | undefined;
  readonly root: RootCredentials;
  /** The local certificate authority that clients must trust: PEM text, and its file where one is kept. Undefined without TLS. */
  readonly certificateAuthority: { readonly pem: string; readonly path: string | undefined } | undefined;
  /** For `AWS_EC2_METADATA_SERVICE_ENDPOINT`, when the instance metadata is served. */
  readonly instanceMetadataEndpoint?: string;
  /** Stops taking requests, lets running ones finish for at most `STOP_MS_MAX`, and closes the stores. Safe to call twice. */
  stop(): Promise<void>;
}

export interface StartOptions {
  readonly listenerLimits?: ListenerLimits;
}

/** @throws {ConfigError} when it cannot start, with the remedy */
export async function startServer(
  config: ServerConfig,
  runtime: Runtime,
  options: StartOptions = {},
): Promise<RunningServer> {
  const openings = new Openings();
  try {
    return await start(config, runtime, { openings, ...options });
  } catch (error) {
    await openings.closeAll();
    throw error;
  }
}

async function start(
  config: ServerConfig,
  runtime: Runtime,
  options: StartOptions & { openings: Openings },
): Promise<RunningServer> {
  const { openings } = options;
  const dataDir = config.dataDir === undefined ? undefined : resolve(config.dataDir);
  if (dataDir !== undefined) prepareDataDirectory(dataDir);
  const seed = config.seedPath === undefined ? undefined : readSeedFile(config.seedPath);
  const engines = await openEngines({ ...config, dataDir }, runtime, openings);
  await resumeStateClock(engines.storage.records, runtime.clock);
  const sealer = createSealer(loadRootKey({ ...config, dataDir }, runtime.random), runtime.random);
  await checkRootKey(engines.storage.records, sealer);
  const root = rootCredentials({ ...config, dataDir }, runtime);
  if (config.openCredentials)
    runtime.log.warn(
      "open credentials: every signature is taken on trust, and every unknown access key is the root user's",
    );
  if (config.durability === "relaxed")
    runtime.log.warn(
      "relaxed durability: writes are answered before they are flushed, and a power cut may lose the last 200 ms and more of them",
    );
  const { pipeline, instanceMetadata, iam, resume } = createHandlers({ ...config, dataDir }, runtime, {
    openings,
    engines,
    root,
    sealer,
  });
  if (seed !== undefined) {
    // Needs a client package, which a start without a seed must not pay for.
    const { applySeed } = await import("./seed/apply-seed.ts");
    await applySeed(seed, { iam: await iam(), runtime });
  }
  const tls = config.tls ? await serverCertificates(dataDir, [config.host], runtime.clock) : undefined;
  const listener = await startListener({
    host: config.host,
    port: config.port,
    tls,
    limits: options.listenerLimits ?? LISTENER_LIMITS,
    handler: pipeline,
    timers: runtime.timers,
    log: runtime.log,
    metrics: runtime.metrics,
  });
  openings.add(() => listener.stop(STOP_MS_MAX));
  const metadataPort = await startMetadataListener(config, runtime, { handler: instanceMetadata, openings });
  void resume();
  let stopping: Promise<void> | undefined;
  return {
    endpoint: `${tls === undefined ? "http" : "https"}://${hostInUrl(config.host)}:${listener.port}`,
    region: config.region,
    port: listener.port,
    dataDir,
    root,
    certificateAuthority: tls === undefined ? undefined : { pem: tls.ca, path: tls.caPath },
    ...(metadataPort === undefined ? {} : { instanceMetadataEndpoint: `http://127.0.0.1:${metadataPort}` }),
    stop: () => (stopping ??= openings.closeAll()),
  };
}

interface HandlerParts {
  readonly openings: Openings;
  readonly engines: Engines;
  readonly root: RootCredentials;
  readonly sealer: Sealer;
}

interface Handlers {
  readonly pipeline: RequestHandler;
  readonly instanceMetadata: RequestHandler | undefined;
  /** For the seed. */
  readonly iam: Later<Iam>;
  /** Takes up what goes on without requests. */
  readonly resume: () => Promise<void>;
}

/** Everything between the stores and the listeners. */
function createHandlers(
  config: ServerConfig,
  runtime: Runtime,
  { openings, engines, root, sealer }: HandlerParts,
): Handlers {
  const audit = createAudit({
    records: engines.storage.records,
    runtime,
    principals: () => composition.instances.principals(),
    recordsData: config.auditDataEvents,
  });
  openings.add(() => audit.close());
  const serviceOpenings = new Openings();
  openings.add(() => serviceOpenings.closeAll());
  // The authorizer asks services, and services ask the authorizer: each is there by the time the other is asked.
  const authorizer = createPolicyAuthorizer({
    ports: () => composition.instances,
    decisionLog: audit.decisions,
    sealer,
    runtime,
  });
  const composition = composeServices({
    runtime,
    engines,
    authorizer,
    sealer,
    audit,
    s3BucketQuota: config.s3BucketQuota,
    s3Defaults: config.s3Defaults,
    s3LifecycleDaySeconds: config.s3LifecycleDaySeconds,
    eventTargets: config.eventTargets,
    s3BaseEncryption: config.s3BaseEncryption,
    organizationAccountQuota: config.organizationAccountQuota,
    openings: serviceOpenings,
    region: config.region,
    strictPolicies: config.strictPolicies,
  });
  const { identities, iam, roleSessions: roleCredentials } = composition.instances;
  const isOpen = config.openCredentials;
  const credentials = identityCredentialSource({ root, identities, sealer, clock: runtime.clock, isOpen });
  const pipeline = createPipeline({
    runtime,
    directory: createServiceDirectory(composition.entries),
    credentials,
    verifier: createSignatureVerifier(credentials, createSigningKeys()),
    authorizer,
    audit,
    sealer,
    roleCredentials,
    rootRoutes: new Map([
      ...clockRoutes({
        records: engines.storage.records,
        clock: runtime.clock,
        runJobs: () => composition.runJobs(),
      }),
      ...verifyRoutes(engines.storage),
      ...composition.rootRoutes(root.accountId),
    ]),
    regions: [config.region, ...AWS_REGIONS.filter((region) => region !== config.region)],
    takesVersion2: config.sigv2,
    accountId: root.accountId,
    version: packageVersion(),
    startedMs: runtime.clock.wallMs(),
  });
  const { region, instanceMetadata: asked } = config;
  const instanceMetadata =
    asked === undefined
      ? undefined
      : createInstanceMetadata({ roleArn: asked.roleArn, region, roleCredentials, sealer, clock: runtime.clock });
  return { pipeline, instanceMetadata, iam, resume: () => composition.resume() };
}

/** The port of the instance metadata: plain HTTP on loopback, as SDKs expect it. */
async function startMetadataListener(
  { instanceMetadata }: ServerConfig,
  { timers, log }: Runtime,
  { handler, openings }: { readonly handler: RequestHandler | undefined; readonly openings: Openings },
): Promise<number | undefined> {
  if (instanceMetadata === undefined || handler === undefined) return undefined;
  const { port } = instanceMetadata;
  const door = { host: "127.0.0.1", port, tls: undefined, limits: LISTENER_LIMITS, handler };
  // The metrics are those of the server's door alone.
  const listener = await startListener({ ...door, timers, log, metrics: createMetrics() });
  openings.add(() => listener.stop(STOP_MS_MAX));
  return listener.port;
}

function hostInUrl(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Resolves once a signal has asked the process to end and the server has stopped. A second signal ends it at once. */
export async function stopOnSignal(server: RunningServer): Promise<NodeJS.Signals> {
  const signal = await nextSignal();
  await server.stop();
  return signal;
}

function nextSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    const onSignal = (signal: NodeJS.Signals): void => {
      for (const name of SIGNALS) process.off(name, onSignal);
      resolve(signal);
    };
    for (const name of SIGNALS) process.on(name, onSignal);
  });
}
