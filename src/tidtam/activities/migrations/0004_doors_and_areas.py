"""The wall around plans, inspections, prints and flags; the door to like photos; the areas the order of 2567 names."""

from datetime import UTC, date, datetime

from django.db import migrations

from tidtam.kernel import wall

SCOPED = ("project", "target", "inspection", "finding", "print", "flag")
KEPT = (*SCOPED, "namedarea")
# As its owner, for the photos of other offices lie beyond the wall. Whoever asks must hold the photo, and is told the
# office and the day of one activity with a like photo: no title, no place, no picture, not how many there are.
LIKE = """
CREATE FUNCTION activities_like_photo(
    roughs text[], fines text[], n0 int[], n1 int[], n2 int[], n3 int[], digest text, own bigint, most_rough int,
    most_fine int
) RETURNS TABLE (office text, held_on date, exact boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
WITH near AS (
    SELECT p.file_id, p.sha256, p.rough, p.fine FROM public.activities_print p
    WHERE nullif(current_setting('tidtam.scope', true), '') IS NOT NULL
      AND (p.q0 = ANY(n0) OR p.q1 = ANY(n1) OR p.q2 = ANY(n2) OR p.q3 = ANY(n3))
    UNION ALL
    SELECT p.file_id, p.sha256, p.rough, p.fine FROM public.activities_print p
    WHERE nullif(current_setting('tidtam.scope', true), '') IS NOT NULL AND p.sha256 = digest
), alike AS (
    SELECT n.file_id, n.sha256 = digest AS exact, (
        SELECT min(bit_count(n.fine # w.fine::bit(256))) FROM unnest(roughs, fines) AS w(rough, fine)
        WHERE bit_count(n.rough # w.rough::bit(64)) <= most_rough
    ) AS apart FROM near n
)
SELECT o.name_th, a."on", l.exact FROM alike l
JOIN public.activities_photo h ON h.file_id = l.file_id AND h.removed_at IS NULL AND h.activity_id <> own
JOIN public.activities_activity a ON a.id = h.activity_id AND a.state = 'recorded'
JOIN public.offices_office o ON o.id = a.office_id
WHERE l.exact OR l.apart <= most_fine
ORDER BY l.exact DESC, l.apart, a."on", a.id
LIMIT 1 $$;
REVOKE ALL ON FUNCTION activities_like_photo FROM PUBLIC;
GRANT EXECUTE ON FUNCTION activities_like_photo TO tidtam_app;
"""
# Letter F2 (17 December 2567), item 1, in its order. The first name cannot be read; a person is to say which it is.
SOURCE = "มท 0311.3/ว 1757 ลงวันที่ 17 ธันวาคม 2567 ข้อ 1"
UNREAD = "อ่านไม่ออก อาจเป็นระยอง ตราด หรือตรัง ยังไม่มีผู้ยืนยัน"
NAMED = (
    ("expansion", 1, "ตระหง่าน", "", UNREAD), ("expansion", 2, "เชียงใหม่", "50", ""),
    ("expansion", 3, "นครพนม", "48", ""), ("expansion", 4, "นราธิวาส", "96", ""),
    ("expansion", 5, "นครศรีธรรมราช", "80", ""), ("expansion", 6, "ปทุมธานี", "13", ""),
    ("expansion", 7, "ประจวบคีรีขันธ์", "77", ""), ("expansion", 8, "ยะลา", "95", ""),
    ("expansion", 9, "สงขลา", "90", ""), ("expansion", 10, "อุทัยธานี", "61", ""),
    ("model", 1, "อำเภอชั้นบุรี จังหวัดร้อยเอ็ด", "4505", "อ่านว่า ธวัชบุรี"), ("model", 2, "อำเภอท่าวังผา จังหวัดน่าน", "5506", ""),
)  # fmt: skip


def name_areas(apps, schema_editor):
    """Enter the ten provinces and two districts of the letter as they were named."""
    day = date(2024, 12, 17)
    apps.get_model("activities", "NamedArea").objects.bulk_create(
        apps.get_model("activities", "NamedArea")(
            kind=kind, seq=seq, written=written, area=area, note=note, source=SOURCE, valid_from=day,
            at=datetime(2024, 12, 17, tzinfo=UTC),
        )
        for kind, seq, written, area, note in NAMED
    )  # fmt: skip


SQL = (
    "".join(wall.protect(f"activities_{table}") for table in SCOPED)
    + "".join(f"REVOKE DELETE, TRUNCATE ON activities_{table} FROM tidtam_app;" for table in KEPT)
    + LIKE
)


class Migration(migrations.Migration):
    dependencies = [("activities", "0003_plan_and_photos")]
    operations = [
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
        migrations.RunPython(name_areas, migrations.RunPython.noop),
    ]
