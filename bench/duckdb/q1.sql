SELECT count(*), count(*) FILTER (f1), count(*) FILTER (f1 AND f2), count(*) FILTER (f1 AND f2 AND f3), count(*) FILTER (f1 AND f2 AND f3 AND f4)
FROM (
  SELECT age BETWEEN 37 AND 74 AS f1, email_consent = 1 AS f2, clv_value BETWEEN 0 AND 1193 AS f3,
    cid IN (SELECT cid FROM purchases_by_product WHERE pid IN ({pid i_8732}) AND ts >= 1679184000 AND ts < 1694736000) AS f4
  FROM customers)
