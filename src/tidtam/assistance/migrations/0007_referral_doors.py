"""The doors by which an agency without an account finds the one need it was asked about."""

from django.db import migrations, models

# As their owner: before the link is known to be good, no wall can be open. They tell where to look, and no more.
DOORS = """
CREATE FUNCTION assistance_link(wanted bytea)
RETURNS TABLE (referral_id bigint, path text, state varchar)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT r.id, r.scope_path, r.state FROM public.assistance_referral r WHERE r.token_hash = wanted $$;
CREATE FUNCTION assistance_link_seat(wanted varchar, browser bytea)
RETURNS TABLE (referral_id bigint, path text, state varchar)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT r.id, r.scope_path, r.state FROM public.assistance_referral r
    WHERE r.public_id = wanted AND r.browser_hash = browser $$;
REVOKE ALL ON FUNCTION assistance_link, assistance_link_seat FROM PUBLIC;
GRANT EXECUTE ON FUNCTION assistance_link, assistance_link_seat TO tidtam_app;
"""
UNDO = "DROP FUNCTION assistance_link; DROP FUNCTION assistance_link_seat;"
STATES = [
    ("sent", "ส่งแล้ว ยังไม่เปิด"), ("read", "เปิดอ่านแล้ว"), ("acknowledged", "รับเรื่องแล้ว"), ("asked", "ขอข้อมูลเพิ่ม"),
    ("done", "ช่วยแล้ว"), ("cannot", "ทำไม่ได้"), ("not_ours", "ไม่ใช่งานของเรา"), ("climbed", "ไม่ตอบ ส่งหน่วยเหนือแล้ว"),
    ("routed", "ส่งให้หน่วยอื่นแล้ว"), ("recalled", "เรียกคืน"), ("expired", "หมดอายุ"),
]  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("assistance", "0006_centre")]
    operations = [
        migrations.AddField("agency", "address", models.CharField(blank=True, default="", max_length=300)),
        migrations.AlterField("referral", "state", models.CharField(choices=STATES, default="sent", max_length=12)),
        migrations.AlterField("inbound", "state", models.CharField(choices=STATES, default="sent", max_length=12)),
        migrations.RunSQL(DOORS, UNDO),
    ]
