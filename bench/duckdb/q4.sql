SELECT count(*), count(*) FILTER (f1), count(*) FILTER (f1 AND f2), count(*) FILTER (f1 AND f2 AND f3), count(*) FILTER (f1 AND f2 AND f3 AND f4)
FROM (
  SELECT age BETWEEN 18 AND 60 AS f1,
    cid IN (SELECT cid FROM purchases_by_product
      WHERE pid IN ({pid i_1 i_2 i_3 i_4 i_5 i_10100 i_11449 i_1276 i_14091 i_15419 i_16727 i_18049 i_19375 i_2707 i_4036 i_5345 i_6677 i_8022 i_9326 it_7900})
        AND ts >= 1692144000 AND ts < 1694736000) AS f2,
    cid IN (SELECT cid FROM purchases_by_product WHERE pid IN ({pid i_2 i_3 i_4}) AND ts >= 1679184000 AND ts < 1694736000) AS f3,
    email IS NOT NULL AS f4
  FROM customers)
