-- Whoever is outside is fewer than whoever is inside.
SELECT n, n - without - younger - older FROM (SELECT
  (SELECT count(*) FROM traits INDEXED BY traits_by_age) AS n,
  (SELECT count(*) FROM traits INDEXED BY traits_by_age WHERE age IS NULL) AS without,
  (SELECT count(*) FROM traits INDEXED BY traits_by_age WHERE age < 37) AS younger,
  (SELECT count(*) FROM traits INDEXED BY traits_by_age WHERE age > 74) AS older);
SELECT count(*), count(*) FILTER (WHERE cents >= 20000) FROM (
  SELECT sum(quantity * cents) AS cents
  FROM traits t NOT INDEXED CROSS JOIN purchases p INDEXED BY amounts_by_customer
    ON p.cid = t.cid AND p.ts >= 1686960000 AND p.ts < 1694736000
  WHERE t.age BETWEEN 37 AND 74 GROUP BY t.cid HAVING count(*) >= 3);
