# Today, and the presses of a job.
today-jobs = {$day} · { $count ->
    [one] 1 job
   *[other] {$count} jobs
 }
today-tomorrow = Tomorrow
today-day-before = Day before
today-day-after = Next day
today-empty = No jobs on this day
today-empty-more = New jobs appear here by themselves once the dispatcher assigns them and there is signal.
order-new = New order
today-overdue = From an earlier day, still open
offers-open = { $count ->
    [one] 1 offer open to you
   *[other] {$count} offers open to you
 }
take-lacking = To take: { $count ->
    [one] 1 part is missing
   *[other] {$count} parts are missing
 }
take-all-there = To take: everything is in the van
take-lacks = Missing: {$part} × {$quantity}

press-accept = Accept
press-confirm-with-customer = Confirm with customer
press-depart = Set out
press-arrive = Arrived
press-start = Start work
press-pause = Pause
press-resume = Go on
press-finish = Finish
press-cannot-complete = Cannot complete
press-second-visit-needed = Second visit needed
press-take-back = Take back
press-just-now = { $what } · { $time }
press-take-back-named = Take back: { $what }
visit-go-on = Go on with step {$step}
visit-steps = Steps
visit-steps-done = Procedure {$done} / {$steps}
job-as-helper = as helper

promise-by-first-response = Answer by {$at}
promise-by-arrival = Arrive by {$at}
promise-by-resolution = Solve by {$at}
promise-missed-first-response = Answer was due {$at}
promise-missed-arrival = Arrival was due {$at}
promise-missed-resolution = Was to be solved by {$at}
attention-count = { $count ->
    [one] 1 to decide
   *[other] {$count} to decide
 }

way-lead = Lead me there
way-call = Call {$name}
