-- Ten indicators at twelve month-ends, as somebody writes them who knows DuckDB: one pass over the events, months
-- taken together, two groupings side by side. Given: tables `lists` (concept, f), `asked` (k, on_day), and views
-- `patients`, `registrations`, `events`, `medications`.

CREATE OR REPLACE TEMP TABLE listed AS
SELECT p.patient, p.surgery, a.k, a.on_day, t.registered,
       year(a.on_day) - year(p.born) - (month(a.on_day) < month(p.born))::INT AS age
FROM (SELECT r.patient, a.k, max(r.registered_on) AS registered
      FROM registrations r JOIN asked a
        ON r.registered_on <= a.on_day AND (r.ended_on IS NULL OR r.ended_on > a.on_day)
      GROUP BY ALL) t
JOIN asked a USING (k) JOIN patients p USING (patient)
WHERE p.died_on IS NULL OR p.died_on > a.on_day;

-- m is 0 before the first of the twelve years begins, and then counts months: those of year k are k + 1 to k + 12
CREATE OR REPLACE TEMP TABLE seen AS
WITH bounds AS (SELECT (min(on_day) + INTERVAL 1 DAY - INTERVAL 12 MONTH)::DATE AS begins, max(on_day) AS ends FROM asked),
everything AS (
    SELECT concept, patient, day, value FROM events UNION ALL SELECT concept, patient, day, NULL FROM medications)
SELECT e.patient, l.f, greatest(0, datediff('month', b.begins, e.day) + 1)::SMALLINT AS m, min(e.day) AS first,
       max(e.day) AS last,
       max((e.day - DATE '1850-01-01')::BIGINT * 1000000000 + 500000000 - round(e.value * 1000)::BIGINT)
           FILTER (WHERE abs(e.value) < 500000) AS packed
FROM everything e JOIN lists l USING (concept) CROSS JOIN bounds b
WHERE e.day <= b.ends AND e.patient IN (SELECT patient FROM listed)
GROUP BY ALL;

-- the few days that have to be known one by one: diagnoses of whoever was resolved, and invitations in diabetes
CREATE OR REPLACE TEMP TABLE days AS
SELECT e.patient, l.f, e.day FROM events e JOIN lists l USING (concept)
WHERE (l.f IN ('af_dx', 'dm_dx', 'copd_dx')
       AND e.patient IN (SELECT patient FROM seen WHERE f IN ('af_res', 'dm_res', 'copd_res'))) OR l.f = 'dm_inv';

CREATE OR REPLACE TEMP TABLE diagnosed AS
SELECT s.patient, a.k, any_value(a.on_day) AS on_day,
    min(first) FILTER (f = 'af_dx') AS af, max(last) FILTER (f = 'af_res') AS af_res,
    min(first) FILTER (f = 'dm_dx') AS dm, max(last) FILTER (f = 'dm_dx') AS dm_last,
    max(last) FILTER (f = 'dm_res') AS dm_res,
    min(first) FILTER (f = 'copd_dx') AS copd, max(last) FILTER (f = 'copd_res') AS copd_res,
    min(first) FILTER (f = 'chd_dx') AS chd, min(first) FILTER (f IN ('strk', 'tia')) AS stia,
    min(first) FILTER (f = 'dem_dx') AS dem, min(first) FILTER (f = 'ndh_dx') AS ndh,
    min(first) FILTER (f = 'mh_dx') AS mh,
    max(last) FILTER (f = 'lithium' AND m > a.k + 6) AS lithium, max(last) FILTER (f = 'lithium_stopped') AS stopped
FROM seen s JOIN asked a ON s.m <= a.k + 12
WHERE f IN ('af_dx', 'af_res', 'dm_dx', 'dm_res', 'copd_dx', 'copd_res', 'chd_dx', 'strk', 'tia', 'dem_dx', 'ndh_dx',
            'mh_dx', 'lithium', 'lithium_stopped')
GROUP BY s.patient, a.k;

CREATE OR REPLACE TEMP TABLE again AS
SELECT d.patient, d.k, min(o.day) FILTER (o.f = 'af_dx' AND o.day >= d.af_res) AS af,
    min(o.day) FILTER (o.f = 'dm_dx' AND o.day >= d.dm_res) AS dm,
    min(o.day) FILTER (o.f = 'copd_dx' AND o.day >= d.copd_res) AS copd
FROM diagnosed d JOIN days o ON o.patient = d.patient AND o.day <= d.on_day
WHERE d.af_res IS NOT NULL OR d.dm_res IS NOT NULL OR d.copd_res IS NOT NULL
GROUP BY ALL;

CREATE OR REPLACE TEMP TABLE registers AS
SELECT * FROM (
    SELECT l.*, CASE WHEN d.af_res IS NULL THEN d.af ELSE g.af END AS af,
        CASE WHEN l.age >= 17 THEN CASE WHEN d.dm_res IS NULL THEN d.dm ELSE g.dm END END AS dm,
        CASE WHEN d.copd_res IS NULL THEN d.copd ELSE g.copd END AS copd, d.chd, d.stia, d.dem, d.mh,
        CASE WHEN l.age >= 18 AND (d.dm_last IS NULL OR d.dm_last < d.dm_res) THEN d.ndh END AS ndh,
        d.mh IS NOT NULL OR (d.lithium IS NOT NULL AND NOT coalesce(d.stopped > d.lithium, FALSE)) AS on_mh
    FROM listed l JOIN diagnosed d USING (patient, k) LEFT JOIN again g USING (patient, k))
WHERE on_mh OR coalesce(af, dm, copd, chd, stia, dem, ndh) IS NOT NULL;

CREATE OR REPLACE TEMP TABLE features AS
SELECT s.patient, a.k,
    max(packed) FILTER (f = 'chads') AS chads, max(last) FILTER (f = 'chads' AND m > a.k) AS chads_lately,
    bool_or(f IN ('sal', 'thinner') AND m > a.k) AS thinned, bool_or(f = 'dipyridamole' AND m > a.k) AS dipyridamole,
    bool_or(f = 'xsal' OR (f = 'txsal' AND m > a.k)) AS no_aspirin,
    bool_or(f = 'xclo' OR (f = 'txclo' AND m > a.k)) AS no_clopidogrel,
    bool_or(f = 'xthinner' OR (f = 'txthinner' AND m > a.k)) AS no_thinner, bool_or(f = 'xdipy') AS no_dipyridamole,
    bool_or(f = 'tia') AS tia, min(first) FILTER (f = 'strk') AS strk_first, max(last) FILTER (f = 'strk') AS strk_last,
    min(first) FILTER (f = 'hstrk') AS hstrk_first, max(last) FILTER (f = 'hstrk') AS hstrk_last,
    bool_or(f = 'feet' AND m > a.k) AS feet, bool_or(f = 'amputated') AS amputated,
    bool_or(f = 'no_feet' AND m > a.k) AS no_feet, max(last) FILTER (f = 'frail') AS frail,
    max(last) FILTER (f = 'mild') AS mild, max(packed) FILTER (f = 'hba1c' AND m > a.k) AS hba1c,
    bool_or(f = 'fructosamine' AND m > a.k) AS fructosamine, bool_or(f = 'dmmax' AND m > a.k) AS dmmax,
    bool_or(f = 'no_blood' AND m > a.k) AS no_blood, bool_or(f = 'no_glucose' AND m > a.k) AS no_glucose,
    bool_or(f = 'copd_review' AND m > a.k) AS copd_review, bool_or(f = 'copd_flare' AND m > a.k) AS copd_flare,
    bool_or(f = 'mrc' AND m > a.k) AS mrc, max(last) FILTER (f = 'dem_plan' AND m > a.k) AS dem_plan,
    bool_or(f = 'no_dem_plan' AND m > a.k) AS no_dem_plan, bool_or(f IN ('hba1c', 'gluc') AND m > a.k) AS sugar,
    max(last) FILTER (f = 'mh_dx') AS mh_last, max(last) FILTER (f = 'mh_rem') AS mh_rem,
    bool_or(f = 'pressure' AND m > a.k) AS pressure, bool_or(f = 'no_pressure' AND m > a.k) AS no_pressure,
    bool_or(f = 'bmi_value' AND m > a.k AND packed IS NOT NULL) OR bool_or(f = 'bmi' AND m > a.k) AS bmi,
    bool_or(f = 'no_bmi' AND m > a.k) AS no_bmi,
    bool_or(f = 'af_pca' AND m > a.k) AS af_pca, bool_or(f = 'chd_pca' AND m > a.k) AS chd_pca,
    bool_or(f = 'stia_pca' AND m > a.k) AS stia_pca, bool_or(f = 'dm_pca' AND m > a.k) AS dm_pca,
    bool_or(f = 'copd_pca' AND m > a.k) AS copd_pca, bool_or(f = 'dem_pca' AND m > a.k) AS dem_pca,
    bool_or(f = 'ndh_pca' AND m > a.k) AS ndh_pca, bool_or(f = 'mh_pca' AND m > a.k) AS mh_pca,
    max(last) FILTER (f = 'af_inv' AND m > a.k) - min(first) FILTER (f = 'af_inv' AND m > a.k) >= 7 AS af_inv,
    max(last) FILTER (f = 'chd_inv' AND m > a.k) - min(first) FILTER (f = 'chd_inv' AND m > a.k) >= 7 AS chd_inv,
    max(last) FILTER (f = 'stia_inv' AND m > a.k) - min(first) FILTER (f = 'stia_inv' AND m > a.k) >= 7 AS stia_inv,
    max(last) FILTER (f = 'dm_inv' AND m > a.k) - min(first) FILTER (f = 'dm_inv' AND m > a.k) >= 7 AS dm_inv,
    max(last) FILTER (f = 'dm_inv' AND m > a.k) AS dm_inv_last,
    max(last) FILTER (f = 'copd_inv' AND m > a.k) - min(first) FILTER (f = 'copd_inv' AND m > a.k) >= 7 AS copd_inv,
    max(last) FILTER (f = 'dem_inv' AND m > a.k) - min(first) FILTER (f = 'dem_inv' AND m > a.k) >= 7 AS dem_inv,
    max(last) FILTER (f = 'ndh_inv' AND m > a.k) - min(first) FILTER (f = 'ndh_inv' AND m > a.k) >= 7 AS ndh_inv,
    max(last) FILTER (f = 'mh_inv' AND m > a.k) - min(first) FILTER (f = 'mh_inv' AND m > a.k) >= 7 AS mh_inv
FROM seen s JOIN asked a ON s.m <= a.k + 12 AND (s.m > a.k OR s.f IN (  -- the others only count within the year
    'chads', 'xsal', 'xclo', 'xthinner', 'xdipy', 'tia', 'strk', 'hstrk', 'amputated', 'frail', 'mild', 'mh_dx', 'mh_rem'))
WHERE s.patient IN (SELECT patient FROM registers)
GROUP BY s.patient, a.k;

-- an invitation for a blood test counts from the one after the last HbA1c, where there was one
CREATE OR REPLACE TEMP TABLE judged AS
WITH known AS (
    SELECT r.*, f.* EXCLUDE (patient, k), DATE '1850-01-01' + (f.hba1c // 1000000000)::INT AS hba1c_day,
        (500000000 - f.hba1c % 1000000000) / 1000 AS hba1c_value, (500000000 - f.chads % 1000000000) / 1000 AS chads_value,
        r.registered > r.on_day - INTERVAL 3 MONTH AS new_3, r.registered > r.on_day - INTERVAL 9 MONTH AS new_9
    FROM registers r LEFT JOIN features f USING (patient, k)),
after AS (
    SELECT n.patient, n.k, min(o.day) AS after_test FROM known n JOIN days o ON o.patient = n.patient
    WHERE o.f = 'dm_inv' AND o.day > n.hba1c_day AND o.day <= n.on_day GROUP BY ALL)
SELECT n.patient, n.surgery, n.k,
  CASE WHEN af IS NULL THEN NULL WHEN chads_value >= 2 AND chads_lately IS NULL THEN 'left_out'
    WHEN chads_lately IS NOT NULL THEN 'met' WHEN af_pca OR af_inv OR af > on_day - INTERVAL 3 MONTH OR new_3 THEN 'adjusted'
    ELSE 'not_met' END AS "AF006",
  CASE WHEN chd IS NULL THEN NULL WHEN thinned THEN 'met'
    WHEN (no_aspirin AND no_clopidogrel AND no_thinner) OR chd_pca OR chd_inv OR chd > on_day - INTERVAL 3 MONTH OR new_3
    THEN 'adjusted' ELSE 'not_met' END AS "CHD005",
  CASE WHEN stia IS NULL THEN NULL WHEN NOT tia AND strk_first >= hstrk_first AND strk_last <= hstrk_last THEN 'left_out'
    WHEN thinned OR dipyridamole THEN 'met'
    WHEN (no_aspirin AND no_clopidogrel AND no_dipyridamole AND no_thinner) OR stia_pca OR stia_inv
      OR stia > on_day - INTERVAL 3 MONTH OR new_3 THEN 'adjusted' ELSE 'not_met' END AS "STIA007",
  CASE WHEN dm IS NULL THEN NULL WHEN amputated THEN 'left_out' WHEN feet THEN 'met'
    WHEN no_feet OR dm_pca OR dm_inv OR dm > on_day - INTERVAL 3 MONTH OR new_3 THEN 'adjusted' ELSE 'not_met' END AS "DM012",
  CASE WHEN dm IS NULL THEN NULL WHEN frail IS NOT NULL AND NOT coalesce(mild > frail, FALSE) THEN 'left_out'
    WHEN hba1c_value <= 58 THEN 'met'
    WHEN (fructosamine AND hba1c IS NULL) OR dmmax OR dm_pca OR no_blood
      OR CASE WHEN hba1c IS NULL THEN dm_inv ELSE dm_inv_last - after_test >= 7 END
      OR dm > on_day - INTERVAL 9 MONTH OR new_9 THEN 'adjusted' ELSE 'not_met' END AS "DM020",
  CASE WHEN copd IS NULL THEN NULL WHEN copd_review AND copd_flare AND mrc THEN 'met'
    WHEN copd_pca OR copd_inv OR copd > on_day - INTERVAL 3 MONTH OR new_3 THEN 'adjusted' ELSE 'not_met' END AS "COPD010",
  CASE WHEN dem IS NULL THEN NULL WHEN dem_plan >= dem THEN 'met'
    WHEN dem_pca OR no_dem_plan OR dem_inv OR dem > on_day - INTERVAL 3 MONTH OR new_3 THEN 'adjusted'
    ELSE 'not_met' END AS "DEM004",
  CASE WHEN ndh IS NULL THEN NULL WHEN sugar THEN 'met'
    WHEN ndh_pca OR no_glucose OR no_blood OR ndh_inv OR ndh > on_day - INTERVAL 3 MONTH OR new_3 THEN 'adjusted'
    ELSE 'not_met' END AS "NDH002",
  CASE WHEN NOT on_mh THEN NULL WHEN mh_rem > mh_last OR mh_last IS NULL THEN 'left_out' WHEN pressure THEN 'met'
    WHEN mh_pca OR no_pressure OR mh_inv OR mh > on_day - INTERVAL 3 MONTH OR new_3 THEN 'adjusted' ELSE 'not_met' END AS "MH003",
  CASE WHEN NOT on_mh THEN NULL WHEN mh_rem > mh_last OR mh_last IS NULL THEN 'left_out' WHEN bmi THEN 'met'
    WHEN mh_pca OR no_bmi OR mh_inv OR mh > on_day - INTERVAL 3 MONTH OR new_3 THEN 'adjusted' ELSE 'not_met' END AS "MH006"
FROM known n LEFT JOIN after USING (patient, k);
