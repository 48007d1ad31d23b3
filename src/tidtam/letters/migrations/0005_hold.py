"""A line of a register stays: the serving role may void it, never delete it, nor turn a number book back."""

from django.db import migrations

SQL = """
REVOKE DELETE, TRUNCATE ON letters_registerentry, letters_book, letters_confirmation, letters_step FROM tidtam_app;
CREATE FUNCTION letters_book_hold() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.last <> OLD.last + 1 OR (NEW.office_id, NEW.year, NEW.direction) <> (OLD.office_id, OLD.year, OLD.direction) THEN
        RAISE EXCEPTION 'a number book only goes up by one';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER letters_book_hold BEFORE UPDATE ON letters_book FOR EACH ROW EXECUTE FUNCTION letters_book_hold();
"""


class Migration(migrations.Migration):
    dependencies = [("letters", "0004_quick_wall")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
