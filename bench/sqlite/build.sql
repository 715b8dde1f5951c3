-- The shop as someone would lay it out who knows these questions: numbers for ids, cents for prices, an index for each step.
.bail on
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -1000000;
PRAGMA temp.cache_size = -200000;
ATTACH '{raw}' AS raw;
PRAGMA raw.journal_mode = OFF;
PRAGMA raw.synchronous = OFF;
CREATE TABLE raw.customers(customer_id TEXT, first_name TEXT, last_name TEXT, phone_number TEXT, email TEXT, gender TEXT,
  age TEXT, city TEXT, segment_id TEXT, segment_name TEXT, clv_value TEXT, email_consent TEXT);
CREATE TABLE raw.purchases(customer_id TEXT, product_id TEXT, purchased_at TEXT, quantity TEXT, unit_price TEXT);
CREATE TABLE raw.recommendations(customer_id TEXT, recommendations_type TEXT, rank TEXT, product_id TEXT);
.mode csv
.import --schema raw --skip 1 '{csv}/customers.csv' customers
.import --schema raw --skip 1 '{csv}/purchases.csv' purchases
.import --schema raw --skip 1 '{csv}/recommendations.csv' recommendations

CREATE TABLE customers(cid INTEGER PRIMARY KEY, customer_id TEXT, first_name TEXT, last_name TEXT, phone_number TEXT, email TEXT,
  gender TEXT, age INTEGER, city TEXT, segment_id TEXT, segment_name TEXT, clv_value REAL, email_consent INTEGER);
INSERT INTO customers
  SELECT rowid, customer_id, nullif(first_name, ''), nullif(last_name, ''), nullif(phone_number, ''), nullif(email, ''),
    nullif(gender, ''), nullif(age, ''), nullif(city, ''), nullif(segment_id, ''), nullif(segment_name, ''), nullif(clv_value, ''),
    CASE email_consent WHEN 'True' THEN 1 WHEN 'False' THEN 0 END
  FROM raw.customers;

CREATE TABLE products(pid INTEGER PRIMARY KEY, product_id TEXT UNIQUE);
INSERT INTO products(product_id) SELECT DISTINCT product_id FROM raw.purchases;

CREATE TEMP TABLE numbers(customer_id TEXT PRIMARY KEY, cid INTEGER) WITHOUT ROWID;
INSERT INTO numbers SELECT customer_id, cid FROM customers ORDER BY customer_id;
CREATE TABLE purchases(cid INTEGER, pid INTEGER, ts INTEGER, quantity INTEGER, cents INTEGER);
INSERT INTO purchases
  SELECT n.cid, p.pid, unixepoch(e.purchased_at), e.quantity, CAST(round(e.unit_price * 100) AS INTEGER)
  FROM raw.purchases e CROSS JOIN numbers n USING (customer_id) CROSS JOIN products p USING (product_id);

-- The cells of an export, side by side and in its order.
CREATE TABLE wide AS
  SELECT c.customer_id, first_name, last_name, phone_number, email, gender, age, city, segment_id, segment_name, clv_value,
    product_1, product_2, product_3, product_4, product_5, product_6, product_7, product_8, product_9, product_10
  FROM customers c LEFT JOIN (
    SELECT customer_id,
      max(product_id) FILTER (WHERE rank = '1') AS product_1, max(product_id) FILTER (WHERE rank = '2') AS product_2,
      max(product_id) FILTER (WHERE rank = '3') AS product_3, max(product_id) FILTER (WHERE rank = '4') AS product_4,
      max(product_id) FILTER (WHERE rank = '5') AS product_5, max(product_id) FILTER (WHERE rank = '6') AS product_6,
      max(product_id) FILTER (WHERE rank = '7') AS product_7, max(product_id) FILTER (WHERE rank = '8') AS product_8,
      max(product_id) FILTER (WHERE rank = '9') AS product_9, max(product_id) FILTER (WHERE rank = '10') AS product_10
    FROM raw.recommendations GROUP BY customer_id) r ON r.customer_id = c.customer_id
  ORDER BY c.customer_id;

-- What is asked of a customer, without the long texts.
CREATE TABLE traits(cid INTEGER PRIMARY KEY, age INTEGER, gender TEXT, segment_id TEXT, clv_value REAL, email_consent INTEGER,
  has_email INTEGER);
INSERT INTO traits SELECT cid, age, gender, segment_id, clv_value, email_consent, email IS NOT NULL FROM customers;

CREATE INDEX traits_by_age ON traits(age);
CREATE INDEX traits_by_consent ON traits(email_consent, age, clv_value);
CREATE INDEX traits_by_gender ON traits(gender, age);
CREATE INDEX traits_by_segment ON traits(segment_id, gender, age, clv_value);
CREATE INDEX traits_by_value ON traits(segment_id, clv_value);
CREATE INDEX traits_by_clv ON traits(clv_value);
CREATE INDEX purchases_by_product ON purchases(pid, ts, cid);
CREATE INDEX purchases_by_customer ON purchases(cid, pid, ts);
CREATE INDEX amounts_by_customer ON purchases(cid, ts, quantity, cents);
ANALYZE;
