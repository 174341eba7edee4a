-- The two roles that the product uses. Run once a server, as a superuser; running it again changes nothing.
-- cp_owner owns the tables and migrates them; cp_app is what the running program signs in as.
-- Neither is a superuser and neither may bypass row-level security.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'cp_owner') THEN
        CREATE ROLE cp_owner LOGIN NOSUPERUSER CREATEDB NOCREATEROLE NOBYPASSRLS;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'cp_app') THEN
        CREATE ROLE cp_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOINHERIT;
    END IF;
END
$$;
