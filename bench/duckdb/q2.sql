SELECT count(*), count(*) FILTER (f1), count(*) FILTER (f1 AND f2), count(*) FILTER ((f1 AND f2) OR f3),
  count(*) FILTER ((f1 AND f2) OR (f3 AND f4)), count(*) FILTER (((f1 AND f2) OR (f3 AND f4)) AND f5)
FROM (
  SELECT gender IN ('female', 'mostly_female') AS f1, age BETWEEN 25 AND 45 AS f2, segment_id IN ('4', '5') AS f3,
    clv_value BETWEEN 500 AND 5000 AS f4,
    cid IN (SELECT cid FROM purchases_by_product WHERE pid IN ({pid i_2}) AND ts >= 1686960000 AND ts < 1694736000) AS f5
  FROM customers)
