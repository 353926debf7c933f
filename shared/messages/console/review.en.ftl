# What came back from the field.
review-count = { $count ->
    [one] 1 visit
   *[other] { $count } visits
 }
review-begin = Begin
review-nothing = Nothing to review
review-nothing-more = Visits that were finished or could not be completed come here as soon as they have synced.
review-order = Order
review-look-at = What to look at
review-status = Status
review-customer = Customer
review-device = Device
review-engineer = Engineer
review-since = Came back
review-site = Place
review-reason-out-of-limits = Outside limits
review-reason-not-completed = Not completed
review-reason-second-visit = Second visit
review-reason-signed-differs = Signed, not allowed
review-reason-not-accepted = Not accepted
review-reason-conflict = Conflict
review-reason-late-work = Late work
review-reason-not-signed = Not signed

# One visit.
review-nth = { $at } of { $all }
review-nth-of = { $at } / { $all }
review-between = , {""}
review-previous = Previous
review-next = Next
review-accept = Accept
review-accept-means = Accepting closes the visit: what still arrives from it is kept apart for a decision. It cannot be undone; only a return with a remark opens the visit again, and what is missing becomes a follow-up order.
review-accept-title = Accept although something is open?
review-accept-open = { $count ->
    [one] 1 thing is to be decided; it stays in the inbox:
   *[other] { $count } things are to be decided; they stay in the inbox:
 }
review-accept-all-the-same = Accept all the same
review-return = Return
review-return-title = What is to be done again?
review-return-means = The visit goes back to the engineer's phone with your remark. What was recorded stays.
review-remark = Remark to the engineer
review-remark-hint = Name the steps; the engineer reads this on the job.
review-remark-missing = Write what is to be done again.
review-follow-up = Follow up
review-follow-up-title = Follow-up order
review-title-missing = Give the order a title.
review-left-to-do = What is left to be done
review-kind = Kind
review-make-order = Make the order
review-helpers = with
review-outcome = Outcome
review-verdict-accepted = Customer accepted
review-verdict-reservations = Accepted with reservations
review-verdict-not-solved = Customer: not solved
review-no-verdict = No verdict of the customer
review-state-working = Device works
review-state-limited = Device works in part
review-state-stopped = Device stands still
review-window = Window and promises
review-response-kept = There in time, { $gap } left
review-response-missed = There { $gap } too late
review-resolution-kept = Solved in time, { $gap } left
review-resolution-missed = Solved { $gap } too late
review-nothing-due = no promise is due yet
review-nothing-promised = Nothing was promised
review-to-decide = { $count ->
    [one] To decide: 1
   *[other] To decide: { $count }
 }
review-open-item = Open in the inbox
review-changes = Changed since dispatch
review-change-window = Window agreed
review-change-former = No longer goes
review-change-step = Step added
review-change-remark = Remark

# The procedure.
review-procedure = Procedure
review-version = v{ $version }
review-answered = { $done } of { $all } answered
review-outside = { $count } outside limits
review-which-steps = Which steps
review-all-steps = All
review-troubles = To look at
review-step = Step
review-answer = Answer
review-limits = Limits
review-before = Last time
review-by = By, device time → received

review-other-answer = other answer
review-measured-again = answered again
review-two-answers = two answers
review-photos-count = { $count ->
    [one] 1 photo
   *[other] { $count } photos
 }
review-stand-outside = outside limits
review-stand-fault = fault
review-stand-missing = not answered
review-stand-answered = answered
review-stand-not-applicable = not applicable
review-stand-optional = left out, not required
review-stand-not-to-be-done = not to be done

# Photos.
review-photos = Photos · { $count }
review-photo = Photo
review-whole-visit = The whole visit
review-moment-before = Before
review-moment-after = After
review-no-before = No photo before
review-no-after = No photo after
review-show-large = Show large: { $what }
review-viewer = Photos, large
review-smaller = Smaller (−)
review-larger = Larger (+)
review-whole = Whole
review-original = Without markings

# Parts, time, money.
review-parts = Parts · { $count }
review-from = from
review-serial-in = fitted S/N { $serial }
review-serial-out = taken out S/N { $serial }
review-old-part = old part
review-old-not-taken = not taken back
review-booked = booked
review-booked-apart = used from somebody else's stock
review-booked-kept = kept for a decision
review-booked-differs = the books moved { $moved }
review-booked-missing = not in the books
review-settle = Settle
review-planned-unused = planned, not used
review-time = Time and expenses
review-by-hand = Written by hand
review-runs = runs
review-expense-transport = Transport
review-expense-fuel = Fuel
review-expense-parking = Parking
review-expense-toll = Toll
review-expense-lodging = Lodging
review-expense-meal = Meal
review-expense-material = Material
review-expense-postage = Postage
review-receipt = Receipt
review-no-receipt = No receipt
review-charged = charged to the customer
review-charges = Charges
review-payer = Paid by: { $payer }
review-payer-overridden = decided by hand
review-covered = Covered
review-customer-pays = The customer pays
review-paid = Paid, { $method }

# Findings, notes.
review-findings = Fault, cause, remedy
review-article-used = Read
review-article-solved = It helped
review-recorded = Recorded
review-notes = Notes and questions
review-amendment = Amendment: { $reason }
review-for-customer = for the customer
review-question = Question
review-no-reply = not answered

# Signature, story.
review-report = Report and signature
review-ink = Signature of { $who }
review-signed-by = Signed by { $who }
review-sign-refused = Signature refused
review-sign-absent = Nobody there to sign
review-signed-unchanged = Sealed, unchanged since
review-signed-beside = Something was recorded beside it that the signature does not cover
review-signed-added = Something was added after the signature
review-signed-in-review = Kept for a decision, does not count yet
review-not-signed = Not signed
review-sealed-on = Sealed
review-covers = Covers
review-server-receipt = Server's receipt
review-no-server-receipt = not yet
review-fingerprint = Fingerprint
review-open-signed = What was signed (PDF)
review-open-copy = Copy of the pages (PDF)
review-open-draft = Draft of the report (PDF)
review-verify = Verification page
review-also-signed = Also signed: { $what }, { $who }
review-story = Story
review-did-accept = Job accepted
review-did-confirm = Confirmed with the customer
review-did-depart = Set out
review-did-arrive = Arrived
review-did-start = Work started
review-did-pause = Paused
review-did-resume = Went on
review-did-finish = Finished
review-did-cannot-complete = Cannot be completed
review-did-second-visit = Second visit needed
review-did-take-back = Press taken back
review-did-review-accept = Review: accepted
review-did-review-return = Review: returned
review-did-schedule = Scheduled
review-did-reschedule = Moved to another time
review-did-close = Closed
review-did-cancel = Cancelled
review-did-reopen = Opened again
review-story-signed = Signed by { $who }
review-story-receipt = Server confirmed the signature
review-story-rated = Customer rated
review-story-outside = Outside limits: { $step }
review-story-created = Order made
review-without-effect = without effect

# Quality inspection.
review-inspection = Inspection
review-score-passed = { $percent } %, passed
review-score-failed = { $percent } %, failed ({ $needed } % needed)
review-item-critical = no point fails the visit
review-item-not-applicable = Does not apply
review-item-open = Give points, or say that it does not apply.
review-item-reason-missing = Say why not all points are given.
review-inspection-comment = Comment
review-inspection-send = Record the score
