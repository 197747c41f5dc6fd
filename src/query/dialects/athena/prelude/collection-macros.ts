/** Macros for arrays and maps, where Trino's treatment of order, nulls and repeated keys differs from DuckDB's. */
export const COLLECTION_MACROS: Readonly<Record<string, string>> = {
  // First occurrences in order; nulls are equal.
  "athena_distinct(l)":
    "list_filter(l, lambda athena_dx, athena_di: CASE WHEN athena_dx IS NULL THEN len(list_filter(l[1:athena_di - 1], lambda athena_dy: athena_dy IS NULL)) = 0 ELSE list_position(l, athena_dx) = athena_di END)",
  "athena_in(x, l)":
    "CASE WHEN x IS NULL THEN len(list_filter(l, lambda athena_iy: athena_iy IS NULL)) > 0 ELSE list_contains(l, x) END",
  // Entries `{k, v}`; null keys are left out and the first of a repeated key stays.
  "athena_map_agg(l)":
    "CASE WHEN l IS NULL THEN NULL ELSE map_from_entries(CASE WHEN len(list_distinct(list_transform(l, lambda athena_e: athena_e.k))) = len(l) THEN l " +
    "ELSE list_filter(l, lambda athena_e, athena_i: athena_e.k IS NOT NULL AND list_position(list_transform(l, lambda athena_f: athena_f.k), athena_e.k) = athena_i) END) END",
  "athena_map_union(l)":
    "athena_map_agg(list_transform(flatten(list_transform(list_filter(l, lambda athena_n: athena_n IS NOT NULL), lambda athena_m: map_entries(athena_m))), lambda athena_g: {'k': athena_g.key, 'v': athena_g.value}))",
  "athena_multimap_agg(l)":
    "CASE WHEN l IS NULL THEN NULL ELSE map_from_entries(list_transform(athena_distinct(list_transform(list_filter(l, lambda athena_e: athena_e.k IS NOT NULL), lambda athena_e: athena_e.k)), " +
    "lambda athena_k: {'k': athena_k, 'v': list_transform(list_filter(l, lambda athena_e: athena_e.k = athena_k), lambda athena_e: athena_e.v)})) END",
};
