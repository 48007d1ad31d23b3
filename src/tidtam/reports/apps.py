from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """The reports room."""

    name = "tidtam.reports"
    label = "reports"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the page of a duty offer its report, and the page of figures say what was signed last.

        What a report answers, no statement answers.
        """
        from tidtam.aftercare.queries import signed
        from tidtam.obligations.actions import duties
        from tidtam.obligations.views import duty
        from tidtam.reports.queries.lately import figures_of
        from tidtam.reports.queries.offering import claimed
        from tidtam.reports.views.offering import of_duty

        duties.claims.append(claimed)
        duty.offers.append(of_duty)
        signed.asks.append(figures_of)
