-- Whoever is outside is fewer than whoever is inside.
SELECT n, n - without - younger - older FROM (SELECT
  (SELECT count(*) FROM traits INDEXED BY traits_by_age) AS n,
  (SELECT count(*) FROM traits INDEXED BY traits_by_age WHERE age IS NULL) AS without,
  (SELECT count(*) FROM traits INDEXED BY traits_by_age WHERE age < 37) AS younger,
  (SELECT count(*) FROM traits INDEXED BY traits_by_age WHERE age > 74) AS older);
SELECT count(*), count(*) FILTER (WHERE clv_value BETWEEN 0 AND 1193) FROM traits INDEXED BY traits_by_consent
WHERE email_consent = 1 AND age BETWEEN 37 AND 74;
SELECT count(*) FROM traits
WHERE cid IN (SELECT cid FROM purchases INDEXED BY purchases_by_product
    WHERE pid IN ({pid i_8732}) AND ts >= 1679184000 AND ts < 1694736000)
  AND +age BETWEEN 37 AND 74 AND +email_consent = 1 AND +clv_value BETWEEN 0 AND 1193;
