/**
 * The local certificate authority and server certificate of `--tls`: made once, kept in the data directory, readable by their owner alone.
 * Clients trust the authority's certificate (`ca.pem`); the authority's own key is thrown away after it signed, so that nothing else can
 * ever be signed in its name.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { X509Certificate } from "node:crypto";
import type { Clock } from "../runtime/clock.ts";

export interface ServerCertificates {
  readonly key: string;
  readonly cert: string;
  /** The authority's certificate, PEM. */
  readonly ca: string;
  /** The file that holds it, to be trusted as `AWS_CA_BUNDLE` or `NODE_EXTRA_CA_CERTS`; undefined when nothing is kept. */
  readonly caPath: string | undefined;
}

const VALID_DAYS = 825;
const RENEW_BEFORE_DAYS = 30;
const DAY_MS = 24 * 60 * 60 * 1000;
/** Below the data directory. */
export const CERTIFICATE_AUTHORITY_FILE = "tls/ca.pem";

const DNS_NAMES = ["localhost", "*.localhost", "s3.localhost", "*.s3.localhost", "*.s3.us-east-1.localhost"];
const ADDRESSES = ["127.0.0.1", "::1"];

/**
 * Kept ones while they are good for another month, else new ones; always new ones without a data directory. `hosts` are names or addresses
 * beside the local ones.
 */
export async function serverCertificates(
  directory: string | undefined,
  hosts: readonly string[],
  clock: Clock,
): Promise<ServerCertificates> {
  if (directory === undefined) return { ...(await makeCertificates(hosts, clock)), caPath: undefined };
  const folder = join(directory, "tls");
  const paths = {
    ca: join(directory, CERTIFICATE_AUTHORITY_FILE),
    cert: join(folder, "server.pem"),
    key: join(folder, "server.key"),
  };
  if (existsSync(paths.ca) && existsSync(paths.cert) && existsSync(paths.key)) {
    const cert = readFileSync(paths.cert, "utf8");
    const isGood =
      hosts.every((host) => covers(cert, host)) && expiresMs(cert) > clock.wallMs() + RENEW_BEFORE_DAYS * DAY_MS;
    if (isGood)
      return { key: readFileSync(paths.key, "utf8"), cert, ca: readFileSync(paths.ca, "utf8"), caPath: paths.ca };
  }
  const made = await makeCertificates(hosts, clock);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(paths.key, made.key, { mode: 0o600 });
  writeFileSync(paths.cert, made.cert);
  writeFileSync(paths.ca, made.ca);
  return { ...made, caPath: paths.ca };
}

const isAddress = (host: string): boolean => /^[\d.]+$/.test(host) || host.includes(":");

function covers(cert: string, host: string): boolean {
  const certificate = new X509Certificate(cert);
  return (isAddress(host) ? certificate.checkIP(host) : certificate.checkHost(host)) !== undefined;
}

function expiresMs(cert: string): number {
  return Date.parse(new X509Certificate(cert).validTo);
}

async function makeCertificates(
  hosts: readonly string[],
  clock: Clock,
): Promise<{ key: string; cert: string; ca: string }> {
  const { generate } = await import("selfsigned");
  const notBeforeDate = new Date(clock.wallMs() - DAY_MS);
  const notAfterDate = new Date(clock.wallMs() + VALID_DAYS * DAY_MS);
  const period = { notBeforeDate, notAfterDate, algorithm: "sha256", keyType: "ec" as const, curve: "P-256" as const };
  const authority = await generate([{ name: "commonName", value: "Lakebed local certificate authority" }], {
    ...period,
    extensions: [
      { name: "basicConstraints", cA: true, pathLenConstraint: 0, critical: true },
      { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const names = [...DNS_NAMES, ...hosts.filter((host) => !isAddress(host))];
  const addresses = [...ADDRESSES, ...hosts.filter(isAddress)];
  const server = await generate([{ name: "commonName", value: "localhost" }], {
    ...period,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: "basicConstraints", cA: false },
      { name: "keyUsage", digitalSignature: true, critical: true },
      { name: "extKeyUsage", serverAuth: true },
      {
        name: "subjectAltName",
        altNames: [
          ...[...new Set(names)].map((value) => ({ type: 2 as const, value })),
          ...[...new Set(addresses)].map((ip) => ({ type: 7 as const, ip })),
        ],
      },
    ],
  });
  return { key: server.private, cert: server.cert, ca: authority.cert };
}
