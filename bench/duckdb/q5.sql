SELECT (SELECT count(*) FROM customers), (SELECT count(*) FROM customers WHERE age BETWEEN 37 AND 74), count(*), count(*) FILTER (cents >= 20000)
FROM (SELECT cid, sum(quantity * cents) AS cents FROM purchases WHERE ts >= 1686960000 AND ts < 1694736000 GROUP BY cid HAVING count(*) >= 3)
SEMI JOIN (SELECT cid FROM customers WHERE age BETWEEN 37 AND 74) USING (cid)
