SELECT count(*), count(*) FILTER (f1), count(*) FILTER (f1 AND f2), count(*) FILTER (f1 AND f2 AND f3), count(*) FILTER (f1 AND f2 AND f3 AND f4)
FROM (
  SELECT clv_value BETWEEN 0 AND 5000 AS f1, segment_id IN ('1', '2', '3', '4') AS f2,
    gender IN ('female', 'male', 'mostly_female', 'mostly_male', 'andy') AS f3,
    cid IN (SELECT cid FROM purchases_by_product
      WHERE pid IN ({pid i_1 i_2 i_3 i_4 i_5 i_6 i_7 i_8 i_9 i_10 itms_11 i_12 i_13 i_14 i_15 i_16 i_17 i_18 i_19 i_20 i_21 i_22 i_23 i_24 itm_25 itms_26 i_27 i_28 i_29 i_30 i_31 itm_32 i_33 i_34 i_35 i_36 i_37 i_38 it_39 i_40 i_41 i_42 i_43 i_44 i_45})
        AND ts >= 1631664000 AND ts < 1694736000) AS f4
  FROM customers)
