-- What PostgreSQL itself holds us to: (kind, name, state) of each thing, for catalogue.py.
-- Names are without their schema where that is public. What extensions made is not ours and left out.
WITH relation AS (
    SELECT c.*, concat(nullif(n.nspname, 'public') || '.', c.relname) AS named
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname IN ('public', 'app') AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
), routine AS (
    SELECT p.*, concat(nullif(n.nspname, 'public') || '.', p.proname)
                || format('(%s)', pg_get_function_identity_arguments(p.oid)) AS named
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE n.nspname IN ('public', 'app')
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
), granted AS (
    SELECT given.privilege_type AS may,
           CASE relkind WHEN 'S' THEN 'SEQUENCE ' ELSE '' END || named AS named, given.grantee, given.is_grantable
    FROM relation, aclexplode(relacl) given WHERE given.grantee <> relowner
    UNION ALL
    SELECT given.privilege_type || format(' (%s)', string_agg(attname, ', ' ORDER BY attname)), named,
           given.grantee, given.is_grantable
    FROM relation JOIN pg_attribute a ON attrelid = relation.oid AND NOT attisdropped, aclexplode(attacl) given
    WHERE given.grantee <> relowner
    GROUP BY given.privilege_type, named, given.grantee, given.is_grantable
    UNION ALL
    SELECT given.privilege_type, 'FUNCTION ' || named, given.grantee, given.is_grantable
    FROM routine, aclexplode(coalesce(proacl, acldefault('f', proowner))) given
    WHERE given.grantee <> proowner
)
-- A sequence that belongs to a table's column goes with the table.
SELECT 'owner' AS kind,
       CASE relkind WHEN 'S' THEN 'SEQUENCE ' WHEN 'v' THEN 'VIEW ' ELSE 'TABLE ' END || named AS name,
       pg_get_userbyid(relowner)::text AS state
FROM relation WHERE relkind <> 'S' OR NOT EXISTS (
    SELECT FROM pg_depend d WHERE d.objid = relation.oid AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i'))
UNION ALL
SELECT 'function owner', named, pg_get_userbyid(proowner) FROM routine
UNION ALL
SELECT 'owner', 'SCHEMA app', pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = 'app'

UNION ALL
SELECT 'row security', named,
       CASE WHEN NOT relrowsecurity THEN 'off'
            WHEN relforcerowsecurity THEN 'on, and forced'
            ELSE 'on, but not for the owner of the table' END
FROM relation WHERE relkind IN ('r', 'p')

UNION ALL
SELECT 'policy', named || '.' || polname, concat(
       CASE WHEN polpermissive THEN 'AS PERMISSIVE' ELSE 'AS RESTRICTIVE' END, ' FOR ',
       CASE polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE'
                   ELSE 'ALL' END, ' TO ',
       (SELECT string_agg(CASE who WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(who) END, ', ')
        FROM (SELECT who FROM unnest(polroles) who ORDER BY pg_get_userbyid(who)) each),
       ' USING (' || pg_get_expr(polqual, polrelid) || ')',
       ' WITH CHECK (' || pg_get_expr(polwithcheck, polrelid) || ')')
FROM pg_policy JOIN relation ON relation.oid = polrelid

UNION ALL
SELECT 'trigger', named || '.' || tgname, pg_get_triggerdef(t.oid)
FROM pg_trigger t JOIN relation ON relation.oid = tgrelid WHERE NOT tgisinternal
UNION ALL
SELECT 'trigger fires', named || '.' || tgname,
       CASE tgenabled WHEN 'O' THEN 'on' WHEN 'D' THEN 'off' WHEN 'R' THEN 'on for a replica alone' ELSE 'always' END
FROM pg_trigger JOIN relation ON relation.oid = tgrelid WHERE NOT tgisinternal
-- PostgreSQL asks for a foreign key by triggers of its own, on both tables.
UNION ALL
SELECT 'foreign key', named || '.' || k.conname, CASE WHEN bool_and(tgenabled = 'O') THEN 'on' ELSE 'off' END
FROM pg_trigger JOIN relation ON relation.oid = tgrelid JOIN pg_constraint k ON k.oid = tgconstraint
WHERE tgisinternal GROUP BY named, k.conname

UNION ALL
SELECT 'rule', named || '.' || rulename, pg_get_ruledef(r.oid)
FROM pg_rewrite r JOIN relation ON relation.oid = ev_class WHERE rulename <> '_RETURN'

-- From version 18 on there are constraints that a column is not null; before, none.
UNION ALL
SELECT 'constraint', named || '.' || conname, pg_get_constraintdef(k.oid)
FROM pg_constraint k JOIN relation ON relation.oid = conrelid WHERE contype IN ('c', 'f', 'p', 'u', 'x')
UNION ALL
SELECT 'constraint', named || '.' || entries.relname, pg_get_indexdef(indexrelid)
FROM pg_index JOIN relation ON relation.oid = indrelid JOIN pg_class entries ON entries.oid = indexrelid
WHERE indisunique AND indisvalid AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)

UNION ALL
SELECT 'function', named, format(
       '%s, security %s, %s, returns %s, %s, sha256 %s', lanname,
       CASE WHEN prosecdef THEN 'definer' ELSE 'invoker' END,
       CASE provolatile WHEN 'i' THEN 'immutable' WHEN 's' THEN 'stable' ELSE 'volatile' END,
       pg_get_function_result(routine.oid), coalesce(array_to_string(proconfig, '; '), 'no settings'),
       encode(sha256(convert_to(prosrc || coalesce(pg_get_function_sqlbody(routine.oid), ''), 'UTF8')), 'hex'))
FROM routine JOIN pg_language l ON l.oid = prolang

UNION ALL
SELECT 'grant', format('%s ON %s TO %s', may, named,
                       CASE grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(grantee) END),
       CASE WHEN bool_or(is_grantable) THEN 'may be handed on' ELSE '' END
FROM granted GROUP BY may, named, grantee
UNION ALL
SELECT 'grant', format('%s ON SCHEMA %s TO cp_app', may, nspname), ''
FROM pg_namespace, unnest(ARRAY['USAGE', 'CREATE']) may
WHERE nspname IN ('public', 'app') AND has_schema_privilege('cp_app', pg_namespace.oid, may)
UNION ALL
SELECT 'grant', format('%s ON DATABASE %I TO PUBLIC', may, current_database()), ''
FROM unnest(ARRAY['CREATE', 'TEMPORARY']) may WHERE has_database_privilege('cp_app', current_database(), may)

UNION ALL
SELECT 'role', rolname || ' ' || attribute, ''
FROM pg_roles, LATERAL (VALUES
    ('SUPERUSER', rolsuper), ('BYPASSRLS', rolbypassrls), ('REPLICATION', rolreplication),
    ('CREATEROLE', rolcreaterole), ('CREATEDB', rolcreatedb AND rolname = 'cp_app')
) given (attribute, has) WHERE rolname IN ('cp_app', 'cp_owner') AND has
UNION ALL
SELECT 'member', pg_get_userbyid(roleid), ''
FROM pg_auth_members WHERE member = (SELECT oid FROM pg_roles WHERE rolname = 'cp_app')

-- With another value no trigger fires.
UNION ALL
SELECT 'setting', name, setting FROM pg_settings WHERE name = 'session_replication_role'
UNION ALL
SELECT 'setting', format('%s of %s', split_part(given, '=', 1),
                         CASE setrole WHEN 0 THEN 'every role' ELSE pg_get_userbyid(setrole) END),
       split_part(given, '=', 2)
FROM pg_db_role_setting, unnest(setconfig) given
WHERE given LIKE 'session_replication_role=%'
  AND setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
