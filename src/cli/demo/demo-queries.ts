/**
 * The demo's SQL: questions to the raw files as they lie, and the statement that makes the curated feature table of them.
 */
import { CURATED_BUCKET, CURATED_DATABASE, FEATURE_PREFIX, FEATURE_TABLE, RAW_DATABASE } from "./demo-layout.ts";

export interface DemoQuery {
  readonly title: string;
  readonly sql: string;
}

/** Schema on read: each file keeps its own form, the catalog's tables give it columns. */
export const RAW_QUERIES: readonly DemoQuery[] = [
  {
    title: "busiest airports (Parquet joined with CSV)",
    sql: `SELECT a.city, count(*) AS flights, round(avg(f.delay), 1) AS mean_delay_min
FROM ${RAW_DATABASE}.flights f JOIN ${RAW_DATABASE}.airports a ON a.iata = f.origin
GROUP BY a.city ORDER BY flights DESC LIMIT 3`,
  },
  {
    title: "rainiest month in Seattle (CSV)",
    sql: `SELECT month(CAST(date AS date)) AS month, round(sum(precipitation) / 4, 0) AS rain_mm
FROM ${RAW_DATABASE}.weather GROUP BY 1 ORDER BY rain_mm DESC LIMIT 3`,
  },
  {
    title: "best loved directors (JSON)",
    sql: `SELECT director, count(*) AS films, round(avg("imdb rating"), 2) AS rating
FROM ${RAW_DATABASE}.movies WHERE director IS NOT NULL
GROUP BY director HAVING count(*) >= 8 ORDER BY rating DESC LIMIT 3`,
  },
];

export const DROP_FEATURES: string = `DROP TABLE IF EXISTS ${CURATED_DATABASE}.${FEATURE_TABLE}`;

/**
 * One row a flight: when, how far, from where, what the weather is like at that time of year, and how late flights left the
 * same airport in the hour before. Partitioned by month, so that training reads some months and testing another.
 */
export const CREATE_FEATURES: string = `CREATE TABLE ${CURATED_DATABASE}.${FEATURE_TABLE}
WITH (format = 'PARQUET', write_compression = 'SNAPPY', external_location = 's3://${CURATED_BUCKET}/${FEATURE_PREFIX}', partitioned_by = ARRAY['month'])
AS WITH hourly AS (
  SELECT origin, date_trunc('hour', date) AS hour, avg(CAST(delay AS double)) AS mean_delay
  FROM ${RAW_DATABASE}.flights GROUP BY 1, 2
), climate AS (
  SELECT month(CAST(date AS date)) AS month, avg(precipitation) AS rain_mm FROM ${RAW_DATABASE}.weather GROUP BY 1
)
SELECT CAST(f.delay AS double) AS delay_min,
       CAST(f.distance AS double) AS distance_mi,
       CAST(hour(f.date) AS double) AS hour_of_day,
       CAST(day_of_week(f.date) AS double) AS day_of_week,
       coalesce(a.latitude, 0) AS origin_latitude,
       coalesce(a.longitude, 0) AS origin_longitude,
       coalesce(h.mean_delay, 0) AS delay_hour_before_min,
       CASE WHEN f.origin = 'SEA' THEN c.rain_mm ELSE 0 END AS seattle_rain_mm,
       month(f.date) AS month
FROM ${RAW_DATABASE}.flights f
LEFT JOIN hourly h ON h.origin = f.origin AND h.hour = date_trunc('hour', f.date) - INTERVAL '1' HOUR
LEFT JOIN ${RAW_DATABASE}.airports a ON a.iata = f.origin
LEFT JOIN climate c ON c.month = month(f.date)
WHERE month(f.date) <= 6`;

export const COUNT_FEATURES: string = `SELECT month, count(*) AS flights FROM ${CURATED_DATABASE}.${FEATURE_TABLE} GROUP BY month ORDER BY month`;
