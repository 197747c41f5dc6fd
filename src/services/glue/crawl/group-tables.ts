/**
 * Which files are one table. From the developer guide ("How does a crawler determine when to create partitions?", read 2026-11-23): when the
 * majority of schemas at a folder level are similar, the folders are partitions of one table, else each is a table of its own; a
 * table's name is its folder's. Folders are summed up from the leaves: a folder is *uniform* when all below it is one table's data in
 * partitions of equal depth.
 *
 * By design, where the guide is silent: a single plain folder is no partition (a single `key=value` folder, or one named like a
 * number, is); files that share a folder with other layouts are tables of their own, one each, named after the file; files beside plain folders of the
 * same layout are one table without partitions.
 */
import type { FileLayout } from "./file-layout.ts";
import { areOneTable, mergeLayouts } from "./merge-schemas.ts";

export interface GroupedFile {
  readonly key: string;
  readonly sizeBytes: number;
  readonly layout: FileLayout;
}

/** Files of one partition, or of a whole table without partitions. */
export interface Leaf {
  /** Key prefix with final `/`, or the key of a single file. */
  readonly path: string;
  /** Folder names between the table and here. */
  readonly names: readonly string[];
  readonly files: readonly GroupedFile[];
}

export interface TableGroup {
  /** Key prefix with final `/`, or the key of a single file. */
  readonly path: string;
  readonly layout: FileLayout;
  readonly leaves: readonly Leaf[];
}

export interface GroupingPolicy {
  /** CombineCompatibleSchemas: formats decide alone. */
  readonly anySchema: boolean;
  /** Absolute level of tables, the bucket being 1. */
  readonly tableLevel?: number | undefined;
}

interface Folder {
  readonly path: string;
  readonly name: string;
  readonly files: GroupedFile[];
  readonly folders: Map<string, Folder>;
}

interface Uniform {
  readonly folder: Folder;
  readonly depth: number;
  readonly layout: FileLayout;
  readonly leaves: readonly Leaf[];
}

type Summary = { readonly uniform: Uniform } | { readonly tables: readonly TableGroup[] };

/** Tables in path order. `root` is the target's folder; files are in key order, or the one object that the target names. */
export function groupTables(root: string, files: readonly GroupedFile[], policy: GroupingPolicy): TableGroup[] {
  const [only] = files;
  if (files.length === 1 && only !== undefined && !only.key.startsWith(root)) return [fileTable(only)];
  const roots =
    policy.tableLevel === undefined
      ? [buildTree(root, files)]
      : foldersAtLevel(buildTree("", files), policy.tableLevel - 1);
  return roots
    .flatMap((folder) => tablesOf(summarize(folder, policy)))
    .sort((left, right) => (left.path < right.path ? -1 : 1));
}

function buildTree(root: string, files: readonly GroupedFile[]): Folder {
  const tree: Folder = { path: root, name: "", files: [], folders: new Map() };
  for (const file of files) {
    let folder = tree;
    for (const name of file.key.slice(root.length).split("/").slice(0, -1)) {
      const next: Folder = folder.folders.get(name) ?? {
        path: `${folder.path}${name}/`,
        name,
        files: [],
        folders: new Map(),
      };
      folder.folders.set(name, next);
      folder = next;
    }
    folder.files.push(file);
  }
  return tree;
}

function foldersAtLevel(folder: Folder, level: number): Folder[] {
  return level <= 0 ? [folder] : [...folder.folders.values()].flatMap((below) => foldersAtLevel(below, level - 1));
}

function tablesOf(summary: Summary): readonly TableGroup[] {
  if ("tables" in summary) return summary.tables;
  const { folder, layout, leaves } = summary.uniform;
  return [{ path: folder.path, layout, leaves }];
}

function summarize(folder: Folder, policy: GroupingPolicy): Summary {
  const own = summarizeFiles(folder, policy);
  const below = [...folder.folders.values()].map((child) => summarize(child, policy));
  if (below.length === 0) return own;
  const partitioned = partitionsOf(folder, below, policy);
  if (folder.files.length === 0 && partitioned !== undefined && partitioned.rest.length === 0)
    return { uniform: partitioned.uniform };
  const flat = flatTable(folder, [own, ...below], policy);
  if (flat !== undefined) return { uniform: flat };
  const nested =
    partitioned === undefined
      ? below.flatMap(tablesOf)
      : [...tablesOf({ uniform: partitioned.uniform }), ...partitioned.rest.flatMap(tablesOf)];
  return { tables: [...folder.files.map(fileTable), ...nested] };
}

/** The files directly in a folder: one layout makes the folder uniform, several make each file a table. */
function summarizeFiles(folder: Folder, policy: GroupingPolicy): Summary {
  const layout = commonLayout(
    folder.files.map((file) => file.layout),
    policy,
  );
  if (layout === undefined) return { tables: folder.files.map(fileTable) };
  return { uniform: { folder, depth: 0, layout, leaves: [{ path: folder.path, names: [], files: folder.files }] } };
}

function fileTable(file: GroupedFile): TableGroup {
  return { path: file.key, layout: file.layout, leaves: [{ path: file.key, names: [], files: [file] }] };
}

/** The layout of all, when all are one table. */
function commonLayout(layouts: readonly FileLayout[], policy: GroupingPolicy): FileLayout | undefined {
  let common: FileLayout | undefined;
  for (const layout of layouts) {
    if (common !== undefined && !areOneTable(common, layout, policy.anySchema)) return undefined;
    common = common === undefined ? layout : mergeLayouts(common, layout);
  }
  return common;
}

/** The folders below as partitions, when most of them are one table; `rest` is what is not. */
function partitionsOf(
  folder: Folder,
  below: readonly Summary[],
  policy: GroupingPolicy,
): { uniform: Uniform; rest: Summary[] } | undefined {
  const children = below.filter((summary): summary is { uniform: Uniform } => "uniform" in summary);
  const isHive = children.length > 0 && children.every((child) => child.uniform.folder.name.includes("="));
  const uniforms = children.map((child) => child.uniform);
  const cluster = largestCluster(uniforms, isHive ? { ...policy, anySchema: true } : policy);
  const [first] = cluster?.members ?? [];
  if (cluster === undefined || first === undefined || cluster.members.length * 2 <= below.length) return undefined;
  if (cluster.members.length === 1 && !looksLikePartition(first.folder.name)) return undefined;
  const leaves = cluster.members.flatMap((member) =>
    member.leaves.map((leaf) => ({ ...leaf, names: [member.folder.name, ...leaf.names] })),
  );
  const members = new Set(cluster.members);
  const rest = below.filter((summary) => !("uniform" in summary) || !members.has(summary.uniform));
  return { uniform: { folder, depth: first.depth + 1, layout: cluster.layout, leaves }, rest };
}

function looksLikePartition(name: string): boolean {
  return name.includes("=") || /^\d[\d-]*$/.test(name);
}

interface Cluster {
  layout: FileLayout;
  readonly members: Uniform[];
}

/** The first of the largest groups of equal depth and similar layout. */
function largestCluster(uniforms: readonly Uniform[], policy: GroupingPolicy): Cluster | undefined {
  const clusters: Cluster[] = [];
  for (const uniform of uniforms) {
    const cluster = clusters.find(
      ({ layout, members }) =>
        members[0]?.depth === uniform.depth && areOneTable(layout, uniform.layout, policy.anySchema),
    );
    cluster?.members.push(uniform);
    if (cluster === undefined) clusters.push({ layout: uniform.layout, members: [uniform] });
    else cluster.layout = mergeLayouts(cluster.layout, uniform.layout);
  }
  let largest: Cluster | undefined;
  for (const cluster of clusters) if (cluster.members.length > (largest?.members.length ?? 0)) largest = cluster;
  return largest;
}

/** Files beside plain folders of the same layout: one table, read through all its folders. */
function flatTable(folder: Folder, parts: readonly Summary[], policy: GroupingPolicy): Uniform | undefined {
  if (folder.files.length === 0 || [...folder.folders.keys()].some(looksLikePartition)) return undefined;
  const uniforms = parts
    .map((part) => ("uniform" in part ? part.uniform : undefined))
    .filter((uniform) => uniform !== undefined);
  if (uniforms.length < parts.length || uniforms.some((uniform) => uniform.depth > 0)) return undefined;
  const layout = commonLayout(
    uniforms.map((uniform) => uniform.layout),
    policy,
  );
  if (layout === undefined) return undefined;
  return {
    folder,
    depth: 0,
    layout,
    leaves: [
      {
        path: folder.path,
        names: [],
        files: uniforms.flatMap((uniform) => uniform.leaves.flatMap((leaf) => leaf.files)),
      },
    ],
  };
}
