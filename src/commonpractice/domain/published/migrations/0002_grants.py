"""What the application may do to published figures: read and add them, and mark a publication superseded.

Open data about every practice in England: there is no wall. Nothing may be changed or deleted.
"""

from django.db import migrations
from django.db.migrations.operations import RunSQL

from commonpractice.gateways.scoped_postgres.operations import grant

FACTS = [
    "own_lines",
    "payment_column",
    "practice_payments",
    "peer_group",
    "peer_member",
    "peer_measure",
    "summary",
    "qof_points",
    "qof_register",
    "geography",
    "rating",
    "workforce",
    "list_size",
    "list_band",
    "organisation",
    "network_member",
    "deprivation",
    "search_word",
]


# The planner knows nothing of half a million new rows until they are sampled, which only a table's owner may
# do. The application may ask for it here, for these tables alone.
SAMPLE = """
CREATE FUNCTION app.sample_published(tables text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY tables LOOP
        IF NOT starts_with(name, 'published_') THEN
            RAISE EXCEPTION '% is not a table of published figures', name;
        END IF;
        EXECUTE format('ANALYZE %I', name);
    END LOOP;
END
$$;
REVOKE ALL ON FUNCTION app.sample_published(text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.sample_published(text[]) TO cp_app;
"""


class Migration(migrations.Migration):
    dependencies = [("published", "0001_initial"), ("scoping", "0001_tickets")]
    operations = [
        grant("published_publication", "SELECT", "INSERT", "UPDATE (superseded)"),
        *(grant(f"published_{table}", "SELECT", "INSERT") for table in FACTS),
        RunSQL(SAMPLE, "DROP FUNCTION app.sample_published(text[])"),
    ]
