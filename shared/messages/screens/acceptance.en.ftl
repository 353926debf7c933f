# Acceptance: the summary the customer reads first, their verdict, the device's state, who signs.
acceptance-title = Customer's confirmation
acceptance-and = {"; "}
acceptance-when = Arrived – finished
acceptance-arrived = Arrived
acceptance-work = Working time
acceptance-so-far = {$time} so far
acceptance-parts = Parts
acceptance-parts-count = {$count}
acceptance-faults = {$steps} steps, {$faults} outside limits
acceptance-cover = Paid by
acceptance-paid-by-warranty = warranty
acceptance-paid-by-contract = service contract
acceptance-paid-by-customer = customer
acceptance-paid-by-goodwill = our company
acceptance-total = Total with tax
acceptance-paid = Paid
acceptance-notes = For the customer
acceptance-second-visit = Second visit needed: {$reason}
acceptance-not-completed = Not completed: {$reason}

acceptance-signed-before = {$name} signed at {$at}
acceptance-signed-again = Signing again takes the place of that signature; both are kept.
acceptance-see-report = See the report
acceptance-lacks =
    { $count ->
        [one] One thing is not done yet
       *[other] {$count} things are not done yet
    }
acceptance-to-visit = Complete it before signing
acceptance-no-charges = No charges worked out yet
acceptance-to-charges = Until then the customer sees no amount

acceptance-verdict = Result
acceptance-accepted = Solved
acceptance-reserved = With reservations
acceptance-not-solved = Not solved
acceptance-verdict-missing = Let the customer choose the result.
acceptance-reserved-what = What they reserve
acceptance-unsolved-what = What is not solved
acceptance-reserved-hint = In the customer's own words; it stands in the report.
acceptance-reserved-missing = Write down what the customer says.

acceptance-device = The device is
acceptance-device-working = Working
acceptance-device-limited = Limited
acceptance-device-stopped = Stopped
acceptance-device-missing = Choose how the device is left.
acceptance-since-when = Since when
acceptance-since-now = Now
acceptance-since-arrival = Arrival {$at}
acceptance-since-other = Another time
acceptance-since-field = Day and time
acceptance-since-zone = Time zone {$zone}
acceptance-since-missing = Give a time that has passed.

acceptance-signer = Who signs
acceptance-name = Name
acceptance-name-missing = Write the name of whoever signs.
acceptance-role = Role
acceptance-role-hint = Facility manager, for example
acceptance-language = Language of the report
acceptance-language-zh = 中文
acceptance-language-en = English
acceptance-both-languages = Both
acceptance-absent = Nobody is here to sign
acceptance-to-signing = Let the customer read and sign
