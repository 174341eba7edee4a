"""What the application's role may do, all of it: every table, function and schema of the database.

A table that is not written down here fails the test, and so does a privilege more or fewer than it says.
"""

import psycopg
import pytest

from tests import databases

MAY = """
    account_emailaddress            SELECT
    account_emailconfirmation
    app.awaited
    app.remembered                  SELECT INSERT UPDATE DELETE
    app.ticket_key
    audit_entry                     SELECT INSERT(at,actor_id,actor_name,deed,surgery_id,subject,details)
    audit_link
    auth_group
    auth_group_permissions
    auth_permission
    continuity_disclosed            SELECT \
        INSERT(own,contacts,seen,patients,upc,bice_boxerman,herfindahl,secon,mmci,surgery_id,run_id)
    continuity_disclosed_total      SELECT \
        INSERT(own,contacts,seen,patients,upc,bice_boxerman,herfindahl,secon,mmci,\
batch,on,threshold,surgeries,split,group,partnership_id)
    continuity_group_month          SELECT \
        INSERT(own,contacts,seen,patients,upc,bice_boxerman,herfindahl,secon,mmci,\
split,group,surgery_id,run_id)
    continuity_list_month           SELECT \
        INSERT(own,contacts,seen,patients,upc,bice_boxerman,herfindahl,secon,mmci,\
clinician_id,surgery_id,run_id)
    continuity_run                  SELECT \
        INSERT(batch,on,year_from,rulebook,codelists,version,engine,at,actor_id,actor_name,\
snapshot_id,surgery_id)
    contracts_claim                 SELECT \
        INSERT(known_on,source,at,actor_id,actor_name,item,rate,month,count,surgery_id)
    contracts_list                  SELECT \
        INSERT(known_on,source,at,actor_id,actor_name,effective,registered,weighted,surgery_id,withdrawn)
    contracts_qof_count             SELECT \
        INSERT(known_on,source,at,actor_id,actor_name,year,indicator,numerator,denominator,surgery_id,declared)
    contracts_qof_declared          SELECT \
        INSERT(known_on,source,at,actor_id,actor_name,year,indicator,numerator,denominator,adjusted,points,\
amount,declared_on,surgery_id)
    contracts_qof_forecast          SELECT \
        INSERT(indicator,met,eligible,expected,low_met,high_met,points,amount,low,high,full,baseline,early,\
why_not,disclosed,steps,surgery_id,total_id)
    contracts_qof_forecast_total    SELECT \
        INSERT(known_on,source,at,actor_id,actor_name,year,on,points,amount,low,high,full,next_patients,\
next_amount,unknown,early,run_id,surgery_id)
    contracts_qof_register          SELECT \
        INSERT(known_on,source,at,actor_id,actor_name,year,group,register,list_size,national,surgery_id)
    contracts_query                 SELECT \
        INSERT(item,first,last,amount,reason,words,at,actor_id,actor_name,surgery_id)
    contracts_query_event           SELECT INSERT(state,words,at,actor_id,actor_name,query_id,surgery_id)
    contracts_term                  SELECT \
        INSERT(known_on,source,at,actor_id,actor_name,item,name,basis,value,effective,surgery_id,withdrawn)
    banking_match                   SELECT \
        INSERT(at,actor_id,actor_name,amount,by,why,surgery_id,undoes_id,against_id,receipt_id,statement_id)
    banking_named_person            SELECT INSERT(at,actor_id,actor_name,name,code,partner_id,surgery_id)
    banking_receipt                 SELECT \
        INSERT(at,actor_id,actor_name,bank_account,dated,amount,words,reference,place,file_name,\
sha256,posted_to,journal_id,surgery_id)
    banking_recognition             SELECT \
        INSERT(at,actor_id,actor_name,number,item,concerns,by,why,posted_to,journal_id,\
partner_id,surgery_id,line_id)
    banking_statement               SELECT \
        INSERT(at,actor_id,actor_name,month,dated,code,name,reference,net,layout,file_name,\
sha256,details,surgery_id)
    banking_statement_line          SELECT \
        INSERT(number,place,section,adjustment,paycode,words,mark,source,amount,first,last,\
person_name,person_code,person_tier,person_rate,item,partner,statement_id,surgery_id)
    django_content_type             SELECT
    django_migrations
    django_session                  SELECT INSERT UPDATE DELETE
    ledger_account                  SELECT
    ledger_balance                  SELECT
    ledger_batch                    SELECT INSERT(at,actor_id,actor_name)
    ledger_document                 SELECT INSERT(id,kind,key,title,details,home_id,host_id,partnership_id)
    ledger_event_link
    ledger_journal                  SELECT \
        INSERT(id,month,dated,narrative,batch_id,document_id,home_id,host_id,reverses_id)
    ledger_link                     SELECT
    ledger_month                    SELECT
    ledger_month_event              SELECT \
        INSERT(month,deed,at,actor_id,actor_name,reason,seal,surgery_id)
    ledger_posting                  SELECT \
        INSERT(month,amount,account_id,journal_id,partner_id,surgery_id,item,concerns)
    ledger_recharge                 SELECT \
        INSERT(month,amount,reason,state,raised_at,raised_by,answered_at,answered_by,answer,home_id,host_id)
    mfa_authenticator               SELECT INSERT UPDATE DELETE
    partnership_charge              SELECT INSERT UPDATE(superseded_on)
    partnership_charge_to_some      SELECT INSERT UPDATE(superseded_on)
    partnership_contract            SELECT INSERT UPDATE(superseded_on)
    partnership_cqc_location        SELECT INSERT UPDATE(superseded_on)
    partnership_decision            SELECT INSERT UPDATE(superseded_on)
    partnership_deed                SELECT INSERT UPDATE(superseded_on)
    partnership_membership          SELECT INSERT UPDATE(superseded_on)
    partnership_partner             SELECT INSERT UPDATE(name,kind,user_id)
    partnership_partner_membership  SELECT INSERT UPDATE(superseded_on)
    partnership_partnership         SELECT INSERT UPDATE(name,model,founded,year_starts)
    partnership_pcn_membership      SELECT INSERT UPDATE(superseded_on)
    partnership_prior_share         SELECT INSERT UPDATE(superseded_on)
    partnership_profit_share        SELECT INSERT UPDATE(superseded_on)
    partnership_property_share      SELECT INSERT UPDATE(superseded_on)
    partnership_role_held           SELECT INSERT UPDATE(superseded_on)
    partnership_site                SELECT INSERT UPDATE(superseded_on)
    partnership_size                SELECT INSERT UPDATE(superseded_on)
    partnership_surgery             SELECT INSERT UPDATE(name,strapline,colour)
    partnership_user                SELECT INSERT \
        UPDATE(password,last_login,email,name,is_active,date_joined)
    profits_charge_use              SELECT \
        INSERT(charge,month,uses,pence,known_on,source,at,actor_id,actor_name,surgery_id)
    profits_closing                 SELECT \
        INSERT(month,deed,at,actor_id,actor_name,reason,estimated,surgery_id)
    profits_sign_off                SELECT \
        INSERT(month,at,actor_id,actor_name,words,seal,surgery_id)
    profits_year_closing            SELECT INSERT(year,at,actor_id,actor_name,surgery_id)
    published_deprivation           SELECT INSERT
    published_geography             SELECT INSERT
    published_list_band             SELECT INSERT
    published_list_size             SELECT INSERT
    published_network_member        SELECT INSERT
    published_organisation          SELECT INSERT
    published_own_lines             SELECT INSERT
    published_payment_column        SELECT INSERT
    published_peer_group            SELECT INSERT
    published_peer_measure          SELECT INSERT
    published_peer_member           SELECT INSERT
    published_practice_payments     SELECT INSERT
    published_publication           SELECT INSERT UPDATE(superseded)
    published_qof_achievement       SELECT INSERT
    published_qof_points            SELECT INSERT
    published_qof_register          SELECT INSERT
    published_rating                SELECT INSERT
    published_search_word           SELECT INSERT
    published_summary               SELECT INSERT
    published_workforce             SELECT INSERT
    quality_baseline                SELECT \
        INSERT(indicator,first,last,reason,at,actor_id,actor_name,partnership_id,surgery_id,takes_back_id)
    quality_disclosed               SELECT INSERT(of,code,met,not_met,adjusted,run_id,surgery_id)
    quality_disclosed_total         SELECT \
        INSERT(batch,on,year_end,threshold,surgeries,of,code,split,group,met,not_met,adjusted,partnership_id)
    quality_group_count             SELECT INSERT(indicator,split,group,met,not_met,surgery_id,run_id)
    quality_improvement             SELECT \
        INSERT(indicator,seen_on,part,signal,side,plan,goal,percent,owner_id,owner_name,due_on,check_on,\
at,actor_id,actor_name,run_id,surgery_id)
    quality_improvement_event       SELECT \
        INSERT(what,words,on,owner_id,owner_name,due_on,check_on,part,found,at,actor_id,actor_name,\
improvement_id,surgery_id)
    quality_missed                  SELECT \
        INSERT(patient,indicator,task,last_found,run_id,surgery_id) DELETE
    quality_recall_event            SELECT \
        INSERT(what,by,on,indicators,words,at,actor_id,actor_name,patient_id,surgery_id,takes_back_id)
    quality_register_count          SELECT INSERT(register,patients,listed,surgery_id,run_id)
    quality_run                     SELECT \
        INSERT(batch,on,year_end,rulebook,codelists,version,engine,listed,at,actor_id,actor_name,snapshot_id,surgery_id)
    quality_verdict_count           SELECT INSERT(indicator,status,reason,patients,run_id,surgery_id)
    records_clinician               SELECT INSERT(code,name,role,surgery_id) UPDATE(name,role)
    records_codelist                SELECT \
        INSERT(cluster,version,source,sha256,effective_from,at,actor_id,actor_name)
    records_codelist_member         SELECT INSERT(codelist_id,concept_id)
    records_concept                 SELECT INSERT(code,term)
    records_import                  SELECT \
        INSERT(files,kinds,rules,counts,reasons,notes,refused,at,actor_id,actor_name,surgery_id,follows_id,snapshot_id)
    records_patient                 SELECT \
        INSERT(pseudonym,local_id,nhs_number,given_name,family_name,born,address,postcode,phone,email,\
told_at,surgery_id) \
        UPDATE(pseudonym,local_id,nhs_number,given_name,family_name,born,address,postcode,phone,email,told_at)
    records_snapshot                SELECT \
        INSERT(uuid,system,as_at,rows,manifest_sha256,key_check,at,actor_id,actor_name,surgery_id)
    records_store                   SELECT
"""

FUNCTIONS = {
    "actor",
    "answer_recharge",
    "counts",
    "has_books",
    "hold_books",
    "known_snapshots",
    "may_claim",
    "months_of_recharge",
    "open_or_close_account",
    "patients",
    "sample_published",
    "set_password",
    "surgeries",
    "ticket",
    "withdraw_recharge",
}
"""What the application may call. Trigger functions are not among them: whoever may call one may also hang it
on a table of their own making, and have it write the owner's tables with whatever they put in theirs."""

OURS = "nspname NOT IN ('pg_catalog', 'information_schema') AND nspname !~ '^pg_(toast|temp)'"
ON_TABLES = ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER", "MAINTAIN"]
ON_COLUMNS = ["SELECT", "INSERT", "UPDATE", "REFERENCES"]


@pytest.fixture(scope="module")
def owner(template, django_db_setup, django_db_blocker):
    with databases.cloned(template, django_db_blocker) as name, databases.as_owner(name) as connection:
        yield connection


def written_down() -> dict[str, set[str]]:
    lines = [line.split() for line in MAY.strip().splitlines()]
    return {table: set(privileges) for table, *privileges in lines}


def privileges(owner: psycopg.Connection, table: str) -> set[str]:
    """All that cp_app may do to a table, whether granted to it or to everybody."""
    found = set()
    for privilege in ON_TABLES:
        if privilege == "MAINTAIN" and owner.info.server_version < 170000:
            continue  # there is no such privilege yet
        query = "SELECT has_table_privilege('cp_app', %s, %s)"
        if owner.execute(query, [table, privilege]).fetchone()[0]:
            found.add(privilege)
        elif privilege in ON_COLUMNS:
            columns = owner.execute(
                "SELECT string_agg(attname, ',' ORDER BY attnum) FROM pg_attribute "
                "WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped "
                "AND has_column_privilege('cp_app', attrelid, attnum, %s)",
                [table, privilege],
            ).fetchone()[0]
            if columns:
                found.add(f"{privilege}({columns})")
    return found


def test_every_table_is_written_down_with_what_the_application_may_do(owner):
    tables = [
        row[0]
        for row in owner.execute(
            "SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace "
            f"WHERE relkind IN ('r', 'p', 'v', 'm', 'f') AND {OURS} ORDER BY 1"
        )
    ]
    written = written_down()
    new = [table for table in tables if table not in written]
    assert not new, f"Write down in this test what the application may do to {', '.join(new)}."
    assert not written.keys() - set(tables), "These tables are written down, and gone."
    assert {table: privileges(owner, table) for table in tables} == written


def test_numbers_are_drawn_and_never_set(owner):
    rows = owner.execute(
        "SELECT c.oid::regclass::text, has_sequence_privilege('cp_app', c.oid, 'UPDATE') "
        f"FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE relkind = 'S' AND {OURS}"
    ).fetchall()
    assert rows
    assert [name for name, may_set in rows if may_set] == []


def test_only_the_functions_written_down_may_be_called(owner):
    rows = owner.execute(
        "SELECT proname::text FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace "
        f"WHERE {OURS} AND has_function_privilege('cp_app', p.oid, 'EXECUTE')"
    )
    assert {row[0] for row in rows} == FUNCTIONS


def test_functions_with_the_owners_rights_look_for_nothing_in_temporary_schemas(owner):
    """pg_temp is searched first for tables and types unless the path names it: so it is named last."""
    rows = owner.execute(
        "SELECT proname::text, proconfig FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace "
        f"WHERE {OURS} AND prosecdef ORDER BY 1"
    ).fetchall()
    assert {"ticket", "keep_ledger"} <= {name for name, _ in rows}
    for name, settings in rows:
        paths = [setting for setting in settings or [] if setting.startswith("search_path=")]
        assert [path for path in paths if path.endswith(", pg_temp")], name


def test_the_application_may_make_nothing_in_the_database(owner):
    rows = owner.execute(
        "SELECT nspname::text, has_schema_privilege('cp_app', oid, 'USAGE'), "
        f"has_schema_privilege('cp_app', oid, 'CREATE') FROM pg_namespace WHERE {OURS} ORDER BY 1"
    ).fetchall()
    assert rows == [("app", True, False), ("public", True, False)]
    query = "SELECT has_database_privilege('cp_app', current_database(), 'CREATE')"
    assert owner.execute(query).fetchone() == (False,)


def test_the_application_may_not_even_make_temporary_tables(owner):
    query = "SELECT has_database_privilege('cp_app', current_database(), 'TEMPORARY')"
    assert owner.execute(query).fetchone() == (False,)


def test_the_application_is_nobody_special(owner):
    """Not a superuser, not above row-level security, a member of nothing, the owner of nothing."""
    role = owner.execute(
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication, rolinherit "
        "FROM pg_roles WHERE rolname = 'cp_app'"
    ).fetchone()
    assert not any(role)
    theirs = "(SELECT oid FROM pg_roles WHERE rolname = 'cp_app')"
    for what in [
        f"pg_auth_members WHERE member = {theirs} OR roleid = {theirs}",
        f"pg_class WHERE relowner = {theirs}",
        f"pg_proc WHERE proowner = {theirs}",
        f"pg_type WHERE typowner = {theirs}",
        f"pg_namespace WHERE nspowner = {theirs}",
        f"pg_database WHERE datdba = {theirs}",
        f"pg_shdepend WHERE refobjid = {theirs} AND deptype = 'o'",
    ]:
        assert owner.execute(f"SELECT count(*) FROM {what}").fetchone() == (0,), what


def test_the_owner_is_no_superuser_and_bound_by_row_level_security(owner):
    query = "SELECT rolsuper, rolbypassrls, rolreplication FROM pg_roles WHERE rolname = 'cp_owner'"
    assert owner.execute(query).fetchone() == (False, False, False)
