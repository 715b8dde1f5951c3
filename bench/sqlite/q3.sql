-- Nearly everyone passes: who does not is found between the values asked for. Buyers come out of an index in its order, each once.
WITH
  not1 AS (SELECT cid FROM traits WHERE clv_value IS NULL
    UNION ALL SELECT cid FROM traits WHERE clv_value < 0
    UNION ALL SELECT cid FROM traits WHERE clv_value > 5000),
  not2 AS (SELECT cid FROM traits WHERE segment_id IS NULL UNION ALL SELECT cid
    FROM (VALUES ('', '1'), ('1', '2'), ('2', '3'), ('3', '4'), ('4', x'')) CROSS JOIN traits INDEXED BY traits_by_value
    ON segment_id > column1 AND segment_id < column2),
  not3 AS (SELECT cid FROM traits WHERE gender IS NULL UNION ALL SELECT cid
    FROM (VALUES ('', 'andy'), ('andy', 'female'), ('female', 'male'), ('male', 'mostly_female'),
      ('mostly_female', 'mostly_male'), ('mostly_male', x'')) CROSS JOIN traits INDEXED BY traits_by_gender
    ON gender > column1 AND gender < column2),
  outside AS MATERIALIZED (SELECT cid FROM not1 UNION SELECT cid FROM not2 UNION SELECT cid FROM not3)
SELECT n, n - (SELECT count(*) FROM not1), n - (SELECT count(*) FROM (SELECT cid FROM not1 UNION SELECT cid FROM not2)),
  n - (SELECT count(*) FROM outside),
  (SELECT count(*) FROM (
    SELECT DISTINCT cid FROM purchases INDEXED BY purchases_by_customer
    WHERE +pid IN ({pid i_1 i_2 i_3 i_4 i_5 i_6 i_7 i_8 i_9 i_10 itms_11 i_12 i_13 i_14 i_15 i_16 i_17 i_18 i_19 i_20 i_21 i_22 i_23 i_24 itm_25 itms_26 i_27 i_28 i_29 i_30 i_31 itm_32 i_33 i_34 i_35 i_36 i_37 i_38 it_39 i_40 i_41 i_42 i_43 i_44 i_45})
      AND ts >= 1631664000 AND ts < 1694736000))
  - (SELECT count(*) FROM outside WHERE EXISTS (
    SELECT 1 FROM purchases p INDEXED BY purchases_by_customer
    WHERE p.cid = outside.cid
      AND +p.pid IN ({pid i_1 i_2 i_3 i_4 i_5 i_6 i_7 i_8 i_9 i_10 itms_11 i_12 i_13 i_14 i_15 i_16 i_17 i_18 i_19 i_20 i_21 i_22 i_23 i_24 itm_25 itms_26 i_27 i_28 i_29 i_30 i_31 itm_32 i_33 i_34 i_35 i_36 i_37 i_38 it_39 i_40 i_41 i_42 i_43 i_44 i_45})
      AND p.ts >= 1631664000 AND p.ts < 1694736000))
FROM (SELECT count(*) AS n FROM traits INDEXED BY traits_by_age);
