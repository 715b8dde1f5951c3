-- Whoever is outside is fewer than whoever is inside.
SELECT n, n - without - younger - older FROM (SELECT
  (SELECT count(*) FROM traits INDEXED BY traits_by_age) AS n,
  (SELECT count(*) FROM traits INDEXED BY traits_by_age WHERE age IS NULL) AS without,
  (SELECT count(*) FROM traits INDEXED BY traits_by_age WHERE age < 18) AS younger,
  (SELECT count(*) FROM traits INDEXED BY traits_by_age WHERE age > 60) AS older);
SELECT count(*), count(*) FILTER (WHERE f3), count(*) FILTER (WHERE f3 AND has_email) FROM (
  SELECT has_email, EXISTS (
    SELECT 1 FROM purchases p INDEXED BY purchases_by_customer
    WHERE p.cid = t.cid AND p.pid IN ({pid i_2 i_3 i_4}) AND p.ts >= 1679184000 AND p.ts < 1694736000) AS f3
  FROM traits t
  WHERE cid IN (
    SELECT cid FROM purchases INDEXED BY purchases_by_product
    WHERE pid IN ({pid i_1 i_2 i_3 i_4 i_5 i_10100 i_11449 i_1276 i_14091 i_15419 i_16727 i_18049 i_19375 i_2707 i_4036 i_5345 i_6677 i_8022 i_9326 it_7900})
      AND ts >= 1692144000 AND ts < 1694736000)
    AND +age BETWEEN 18 AND 60
  LIMIT -1);
