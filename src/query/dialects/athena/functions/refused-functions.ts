/** Functions of Athena's engine that Lakebed knows and does not have, with the reason the user is told. */

const NO_SKETCH = "sketches (HyperLogLog, quantile and t-digests) have no counterpart in the engine";
const NO_GEOMETRY = "geospatial functions are not there yet";
const NO_LEARNING = "machine-learning functions are not there yet";
const NO_HASH = "the engine lacks this hash";
const NO_DISPLAY = "console colours are not there yet";
const NO_NETWORK = "IP addresses are not there yet";
const NOT_YET = "it is not there yet";

const REASONS: readonly (readonly [reason: string, names: string])[] = [
  [
    NO_SKETCH,
    "theta_sketch_cardinality theta_sketch_union approx_set empty_approx_set merge hash_counts intersection_cardinality jaccard_index make_set_digest merge_set_digest qdigest_agg tdigest_agg value_at_quantile values_at_quantiles quantile_at_value destructure_tdigest construct_tdigest scale_qdigest numeric_histogram approx_most_frequent",
  ],
  [
    NO_GEOMETRY,
    "bing_tile bing_tile_at bing_tile_coordinates bing_tile_polygon bing_tile_quadkey bing_tile_zoom_level bing_tiles_around convex_hull_agg from_encoded_polyline from_geojson_geometry geometry_from_hadoop_shape geometry_invalid_reason geometry_nearest_points geometry_to_bing_tiles geometry_union geometry_union_agg great_circle_distance line_interpolate_point line_interpolate_points line_locate_point simplify_geometry st_area st_asbinary st_astext st_boundary st_buffer st_centroid st_contains st_convexhull st_coorddim st_crosses st_difference st_dimension st_disjoint st_distance st_endpoint st_envelope st_equals st_exteriorring st_geometries st_geometryfromtext st_geometryn st_geometrytype st_geomfrombinary st_interiorringn st_interiorrings st_intersection st_intersects st_isclosed st_isempty st_isring st_issimple st_isvalid st_length st_linefromtext st_linestring st_multipoint st_numgeometries st_numinteriorring st_numpoints st_overlaps st_point st_pointn st_points st_polygon st_relate st_startpoint st_symdifference st_touches st_union st_within st_x st_xmax st_xmin st_y st_ymax st_ymin to_encoded_polyline to_geojson_geometry to_geometry to_spherical_geography spherical_distance",
  ],
  [
    NO_LEARNING,
    "classify features learn_classifier learn_libsvm_classifier learn_libsvm_regressor learn_regressor regress",
  ],
  [
    NO_HASH,
    "crc32 xxhash64 murmur3 sha512 spooky_hash_v2_32 spooky_hash_v2_64 hmac_md5 hmac_sha1 hmac_sha256 hmac_sha512 checksum from_ieee754_32 from_ieee754_64 to_ieee754_32 to_ieee754_64 to_base32 from_base32",
  ],
  [NO_DISPLAY, "bar color render rgb"],
  [NO_NETWORK, "contains_ip ip_prefix ip_subnet_min ip_subnet_max"],
  [
    NOT_YET,
    "combinations soundex word_stem format_number parse_presto_data_size parse_data_size cosine_similarity cosine_distance normal_cdf inverse_normal_cdf beta_cdf inverse_beta_cdf t_cdf t_pdf " +
      "wilson_interval_lower wilson_interval_upper entropy reduce_agg json_array json_object json_table json_array_get timestamp_objectid objectid objectid_timestamp index char2hexint to_char to_date to_timestamp version current_schema current_groups current_path " +
      "timezone timezone title_case json_scalar json_serialize from_iso8601_timestamp_nanos evaluate_classifier_predictions collect element fusion intersection set permute exclude_columns match_number classifier first last prev next",
  ],
];

export const REFUSED_FUNCTIONS: ReadonlyMap<string, string> = new Map(
  REASONS.flatMap(([reason, names]) => names.split(" ").map((name) => [name, reason] as const)),
);
