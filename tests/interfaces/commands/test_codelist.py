"""`commonpractice codelist`: loading, showing, and refusing."""

GOOD = "code,term\n44054006,Type 2\n46635009,Type 1\n"


def test_lists_are_loaded_and_shown(typed, tmp_path):
    nhs = tmp_path / "nhsd-primary-care-domain-refsets-dm_cod.csv"
    own = tmp_path / "own.csv"
    nhs.write_text(GOOD)
    own.write_text("id,name\n38341003,Hypertension\n")
    done = typed("codelist", "load", nhs, "--from", "2025-04-01", "--version", "2025")
    assert done.exit_code == 0, done.output
    assert done.output == "dm_cod: 2 codes, version 2025\n"
    assert typed("codelist", "load", nhs, "--from", "2025-04-01", "--version", "2025").output == (
        "dm_cod: 2 codes, version 2025, which was here already\n"
    )
    assert typed("codelist", "load", own, "--cluster", "HYP_own").output.startswith(
        "hyp_own: 1 codes, version "
    )
    shown = typed("codelist", "show", "--on", "2025-04-01").output
    assert [line.split()[0] for line in shown.splitlines() if "_" in line] == ["dm_cod", "hyp_own"]
    assert "dm_cod" not in typed("codelist", "show", "--on", "2025-03-31").output


def test_a_refused_list_does_not_stop_the_others(typed, tmp_path):
    bad = tmp_path / "nhsd-primary-care-domain-refsets-hyp_cod.csv"
    good = tmp_path / "nhsd-primary-care-domain-refsets-dm_cod.csv"
    bad.write_text("code,term\n38341004,x\n")
    good.write_text(GOOD)
    done = typed("codelist", "load", bad, good)
    assert done.exit_code == 1
    assert "line 2: 38341004 is no SNOMED CT" in done.stderr
    assert done.stdout.startswith("dm_cod: 2 codes")
    assert "dm_cod" in typed("codelist", "show").output
    assert "hyp_cod" not in typed("codelist", "show").output


def test_a_file_whose_cluster_is_not_known_is_asked_about(typed, tmp_path):
    own = tmp_path / "own.csv"
    own.write_text(GOOD)
    done = typed("codelist", "load", own)
    assert done.exit_code == 1
    assert "say so with --cluster" in done.stderr
    assert typed("codelist", "load").exit_code == 2
    assert typed("codelist", "load", own, own, "--cluster", "x").exit_code == 2
