"""The centre's books: its staff and costs, the enhanced access hub that it runs, and the networks' funds."""

from collections.abc import Iterator
from datetime import timedelta

from commonpractice.demonstration.books import accounts, fees, payroll, tables
from commonpractice.demonstration.books.fees import parts_of
from commonpractice.demonstration.books.papers import Book, Made, Paper, some_day, weeks
from commonpractice.demonstration.books.plans import Plan
from commonpractice.demonstration.books.purchases import Purchases
from commonpractice.domain.partnership.rules.partnership_file import CENTRE
from commonpractice.foundations.dated import day
from commonpractice.foundations.money import Pence, share
from commonpractice.foundations.months import Month

FUNDED_ON = 12
SPENT_ON = (
    "Network manager",
    "Care coordinators' travel",
    "Room hire",
    "Training event",
    "Telephones",
    "Printing",
)


class CentreBooks:
    """The centre's own side; what it shares with a surgery is in that surgery's books."""

    def __init__(self, plan: Plan):
        self.plan = plan
        self.book = Book(
            code=CENTRE,
            surgery_id=plan.centre_id,
            bank=accounts.CENTRAL_BANK,
            rng=plan.centre_rng("books"),
            prefix=plan.prefix,
        )
        self.purchases = Purchases(
            self.book, plan.centre_spending, patients=tables.settings()["invoices"]["usual_list"]
        )

    def months(self) -> Iterator[Made]:
        for month in self.plan.months:
            if month == self.plan.first:
                self._open(month)
            self._month(month)
            yield Made(month, tuple(self.book.entries(brief=self.plan.brief(month))))

    def _open(self, month: Month) -> None:
        """Opening balances: the centre's own cash and debts; the networks' cash is owed to the networks."""
        before = month.first - timedelta(days=1)
        owed = payroll.opening([each for each in self.plan.centre_staff if each.works(month)], month)
        self.book.owed_next_month.update(owed)
        told = tables.settings()["cash"]
        patients = sum(self.plan.network_patients(code, month) for code in self.plan.networks)
        funds = int(tables.fraction(told["networks_opening"]) * 100 * patients)
        balances = {
            accounts.CENTRAL_BANK: told["centre_opening"] * 100,
            accounts.PETTY_CASH: told["petty"] * 100,
            accounts.NETWORK_BANK: funds,
            accounts.NETWORK_FUNDS: -funds,
            accounts.TAX: -owed["tax"],
            accounts.PENSION: -owed["staff pension"],
            **self.purchases.opening(month),
        }
        left = sum(balances.values())
        paper = self.book.paper("opening", "opening", f"Opening balances at {day(before)}", month)
        lines = [*balances.items(), (accounts.OPENING, -left)]
        paper.add(month.first, f"Balances brought forward from {day(before)}", lines)

    def _month(self, month: Month) -> None:
        self._networks(month)
        fees.post_receipts(self.book, month)
        self.purchases.post(month)
        payroll.post(self.book, [each for each in self.plan.centre_staff if each.works(month)], month)
        paper = self.book.paper("month_end", "month-end", f"Month-end journals, {month.words}", month)
        self.purchases.month_end(paper, month)

    def _networks(self, month: Month) -> None:
        """Each network's month: what is received and held for it, what it spends, and the hub's part."""
        told = tables.settings()["networks"]
        for code in self.plan.networks:
            patients = self.plan.network_patients(code, month)
            paper = self.book.paper(
                "network_funds",
                f"network/{code}",
                f"Funds of the {self._name(code)}, {month.words}",
                month,
                network=code,
                patients=patients,
            )
            on = month.first.replace(day=FUNDED_ON)
            monthly = {
                what: int(tables.fraction(told[what]) * 100 * patients / 12)
                for what in ("capacity", "enhanced_access", "leadership", "management")
            }
            for what, amount in [*monthly.items(), ("additional roles", self._roles(code, month))]:
                words = what.replace("_", " ").capitalize()
                lines = [(accounts.NETWORK_BANK, amount), (accounts.NETWORK_FUNDS, -amount)]
                paper.add(on, f"{words}: received for the network", lines)
            self._spend(paper, month, monthly["management"])
            passed_on = told["enhanced_access_passed_on"]
            hub = monthly["enhanced_access"] * (tables.THOUSAND - passed_on) // tables.THOUSAND
            self._hub(paper, month, hub)

    def _name(self, code: str) -> str:
        members = self.plan.networks[code]
        return next(row.name for row in members[0].fact.networks if row.code == code)

    def _roles(self, code: str, month: Month) -> Pence:
        """What the network claims for additional roles: its surgeries' cost of the month."""
        return sum(
            self.plan.profile(place).roles_cost(month)
            for place in self.plan.networks[code]
            if place.fact.networks[0].code == code and place.belongs(month)
        )

    def _spend(self, paper: Paper, month: Month, amount: Pence) -> None:
        """What the network itself spends, which the centre pays for it out of its funds."""
        rng = self.book.rng
        for part in parts_of(amount, rng.randint(3, 6), rng):
            on = some_day(weeks(month)[rng.randint(2, 3)], rng)
            lines = [(accounts.NETWORK_FUNDS, part), (accounts.NETWORK_BANK, -part)]
            paper.add(on, f"Paid for the network: {rng.choice(SPENT_ON)}", lines)

    def _hub(self, paper: Paper, month: Month, amount: Pence) -> None:
        """The hub's evening and Saturday sessions: the network pays, the hub's clinicians work."""
        told, rng = tables.settings()["networks"], self.book.rng
        paper.add(
            month.first.replace(day=FUNDED_ON + 4),
            "Enhanced access hub",
            [
                (accounts.NETWORK_FUNDS, amount),
                (accounts.NETWORK_BANK, -amount),
                (accounts.CENTRAL_BANK, amount),
                (accounts.ENHANCED_ACCESS, -amount),
            ],
        )
        cost = amount * told["hub_cost"] // tables.THOUSAND
        number = max(1, cost // (tables.settings()["invoices"]["hub_session"] * 100))
        for part in share(cost, [rng.randint(70, 130) for _ in range(number)]):
            on = some_day(rng.choice(weeks(month)), rng)
            lines = [(accounts.LOCUMS, part), (accounts.CENTRAL_BANK, -part)]
            paper.add(on, "Hub clinicians' session", lines)
