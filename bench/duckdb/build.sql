-- The shop in DuckDB's own tables: numbers for ids, cents for prices, purchases in order of time.
SET temp_directory = '{temporary}';
CREATE TABLE customers AS
  SELECT CAST(row_number() OVER () AS INTEGER) AS cid, * REPLACE (
    CAST(age AS INTEGER) AS age, CAST(clv_value AS DOUBLE) AS clv_value,
    CAST(CASE email_consent WHEN 'True' THEN 1 WHEN 'False' THEN 0 END AS TINYINT) AS email_consent)
  FROM read_csv('{csv}/customers.csv', header = true, all_varchar = true);
CREATE TEMP TABLE raw_purchases AS
  SELECT * FROM read_csv('{csv}/purchases.csv', header = true, columns = {'customer_id': 'VARCHAR', 'product_id': 'VARCHAR',
    'purchased_at': 'TIMESTAMP', 'quantity': 'INTEGER', 'unit_price': 'DECIMAL(12, 2)'});
CREATE TABLE products AS
  SELECT CAST(row_number() OVER () AS INTEGER) AS pid, product_id FROM (SELECT DISTINCT product_id FROM raw_purchases);
CREATE TABLE purchases AS
  SELECT c.cid, p.pid, CAST(epoch(e.purchased_at) AS BIGINT) AS ts, e.quantity, CAST(e.unit_price * 100 AS INTEGER) AS cents
  FROM raw_purchases e JOIN customers c USING (customer_id) JOIN products p USING (product_id) ORDER BY ts;
DROP TABLE raw_purchases;
CREATE TABLE purchases_by_product AS SELECT cid, pid, ts FROM purchases ORDER BY pid, ts;
-- The cells of an export, side by side and in its order.
CREATE TABLE wide AS
  SELECT c.customer_id, first_name, last_name, phone_number, email, gender, age, city, segment_id, segment_name, clv_value,
    r.* EXCLUDE (customer_id)
  FROM customers c LEFT JOIN (
    SELECT customer_id,
      max(product_id) FILTER (rank = 1) AS product_1, max(product_id) FILTER (rank = 2) AS product_2,
      max(product_id) FILTER (rank = 3) AS product_3, max(product_id) FILTER (rank = 4) AS product_4,
      max(product_id) FILTER (rank = 5) AS product_5, max(product_id) FILTER (rank = 6) AS product_6,
      max(product_id) FILTER (rank = 7) AS product_7, max(product_id) FILTER (rank = 8) AS product_8,
      max(product_id) FILTER (rank = 9) AS product_9, max(product_id) FILTER (rank = 10) AS product_10
    FROM read_csv('{csv}/recommendations.csv', header = true, columns = {'customer_id': 'VARCHAR',
      'recommendations_type': 'VARCHAR', 'rank': 'INTEGER', 'product_id': 'VARCHAR'})
    GROUP BY customer_id) r USING (customer_id)
  ORDER BY c.customer_id;
CHECKPOINT;
