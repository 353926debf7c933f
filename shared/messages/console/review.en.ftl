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
review-return-signed = The customer has signed: what was signed stays as it is, and the engineer corrects it by a note with the reason.
review-remark = Remark to the engineer
review-remark-hint = Name the steps; the engineer reads this on the job.
review-remark-missing = Write what is to be done again.
review-follow-up = Follow up
review-follow-up-title = Follow-up order
review-title-missing = Give the order a title.
review-left-to-do = What is left to be done
review-kind = Kind
review-make-order = Make the order
review-followed = Follow-up orders
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
review-changes-since = since it was accepted, { $when }
review-change-moved = Window
review-change-part = Part planned
review-change-added = Added
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
review-decided-against = other answer, decided against
review-decided-by = Decided by
review-decided-because = Reason: { $reason }
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
review-booked-not-stocked = not stocked
review-booked-kept = kept for a decision
review-booked-differs = the books moved { $moved }
review-booked-missing = not in the books
review-moved-receive = Received
review-moved-issue = Issued
review-moved-accept = Accepted
review-moved-use = Used
review-moved-return = Taken back
review-moved-undo = Use undone
review-moved-scrap = Scrapped
review-moved-adjust = Put right
review-moved-settle = Settled
review-settle = Settle
review-parts-difference = the books moved { $moved }, written are { $written }
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
review-no-findings = Nothing was written about fault, cause and remedy.
review-make-article = Make an article of it
review-article-means = Drafts an article from this visit; it stays at the office until it is published.
review-notes = Notes and questions
review-amendment = Amendment: { $reason }
review-for-customer = for the customer

# Signature, story.
review-report = Report and signature
review-ink = Signature of { $who }
review-signed-by = Signed by { $who }
review-sign-refused = Signature refused
review-sign-absent = Nobody there to sign
review-signed-unchanged = Sealed, unchanged since
review-signed-beside = Something was recorded beside it that the signature does not cover
review-decided-since = { $count ->
    [one] After signing it was decided once which of contradicting records holds
   *[other] After signing it was decided { $count } times which of contradicting records holds
  }
review-signed-added = Something was added after the signature
review-signed-again = Signed again since
review-signed-differs = A part of what was signed was refused; decide it above
review-signed-changed = Changed since:
review-signed-beside-what = { $what }, { $count ->
    [one] 1 change
   *[other] { $count } changes
 }
review-genuine = The sealed file is genuine
review-not-genuine = The sealed file is not what was signed
review-sealed-not-here = The sealed file has not arrived yet
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
review-score-rest = Full points for the rest
review-score-this = Score this visit
review-score-again = Score again
review-score = Score
review-score-not-passed = { $percent } %, failed
review-points-of = { $points } of { $all }
review-not-inspected = Nobody has scored this visit yet.
review-scored-meanwhile = Somebody scored this visit meanwhile
review-score-theirs = Leave their score
review-score-mine = Go on with mine, as its next version
review-which-checklist = Checklist

# Work that waits beside what counts.
review-held = Kept beside: { $count }
review-held-holds = { $changes ->
    [one] 1 change
   *[other] { $changes } changes
 }, { $facts ->
    [one] 1 press or movement
   *[other] { $facts } presses or movements
 }

# The sample.
review-sample = Sample
review-sample-drawn = { $population ->
    [one] { $drawn } of one visit drawn, { $left } to score
   *[other] { $drawn } of { $population } visits drawn, { $left } to score
}
review-sample-begin = Begin scoring
review-sample-user = Engineer
review-sample-everybody = Everybody, each by themselves
review-sample-from = Ended from
review-sample-until = Until
review-sample-until-wrong = Not before the first day.
review-sample-percent = Share per engineer
review-sample-percent-wrong = A whole number from 1 to 100.
review-sample-seed = Seed
review-sample-seed-hint = The same seed draws the same visits.
review-sample-seed-missing = Write anything, such as the month.
review-sample-which = Which visits
review-sample-open = To score
review-sample-scored = Scored
review-sample-back = Back to the sample
review-sample-nothing = No visit ended in this time
review-sample-nothing-more = Choose another period: a sample is drawn from visits that have ended.
review-sample-done = The whole sample is scored
review-sample-done-more = A higher percentage draws more visits of the same period.
review-sample-none-scored = Nothing was scored in this time
review-sample-none-scored-more = What is scored from the sample is kept here with its verdict.
review-sample-not-yours = Samples are drawn by quality inspectors
review-sample-not-yours-more = Scores of somebody's work are seen by quality inspectors and service managers only.
review-ended = Ended
review-inspector = Scored by
review-scored-at = Scored

# Checklists.
review-checklists = Checklists
review-checklist = Checklist
review-checklist-new = New checklist
review-no-checklist = There is no checklist yet
review-no-checklist-more = A checklist says what to look at in a sampled visit, and how many points it gives.
review-checklist-name = Name
review-checklist-name-zh = Name, Chinese
review-checklist-name-en = Name, English
review-checklist-number = Number
review-checklist-kinds = For which work
review-checklist-all-kinds = All kinds
review-checklist-items = Items
review-checklist-pass = Passes from
review-checklist-used = in use
review-checklist-retired = retired
review-checklist-retire = Retired
review-checklist-retire-hint = No visit is scored by it any more; what was scored stays.
review-checklist-undo = Undo
review-checklist-throw-away = Throw changes away
review-item-nth = Item { $number }
review-item-title-zh = What to look at, Chinese
review-item-title-en = What to look at, English
review-item-hint-zh = Hint, Chinese
review-item-hint-en = Hint, English
review-item-points = Points at most (1–10)
review-item-weight = Weight
review-item-critical-toggle = No point for it fails the whole visit
review-item-add = Add an item
review-item-up = Move item { $number } up
review-item-down = Move item { $number } down
review-item-remove = Remove item { $number }
