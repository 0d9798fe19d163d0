-- The catalog's role and database. Run again, it changes nothing but the password. Environment: CATALOG_PASSWORD.
\getenv password CATALOG_PASSWORD
SELECT 'CREATE ROLE catalog LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'catalog') \gexec
ALTER ROLE catalog PASSWORD :'password';
SELECT 'CREATE DATABASE catalog OWNER catalog' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'catalog') \gexec
