/**
 * What a data repository for machine learning must show, claim by claim. A shown claim has a test in `test/claims/` with its id in the
 * title; every other one says why not yet. `docs/claims.md` is generated from this table, and the tidy test holds both together.
 */
export interface Claim {
  readonly id: string;
  readonly text: string;
  /** Undefined when the claim is shown by a test; otherwise what is missing. */
  readonly notYet?: string;
}

const NO_SERVICE = (service: string): string => `${service} is not there yet`;
const LAKE_FORMATION = "Lake Formation's permissions are not there yet";

export const CLAIMS: readonly Claim[] = [
  {
    id: "LF-1",
    text: "One central, curated, secured repository keeps data in its original form and prepared for analysis, under one permission model.",
    notYet: LAKE_FORMATION,
  },
  { id: "LF-2", text: "It holds structured, semi-structured and unstructured data side by side." },
  { id: "LF-2b", text: "A warehouse table refuses what has no schema.", notYet: NO_SERVICE("Redshift") },
  { id: "LF-3", text: "Schema on read: the same raw file is queried under two schemas without being touched." },
  {
    id: "LF-3b",
    text: "Schema on write: a warehouse load fails on the row that does not fit.",
    notYet: NO_SERVICE("Redshift"),
  },
  {
    id: "LF-4",
    text: "Permissions are granted and revoked centrally on databases, tables, columns, rows and cells, by name and by tag, and hold in every query engine.",
    notYet: LAKE_FORMATION,
  },
  {
    id: "S3-1",
    text: "A key-based object store; bucket names are unique across all accounts; a key is the full path.",
  },
  { id: "S3-2", text: "Objects from 0 bytes to 5 TB (50 TB today), large ones by multipart." },
  {
    id: "S3-3",
    text: "One bucket holds objects of different storage classes.",
  },
  {
    id: "S3-4",
    text: "Intelligent-Tiering moves objects by access; One Zone is lost with its zone; archives take their time to come back.",
  },
  { id: "S3-5", text: "A new bucket is private to its owner." },
  {
    id: "S3-6",
    text: "Lifecycle transition moves objects between classes by age; lifecycle expiration removes them.",
  },
  {
    id: "S3-7",
    text: "Access is granted by identity policies, bucket policies, ACLs, presigned requests, endpoint policies, Block Public Access and tags.",
    notYet:
      "identity and bucket policies, ACLs, presigned requests, Block Public Access and tags decide; VPC endpoints are not there yet",
  },
  {
    id: "S3-8",
    text: "Bucket policies state resources, actions, effect and principal; they can make a bucket public, force encryption, admit another account.",
  },
  {
    id: "S3-9",
    text: "Transfer over TLS; a policy can refuse plain HTTP.",
  },
  {
    id: "S3-10",
    text: "Encryption at rest by SSE-S3, SSE-C and SSE-KMS, and client-side by the S3 Encryption Client.",
  },
  { id: "S3-11", text: "At most 100 buckets in an account by default (the limit can be raised to 10,000)." },
  { id: "S3-12", text: "A bucket's Region cannot change." },
  { id: "S3-13", text: "A bucket hosts a static website." },
  {
    id: "S3-14",
    text: "The console refuses to delete a bucket that holds 100,000 objects or more.",
    notYet: "the console is not there yet",
  },
  { id: "S3-14b", text: "The AWS CLI's forced removal fails on a versioned bucket." },
  ...[
    "A gateway endpoint reaches S3 from a VPC by a route table entry and no public network.",
    "An interface endpoint gives S3 private addresses.",
    "An endpoint's policy decides which requests pass.",
  ].map((text, index) => ({ id: `VPC-${index + 1}`, text, notYet: NO_SERVICE("VPC") })),
  ...[
    "A shared file system, linked to an S3 bucket, is used by several compute instances at once.",
    "Data is loaded from S3 lazily, once, at first read.",
    "SSD and HDD and throughput levels act.",
    "Scratch data dies with its server, persistent data does not.",
    "It mounts on EC2-like hosts, containers and training jobs.",
  ].map((text, index) => ({ id: `FSX-${index + 1}`, text, notYet: NO_SERVICE("FSx for Lustre") })),
  ...[
    "Block storage for one instance, with the lowest latency.",
    "SSD and HDD types; limits per type act.",
    "A volume's data survives the loss of a server of its zone.",
    "RAID over several volumes works.",
    "Snapshots are durable, incremental, and become volumes again.",
  ].map((text, index) => ({ id: `EBS-${index + 1}`, text, notYet: NO_SERVICE("EBS") })),
  ...[
    "File storage shared by thousands of clients at once.",
    "Files move to Infrequent Access by policy and come back.",
    "It mounts with the stock NFS client.",
  ].map((text, index) => ({ id: `EFS-${index + 1}`, text, notYet: NO_SERVICE("EFS") })),
  ...[
    "Five engines, each with its own client.",
    "Aurora: shared storage, writer and reader endpoints, fail-over.",
    "Replication: a standby takes over without losing a committed row.",
    "Automated backups, point-in-time restore, snapshots.",
    "Insert, update, delete and quick queries in transactions.",
  ].map((text, index) => ({ id: `RDS-${index + 1}`, text, notYet: NO_SERVICE("RDS") })),
  ...[
    "A non-relational store: get and put by a user-defined primary key.",
    "Capacity scales with the load.",
    "Data is in three places before a write is answered.",
    "Secondary indexes add query paths.",
  ].map((text, index) => ({ id: `DDB-${index + 1}`, text, notYet: NO_SERVICE("DynamoDB") })),
  ...[
    "A columnar warehouse in standard SQL.",
    "Serverless analytics in seconds.",
    "Spectrum queries the lake without loading.",
    "COPY is much faster than INSERT; GZIP input loads.",
    "UNLOAD writes query results to S3.",
    "Athena and Spectrum answer one question, with costs.",
  ].map((text, index) => ({ id: `RS-${index + 1}`, text, notYet: NO_SERVICE("Redshift") })),
  ...[
    "Time series stored and queried by time interval, in SQL.",
    "A point is queryable within a second of its write.",
  ].map((text, index) => ({ id: `TS-${index + 1}`, text, notYet: NO_SERVICE("Timestream") })),
  ...[
    "MongoDB's drivers store, query and index documents.",
    "Replicas and fail-over.",
    "DMS migrates a running MongoDB with virtually no downtime.",
  ].map((text, index) => ({ id: `DOC-${index + 1}`, text, notYet: NO_SERVICE("DocumentDB") })),
];
