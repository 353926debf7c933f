# A visit while the engineer is at work, and its steps.
visit-photo = Photo
visit-photo-take = Take photo
visit-photo-choose = Gallery
visit-photo-unreadable = {$name} is no picture that can be opened here. Choose a JPEG or PNG.
visit-photo-not-here = Not here yet
visit-reason-missing = Say why in a few words.
visit-reason-between = {"; "}

# The visit
visit-title = Visit
visit-work-so-far = Work
visit-travel-so-far = Travel
visit-arrived = Arrived
visit-reads-along = You read this visit along; its engineers record it.
visit-returned = Sent back: {$reason}
visit-ended-because = Why: {$reason}
visit-lead-ends = Everything here is done. The lead ends the visit.
visit-signed-beforehand = The customer has signed. Corrections from now on are notes with a reason.
visit-write-amendment = Write an amendment
visit-steps-of = {$done} of {$of} done
visit-steps-outside = { $count ->
    [one] 1 outside limits
   *[other] {$count} outside limits
 }
visit-steps-all = All {$count} steps
visit-steps-fewer = Only what matters now
visit-steps-none = No procedure for this job
visit-steps-none-more = Record what was done as findings, notes and photos.

# What stands beside the steps
visit-sections = What else belongs to it
visit-photos = Photos
visit-photos-count = { $count ->
    [0] none yet
    [one] 1 photo
   *[other] {$count} photos
 }
visit-parts = Parts
visit-parts-count = { $count ->
    [0] none used
    [one] 1 used
   *[other] {$count} used
 }
visit-parts-planned = { $count ->
    [one] 1 planned
   *[other] {$count} planned
 }
visit-time = Time and expenses
visit-time-none = not running yet
visit-expenses-count = { $count ->
    [one] 1 expense
   *[other] {$count} expenses
 }
visit-findings = Findings
visit-findings-none = none yet
visit-findings-count = { $count ->
    [one] recorded
   *[other] {$count} recorded
 }
visit-notes = Notes
visit-notes-count = { $count ->
    [0] none
    [one] 1 note
   *[other] {$count} notes
 }
visit-help = Help
visit-help-none = ask an expert
visit-help-waiting = { $count ->
    [one] 1 waiting for an answer
   *[other] {$count} waiting for an answer
 }
visit-help-answered = answered
visit-charges = Charges
visit-charges-none = not worked out
visit-charges-covered = nothing to pay
visit-payer-customer = customer pays
visit-payer-warranty = warranty
visit-payer-contract = contract
visit-payer-goodwill = goodwill
visit-acceptance = Acceptance and signature
visit-acceptance-none = not yet
visit-acceptance-signed = signed
visit-acceptance-refused = not signed: refused
visit-acceptance-absent = not signed: nobody there
visit-report = Report
visit-report-sealed = signed, sealed
visit-report-draft = draft
visit-rating = Rating
visit-rating-none = not yet
visit-rating-given = given
visit-rating-unasked = no questions for this job
visit-device = Device file
visit-order = Order

# The main press and what is behind "more"
visit-do-step = Go on with step {$step}
visit-do-conflict = Step {$step}: choose an answer
visit-do-missing = { $count ->
    [one] Complete: 1 thing is missing
   *[other] Complete: {$count} things are missing
 }
visit-do-findings = Record what was found
visit-do-charges = Work out the charges
visit-do-acceptance = Acceptance and signature
visit-do-finish = Finish the visit
visit-do-rating = Ask for a rating
visit-do-today = Back to today
visit-more = More
visit-hand-over = Hand the job over
visit-pause-why = Pause: what for?
visit-pause-parts = Waiting for parts
visit-pause-customer = Waiting for the customer
visit-pause-access = No access
visit-pause-weather = Weather
visit-pause-colleague = Waiting for a colleague
visit-pause-break = Break
visit-pause-end-of-day = End of the day
visit-pause-other = Something else
visit-cannot-title = This visit cannot be completed
visit-cannot-more = The visit ends; the dispatcher decides what follows.
visit-cannot-access = No access to the machine
visit-cannot-customer = The customer does not want it now
visit-cannot-unsafe = Not safe to work
visit-cannot-wrong = Wrong machine or address
visit-second-title = A second visit is needed
visit-second-more = The visit ends; the dispatcher plans the next one. What was recorded stays.
visit-second-parts = A part is missing
visit-second-tool = A tool is missing
visit-second-time = There was not enough time
visit-second-expert = An expert is needed
visit-second-customer = The machine was not free

# Finishing
visit-finish-title = Finish the visit
visit-finish-missing = { $count ->
    [one] 1 thing is missing. Press it to go there.
   *[other] {$count} things are missing. Press one to go there.
 }
visit-finish-nothing-missing = Nothing is missing.
visit-finish-self-check = Last look
visit-finish-optional = { $count ->
    [one] 1 step that needs no answer is open.
   *[other] {$count} steps that need no answer are open.
 }
visit-finish-signed-missing = The customer has signed already, so steps cannot be answered any more. If the work is not done, a second visit is needed.
visit-finish-unsigned = Nobody has signed yet.
visit-finish-sends = Everything is sent by itself as soon as there is a signal.
visit-missing-answer = no answer
visit-missing-photo = photo missing
visit-missing-note-or-photo = needs a note or a photo
visit-missing-instrument = which instrument?
visit-missing-field = the office must fill this in
visit-missing-field-own = A field of your company

# A step
visit-step-of = Step {$number} of {$of}
visit-step = Step
visit-step-gone = This visit has no such step
visit-step-gone-more = The procedure may have changed. Open the visit to see its steps.
visit-step-open-visit = Open the visit
visit-stand-open = open
visit-stand-optional = if it applies
visit-stand-answered = done
visit-stand-outside = outside limits
visit-stand-fault = fault
visit-stand-lacking = incomplete
visit-stand-conflict = two answers
visit-stand-not-applicable = does not apply
visit-stand-not-to-be-done = not needed
visit-answer-photos = { $count ->
    [one] 1 photo
   *[other] {$count} photos
 }
visit-answer-signed = signed
visit-answer-by = {$who}, {$at}
visit-by-office = The office
visit-by-somebody = Somebody else
visit-step-optional = optional
visit-step-standard = Standard {$limits}
visit-step-nominal = nominal {$value}
visit-step-no-limits = No limits
visit-step-minutes = about {$count} min
visit-step-role = by: {$role}
visit-role-engineer = engineer
visit-role-expert = expert
visit-role-dispatcher = dispatcher
visit-role-intake-agent = intake agent
visit-role-contractor-dispatcher = contractor’s dispatcher
visit-role-service-manager = service manager
visit-role-quality-inspector = quality inspector
visit-role-complaint-handler = complaint handler
visit-role-stock-keeper = stock keeper
visit-role-administrator = administrator
visit-role-other = somebody else
visit-step-self-check = Last look
visit-step-acceptance = Accepted if:
visit-step-danger = Danger
visit-step-is-meter = This is also the reading of the device’s meter.
visit-step-only-if = Only needed if “{$step}” is {$is}.
visit-step-only-if-outside = Only needed if “{$step}” is outside its limits.
visit-step-not-needed = Not needed here
visit-step-or = {" or "}
visit-below = below {$value}
visit-above = above {$value}
visit-step-not-started = Work has not been started
visit-step-paused = The work is paused

visit-check = Is it so?
visit-choice = Which is it?
visit-reading = Reading
visit-reading-sign = Change the sign
visit-reading-within = Within limits
visit-reading-above = {$by} above the limit
visit-reading-below = {$by} below the limit
visit-reading-less = Less than last time: {$value}
visit-reading-why = Say why, or take a photo.
visit-reading-unreadable = This is no number. Write it with a point, like 12.5.
visit-fault-why = A fault: say what is wrong, or take a photo.
visit-no-why = Say what is not in order; a photo helps.
visit-text = What you saw
visit-code = Code
visit-code-hint = Scan it, or type it here.
visit-code-scan = Scan
visit-code-is-device = This is the device of this job.
visit-code-other-device = This code belongs to {$title}, not to the device of this job.
visit-code-scan-own = Scan the device of this job.
visit-code-damaged = A character of this code is wrong.
visit-code-unknown-device = No device is known by this code.
visit-code-meant = Was {$code} meant? It stands on {$title}.
visit-code-take = Take it
visit-signature-by = To be signed by {$signer}
visit-signature-customer = the customer
visit-signature-lead = the lead engineer
visit-signature-done = Signed by {$name}, {$at}
visit-signature-refused = {$name} did not sign: {$reason}
visit-signature-press = Sign
visit-note = Note
visit-note-write = Note
visit-note-why = Why it does not apply
visit-note-missing = Say why it does not apply.
visit-not-applicable = Does not apply
visit-applies = It does apply
visit-step-photos = Photos of this step
visit-step-photos-wanted = { $count ->
    [0] enough photos
    [one] 1 more photo wanted
   *[other] {$count} more photos wanted
 }
visit-photo-alt = Photo {$number} of {$step}
visit-photo-remove = Leave photo {$number} out
visit-photo-new = new
visit-instrument = Instrument
visit-instrument-choose = Name the instrument
visit-instrument-which = Which instrument?
visit-instrument-find = Find an instrument
visit-instrument-yours = Yours
visit-instrument-others = Others
visit-instrument-clear = None
visit-instrument-empty = No instruments are known here
visit-instrument-empty-more = The office keeps their list; it arrives with the next sync.
visit-instrument-required = This reading needs the instrument it was made with.
visit-calibrated-until = calibrated until {$day}
visit-calibration-ends = calibration ends {$day}
visit-calibration-ended = calibration ended {$day}
visit-calibration-none = needs no calibration
visit-earlier = Before, on this device
visit-earlier-last = Last time
visit-earlier-before = Time before
visit-earlier-none = no value
visit-trend = Readings so far: {$readings}. Limits: {$limits}.
visit-trend-now = now {$value}
visit-two-answers = {$count} answers were given
visit-two-answers-more = Take one of them, or answer anew. What you save stands in place of them; all of them stay readable.
visit-take-answer = Take this one
visit-decided-against = Also answered, decided against
visit-decided-by = {$who} decided which answer holds, {$at}
visit-decided-because = Reason: {$reason}
visit-answer-missing-check = Choose one.
visit-answer-missing-reading = Type the reading.
visit-answer-missing-text = Write what you saw.
visit-answer-missing-code = Scan or type the code.
visit-answer-missing-photo = Take a photo.
visit-save-next = Save, next
visit-save-last = Save, all steps done
visit-skip-next = Skip, next
visit-next = Next
visit-to-visit = Done, to the visit
visit-previous = Previous
visit-overview = Overview
visit-leave-open = Leave it open
visit-withdraw = Take the answer back
visit-withdraw-title = Take the answer back
visit-withdraw-more = It stays readable with your reason; the step is open again.
visit-withdraw-mistyped = Typed wrongly
visit-withdraw-other-step = Belongs to another step
visit-withdraw-again = Measured again
visit-book-part = Book {$part}
visit-ask-about-step = Ask for help
visit-draft-drop = Throw away
