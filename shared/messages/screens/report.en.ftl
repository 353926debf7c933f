# The service report: its pages, how the signature stands, sharing and printing.
report-title = Service report
report-draft = Draft, not signed
report-draft-more = It changes with what is recorded; once signed it is the report.
report-other-signatures = Other signatures
report-over-report = Service report
report-over-quote = Quote
report-over-step = Step
report-over-handover = Goods handed over
report-no-name = No name given
report-absent = Nobody there
report-absent-because = Nobody signed: {$reason}
report-refused = Refused to sign: {$reason}
report-in-review = In review, does not count yet
report-superseded = Superseded by a later one
report-genuine = Genuine
report-not-genuine = Cannot be proved genuine
report-file-missing = The signed file has not arrived here
report-unchanged = Unchanged since
report-changed = More was recorded since
report-photos-missing =
    { $count ->
        [one] One photo has not arrived here
       *[other] {$count} photos have not arrived here
    }
report-received = On the server {$at}

report-language = Language
report-as-signed = As signed
report-copy = A copy of what was signed, in another language; the original bears the signature.
report-old = This is an earlier version
report-to-last = See the latest
report-away = The file has not reached this phone
report-away-more = What a colleague signed comes by itself when there is signal.
report-pages =
    { $count ->
        [one] One page
       *[other] {$count} pages
    }
report-page = Page {$number} of {$count}
report-smaller = Smaller
report-larger = Larger
report-drawing = The pages are being made
report-unreadable = These pages cannot be shown

report-share = Share the report
report-save = Save the PDF
report-saved = Saved
report-print = Print
report-file-failed = It did not work
report-kept = Saved: {$place}
report-to-acceptance = Let the customer confirm and sign
report-to-draft = See the draft of the report
report-amend = Amend
report-amend-more = What was signed stays; a correction stands beside it
report-sign-again = Sign again
report-sign-again-more = A new signature supersedes; both are kept
report-rate = Let the customer rate
report-rated = Rated by the customer at {$at}

report-handovers = Goods handed over
report-some-part = Part
report-moved-use = Fitted, left with the customer
report-moved-return = Old part taken back
report-moved-undo = Use taken back
report-moved-other = Moved
report-moved-sign = Sign for it
report-moved-signed = {$name} signed for it
