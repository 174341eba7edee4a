from django.urls import path

from commonpractice.interfaces.web.accounts.views import (
    exports,
    journals,
    months,
    posting,
    posting_files,
    reversing,
    statements,
)

urlpatterns = [
    path("", statements.choose, name="accounts"),
    path("months/", months.months, name="months"),
    path("months/lock/", months.lock, name="lock_months"),
    path("months/reopen/", months.reopen, name="reopen_month"),
    path("journal/<int:number>/", journals.journal, name="journal"),
    path("journal/<int:number>/reverse/", journals.reverse, name="reverse_journal"),
    path("document/<int:number>/", journals.document, name="document"),
    path("document/<int:number>/reverse/", reversing.reverse_document, name="reverse_document"),
    path("<str:where>/income/", statements.income, name="income"),
    path("<str:where>/balance-sheet/", statements.balance_sheet, name="balance_sheet"),
    path("<str:where>/trial-balance/", statements.trial_balance, name="trial_balance"),
    path("<str:where>/post/", posting.post_journal, name="post_journal"),
    path("<str:where>/post/file/", posting_files.post_file, name="post_journal_file"),
    path("<str:where>/export/", exports.export, name="export"),
    path("<str:where>/account/<int:code>/", journals.account, name="account"),
]
