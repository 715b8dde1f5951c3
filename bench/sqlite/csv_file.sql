.once '{output}'
SELECT * FROM wide;
