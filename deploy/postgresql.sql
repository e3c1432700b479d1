-- Run once, by the image, when the database is made. The server's role is no superuser, so that
-- row-level security holds it; it makes the roles of its stores.
\set password `cat /run/secrets/postgres`
CREATE ROLE inperson LOGIN CREATEROLE PASSWORD :'password';
CREATE DATABASE inperson OWNER inperson;
