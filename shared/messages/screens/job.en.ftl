# A job in full, confirming it with the customer, handing it over.
job-title = Job
job-more = More
job-open-visit = Open the visit
job-call = Call
job-message-to = Send a message to {$name}
job-mail-to = Send an e-mail to {$name}
job-me = me
job-somebody = somebody
job-by-customer = customer
job-by-integration = another system
job-by-rule = system
job-between = {", "}
job-made = Order {$number} is made
job-made-more = The number is final: you may tell the customer. It goes to the dispatcher by itself once there is signal.
job-order-not-here = The rest of the order has not reached this phone yet; it comes with the next sync.
job-gone = This job is no longer on this phone
job-gone-more = It went to somebody else, was given back, or is over. What you recorded is kept and sent.
job-priority = Priority: {$priority}

job-window-agreed = agreed with the customer
job-window-planned = planned, not agreed yet
job-window-was = Planned was {$window}
job-window-zone = This is the time there ({$zone}); for you it is {$here}
job-window-over = The time has passed
job-window-planned-over = The planned time has passed
job-window-none = No time yet

job-given-away = {$name} leads it now
job-given-away-more = This job is no longer yours. Everything you recorded is kept.
job-given-back = Given back; the dispatcher finds somebody else
job-not-yours = This job is not assigned to you; you can read it.
job-as-expert = You are its expert: you read it and answer questions, the engineers do the work.
job-follow-up-title = This is not over yet
job-follow-up-more = The dispatcher plans what follows. Where you have agreed it with the customer, you can make the follow-up order now.
job-follow-up = Make a follow-up order
job-follow-up-hint = The next order for the same device and customer

job-attention = To decide
job-asked = What is asked
job-asked-nothing = Nothing was written down.
job-reference = Customer's reference
job-skills = Skills wanted
job-promises = Promises
job-promise-first-response = Answer
job-promise-arrival = Arrival
job-promise-resolution = Solution
job-promise-until = by {$at}
job-promise-running = running
job-promise-near = nearly due
job-promise-paused = stands still
job-promise-met = kept
job-promise-missed = missed
job-promise-left = {$time} left
job-promise-used = Time used

job-where = Customer and site
job-no-customer = No customer
job-access = How to get in
job-no-contact = Nobody is named as contact.
job-no-number = There is no telephone number.
job-switchboard = the customer's own number
job-prefers-phone = Prefers a call
job-prefers-message = Prefers a message
job-prefers-email = Prefers e-mail
job-prefers-messenger = Prefers the messenger
job-messenger = Messenger: {$account}
job-device-open = Open the device's file

job-correct = Something is wrong here?
job-correct-hint = The office keeps these. Write what is right: the office looks at it and changes it. Until then the present one is shown.
job-correct-what = What is wrong
job-correct-phone = Telephone
job-correct-address = Address
job-correct-access = How to get in
job-correct-place = Pin on the map
job-correct-place-hint = Stand at the entrance and press: your position is taken once, when you send.
job-correct-value = What is right
job-correct-now = Now: {$value}
job-correct-note = A word more (may stay empty)
job-correct-send = Propose it
job-correct-empty = Write what is right.
job-correct-same = This is what stands there already.
job-correct-no-place = There is no position. Allow it in the settings and try outdoors.

job-wants = To take
job-wants-nothing = No parts and tools are planned.
job-ready = Everything is here, also offline
job-not-ready = Not all of it is here yet; it comes by itself with signal
job-part-lacking = {$quantity} missing
job-part-requested = {$quantity} requested
job-part-in-van = {$quantity} in the van
job-part-wanted-in-all = {$count} jobs want {$quantity} together
job-part-planned = planned
job-tool-held = you have it
job-tool-not-held = you do not have it
job-tool-calibration-over = calibration is over
job-request-lacking = Request what is missing

job-remarks = Remarks
job-remarks-empty = No remarks yet.
job-remark = Write a remark
job-remark-hint = Everybody who may read the order will see it.
job-remark-add = Add the remark
job-remark-missing = Write something first.

job-files = Photos and files
job-photo = Photo
job-visit-photos = Photos of this visit
job-visit-photos-count = { $count ->
    [0] none yet
    [one] 1 photo
   *[other] {$count} photos
 }
job-file-kept = Kept in {$where}
job-file-not-here = The file has not reached this phone yet; it comes by itself with signal.
job-purpose-picture = picture
job-purpose-nameplate = nameplate
job-purpose-manual = manual
job-purpose-drawing = drawing
job-purpose-certificate = certificate
job-purpose-contract = contract
job-purpose-report = report
job-purpose-other = file

job-team = Team
job-team-nobody = Nobody is assigned yet
job-role-lead = lead engineer
job-role-helper = helper
job-role-expert = expert

job-others = Other visits and orders
job-cause = the order this one follows up

job-story = What happened
job-story-empty = Nothing was pressed yet.
job-story-all = All {$count}
job-story-less = Fewer
job-agreed-window = agreed {$window}
job-did-accept = Accepted
job-did-reach = Customer reached
job-did-not-reach = Customer not reached
job-did-depart = Set out
job-did-arrive = Arrived
job-did-start = Work begun
job-did-pause = Paused
job-did-resume = Went on
job-did-take-back = Took the press before back
job-press-taken-back = Taken back; does not count
job-did-finish = Finished
job-did-cannot-complete = Could not be completed
job-did-second-visit = Second visit needed
job-did-review-accept = Review accepted
job-did-review-return = Sent back by the review
job-did-verify = Verified
job-did-schedule = Scheduled
job-did-reschedule = Rescheduled
job-did-close = Closed
job-did-cancel = Cancelled
job-did-reopen = Reopened
job-did-offer = Offered
job-did-withdraw-offer = Offer withdrawn
job-did-claim = Claimed
job-did-confirm-claim = Claim confirmed for {$name}
job-did-decline = Given back to the dispatcher
job-source-scan = by scan
job-source-board = on the board
job-source-terminal = at the terminal
job-source-api = by another system
job-source-rule = by rule
job-press-illegal = Not possible at that moment; it does not count
job-press-in-review = Waits for review; does not count yet

job-pause-why = Why does the work stop?
job-pause-more = Parts, customer, break, tomorrow…
job-pause-choose = Choose why.
job-pause-note = A word more (may stay empty)
job-pause-parts = Waiting for parts
job-pause-customer = Waiting for the customer
job-pause-access = No access
job-pause-weather = Weather
job-pause-colleague = Waiting for a colleague
job-pause-break = Break
job-pause-end-of-day = End of the day, going on later
job-pause-other = Something else
job-pause-stops-promises = Promises stand still meanwhile.
job-pause-stops-time = No time is counted meanwhile.

job-agree-again = Agree another time
job-skip-more = Leaves out the steps between
job-help = Ask an expert
job-help-more = A question with photos; the answer comes back here
job-second-hint = It cannot be done this time, somebody comes again
job-cannot-hint = It ends here and does not go on
job-hand-over = Hand over to a colleague
job-hand-over-hint = Another engineer leads it
job-decline = Give back to the dispatcher
job-decline-hint = The dispatcher finds somebody else
job-helper-hint = The lead engineer confirms with the customer, finishes and hands over.

job-decline-title = Give this job back to the dispatcher?
job-decline-more = It leaves your list, and the dispatcher finds somebody else. What you recorded is kept.
job-decline-confirm = Give it back
job-decline-why-busy = No time
job-decline-why-skill = Not my skill
job-decline-why-part = No parts for it
job-decline-why-ill = Not well
job-cannot-title = End the visit: it cannot be completed?
job-cannot-more = The visit ends here and cannot go on. The dispatcher reads the reason.
job-cannot-confirm = Cannot complete, end the visit
job-cannot-why-nobody = Nobody is there
job-cannot-why-access = No access
job-cannot-why-part = A part is missing
job-cannot-why-device = The device cannot be stopped
job-cannot-why-unsafe = It is not safe
job-cannot-why-refused = The customer does not agree
job-second-title = End the visit: a second one is needed?
job-second-more = This visit ends; what was done is kept. Write what to bring and to do next time: the dispatcher plans by it.
job-second-confirm = Second visit needed, end this one
job-second-why-part = A part has to come
job-second-why-time = Not enough time
job-second-why-expert = An expert has to come
job-second-why-customer = The customer wants another day

job-confirm = Confirm with customer
job-confirm-not-now = Nothing to confirm now
job-confirm-not-now-more = The lead engineer confirms the time with the customer before setting out.
job-confirm-tried = { $count ->
    [one] Tried once in vain: {$times}
   *[other] Tried {$count} times in vain: {$times}
 }
job-confirm-reached = Did you reach somebody?
job-confirm-yes = Reached
job-confirm-no = Not reached
job-confirm-choose = Say whether you reached somebody.
job-confirm-when = What time is agreed?
job-confirm-as-planned = As planned: {$window}
job-confirm-as-agreed = As agreed: {$window}
job-confirm-other-time = Another time
job-confirm-no-time = No time yet
job-confirm-note = Note (may stay empty)
job-confirm-note-hint = Badge, parking, who comes along…
job-confirm-how = What happened
job-confirm-no-answer = No answer
job-confirm-busy = Line busy
job-confirm-wrong-number = Wrong number
job-confirm-call-back = They call back
job-confirm-number = Do you have the right number?
job-confirm-save = Confirm
job-confirm-save-not-reached = Record: not reached
job-confirm-overlap = Overlaps {$number} ({$window}).
job-confirm-past = This time has passed.
job-confirm-late = Later than promised: arrival was due by {$at}.

job-window = Time window
job-window-day = Day
job-window-from = From
job-window-to = To
job-window-today = Today
job-window-tomorrow = Tomorrow
job-window-morning = Morning, {$from}–{$to}
job-window-afternoon = Afternoon, {$from}–{$to}
job-window-there = Time at the site ({$zone})
job-window-incomplete = Give day, start and end.
job-window-backwards = The end is before the start.

job-hand-over-title = Hand over to whom?
job-hand-over-search = Name or telephone
job-hand-over-nobody = No such colleague
job-hand-over-nobody-more = Write it another way, or give the job back: the dispatcher finds somebody.
job-hand-over-more-people = { $count ->
    [one] 1 more; type a name.
   *[other] {$count} more; type a name.
 }
job-hand-over-choose = Choose a colleague.
job-hand-over-to = Hand over to {$name}
job-hand-over-ask = Hand over to {$name}?
job-hand-over-press = Hand over
job-hand-over-what = From then on they lead it and accept it anew. What you recorded is kept.
job-hand-over-not-now = It cannot be handed over now
job-hand-over-not-now-more = The lead engineer hands over a visit that has not ended.
job-hand-over-why-near = They are nearer
job-hand-over-why-skill = They know this device better
job-hand-over-why-busy = No time
job-hand-over-why-ill = Not well
