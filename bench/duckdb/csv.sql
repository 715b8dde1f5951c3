COPY wide TO '{output}' (FORMAT csv, HEADER)
