/**
 * Ceph's object gateway as a peer, where Debian's packages are installed (`apt-get install --no-install-recommends ceph-mon ceph-osd ceph-mgr ceph-common
 * radosgw`): one monitor, one manager, one OSD on a file and one gateway, all on loopback, without authentication between them and with logs off. Its work is counted
 * as the gateway's and the OSD's.
 *
 * Two settings are easy to miss without authentication: clients must be told `crc` mode, or the gateway insists on a secure one and is refused; and a single OSD
 * needs `osd_crush_chooseleaf_type = 0`.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const OSD_BYTES = 20 * 1024 * 1024 * 1024;
const OSD_MEMORY_BYTES = 2 * 1024 * 1024 * 1024;
const READY_MS_MAX = 60_000;

export const CEPH_KEYS = {
  accessKeyId: "CEPHBENCHCEPHBENCHCE",
  secretAccessKey: "bench-secret-bench-secret-bench-secret-c",
};

export interface CephPorts {
  readonly monitor: number;
  readonly gateway: number;
}

export interface Ceph {
  /** Processes whose CPU time and memory count. */
  readonly pids: readonly number[];
  stop(): Promise<void>;
}

export function hasCeph(): boolean {
  return ["radosgw", "ceph-osd", "ceph-mon", "ceph-mgr", "ceph"].every(
    (name) => spawnSync("which", [name], { stdio: "ignore" }).status === 0,
  );
}

export async function startCeph(folder: string, ports: CephPorts): Promise<Ceph> {
  const fsid = crypto.randomUUID();
  const configuration = join(folder, "ceph.conf");
  for (const name of ["run", "mon", "osd", "mgr", "rgw"]) mkdirSync(join(folder, name));
  writeFileSync(configuration, configurationOf(folder, fsid, ports));
  const run = (command: string, ...args: string[]): void => {
    const { status, stderr } = spawnSync(command, ["-c", configuration, ...args], {
      encoding: "utf8",
      timeout: READY_MS_MAX,
    });
    if (status !== 0) throw new Error(`${command} ${args.join(" ")} failed: ${stderr}`);
  };
  const daemons: ChildProcess[] = [];
  const start = (command: string, ...args: string[]): ChildProcess => {
    const daemon = spawn(command, ["-c", configuration, "-f", ...args], { stdio: "ignore" });
    daemons.push(daemon);
    return daemon;
  };
  const map = join(folder, "monmap");
  const made = spawnSync("monmaptool", [
    "--create",
    "--fsid",
    fsid,
    "--addv",
    "a",
    `[v2:127.0.0.1:${ports.monitor}]`,
    map,
  ]);
  if (made.status !== 0) throw new Error(`monmaptool failed: ${String(made.stderr)}`);
  run("ceph-mon", "--mkfs", "-i", "a", "--monmap", map);
  start("ceph-mon", "-i", "a");
  await until(() => succeeds(configuration, "-s"));
  start("ceph-mgr", "-i", "x");
  const osd = crypto.randomUUID();
  run("ceph", "osd", "new", osd);
  run("ceph-osd", "-i", "0", "--mkfs", "--osd-uuid", osd);
  const storage = start("ceph-osd", "-i", "0");
  await until(() => osdIsUp(configuration));
  const gateway = start("radosgw", "-n", "client.rgw.a");
  await until(() => answers(ports.gateway));
  const { accessKeyId, secretAccessKey } = CEPH_KEYS;
  const user = ["user", "create", "--uid", "bench", "--display-name", "bench"];
  run("radosgw-admin", ...user, "--access-key", accessKeyId, "--secret", secretAccessKey);
  return {
    pids: [gateway.pid ?? 0, storage.pid ?? 0],
    async stop() {
      for (const daemon of daemons.toReversed()) {
        const gone = new Promise<void>((done) => daemon.once("exit", () => done()));
        if (daemon.exitCode === null && daemon.kill("SIGKILL")) await gone;
      }
    },
  };
}

function configurationOf(folder: string, fsid: string, ports: CephPorts): string {
  return `[global]
fsid = ${fsid}
ms_mon_client_mode = crc
mon_initial_members = a
mon_host = [v2:127.0.0.1:${ports.monitor}]
public_network = 127.0.0.0/8
auth_cluster_required = none
auth_service_required = none
auth_client_required = none
auth_allow_insecure_global_id_reclaim = true
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 8
osd_pool_default_pg_autoscale_mode = off
osd_crush_chooseleaf_type = 0
osd_memory_target = ${OSD_MEMORY_BYTES}
bluestore_block_size = ${OSD_BYTES}
mon_allow_pool_size_one = true
mon_warn_on_pool_no_redundancy = false
mon_data_avail_crit = 1
run_dir = ${folder}/run
admin_socket = ${folder}/run/$name.asok
log_file = /dev/null
setuser_match_path = /nonexistent
mon_data = ${folder}/mon
osd_data = ${folder}/osd
mgr_data = ${folder}/mgr
debug_rgw = 0/0
debug_ms = 0/0
debug_osd = 0/0
debug_bluestore = 0/0
debug_rocksdb = 0/0
debug_bluefs = 0/0
debug_objclass = 0/0
rgw_enable_ops_log = false
rgw_enable_usage_log = false
[client.rgw.a]
ms_mon_client_mode = crc
ms_client_mode = crc
rgw_frontends = beast endpoint=127.0.0.1:${ports.gateway}
rgw_data = ${folder}/rgw
`;
}

function succeeds(configuration: string, ...args: string[]): boolean {
  return (
    spawnSync("ceph", ["-c", configuration, "--connect-timeout", "3", ...args], { stdio: "ignore", timeout: 5_000 })
      .status === 0
  );
}

function osdIsUp(configuration: string): boolean {
  const { stdout } = spawnSync("ceph", ["-c", configuration, "--connect-timeout", "3", "osd", "stat"], {
    encoding: "utf8",
    timeout: 5_000,
  });
  return /\b1 up\b/.test(stdout);
}

async function answers(port: number): Promise<boolean> {
  return await fetch(`http://127.0.0.1:${port}/`).then(
    () => true,
    () => false,
  );
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const endMs = performance.now() + READY_MS_MAX;
  while (!(await isSo())) {
    if (performance.now() > endMs) throw new Error("Ceph did not come up in a minute");
    await sleep(200);
  }
}
