-- Who is in either of two is counted as the one and the other without both: all of these are ranges of an index.
SELECT n, f1, f2, f2 + f3 - f23, f2 + f4 - f24 FROM (SELECT
  (SELECT count(*) FROM traits INDEXED BY traits_by_age) AS n,
  (SELECT count(*) FROM traits INDEXED BY traits_by_gender WHERE gender IN ('female', 'mostly_female')) AS f1,
  (SELECT count(*) FROM traits INDEXED BY traits_by_gender
    WHERE gender IN ('female', 'mostly_female') AND age BETWEEN 25 AND 45) AS f2,
  (SELECT count(*) FROM traits INDEXED BY traits_by_value WHERE segment_id IN ('4', '5')) AS f3,
  (SELECT count(*) FROM traits INDEXED BY traits_by_segment
    WHERE segment_id IN ('4', '5') AND gender IN ('female', 'mostly_female') AND age BETWEEN 25 AND 45) AS f23,
  (SELECT count(*) FROM traits INDEXED BY traits_by_value
    WHERE segment_id IN ('4', '5') AND clv_value BETWEEN 500 AND 5000) AS f4,
  (SELECT count(*) FROM traits INDEXED BY traits_by_segment
    WHERE segment_id IN ('4', '5') AND gender IN ('female', 'mostly_female') AND age BETWEEN 25 AND 45
      AND clv_value BETWEEN 500 AND 5000) AS f24);
SELECT count(*) FROM traits
WHERE cid IN (SELECT cid FROM purchases INDEXED BY purchases_by_product
    WHERE pid IN ({pid i_2}) AND ts >= 1686960000 AND ts < 1694736000)
  AND ((+gender IN ('female', 'mostly_female') AND +age BETWEEN 25 AND 45)
    OR (+segment_id IN ('4', '5') AND +clv_value BETWEEN 500 AND 5000));
