# My van: what it holds, asking, accepting, returning, counting, handing over.
van-do-request = Request parts
van-do-hand-over = Hand over
van-do-take-over = Take over
van-do-return = Return
van-do-count = Count
van-do-take = To take
van-counted-on = counted {$day}
van-counted-unsent = counted {$day} (to send)
van-holds = Parts in the van
van-empty = The van holds nothing by the books
van-empty-more = Request parts and accept them here once the stock keeper has issued them, or take parts over from a colleague by scanning.
van-none = You have no van yet
van-none-more = Once the stock keeper gives your device custody of a van, its parts appear here. You can request parts for jobs already.
van-not-held = This device does not hold the van
van-not-held-more = You can look, but nothing can be issued, accepted or counted here. If you use one of its parts, book it all the same: the stock keeper clears it up. To hold it, call the stock keeper.
van-not-held-accept = Only the device that holds the van can accept parts. Call the stock keeper.
van-not-held-take = Only a device that holds a van can take parts over. Call the stock keeper.

van-search = Name, number, barcode or serial
van-search-clear = Clear
van-scan-part = Scan a part
van-scan = Scan
van-scan-again = Scan again
van-torch = Torch
van-camera-denied = The camera is not allowed
van-camera-none = The camera does not work
van-camera-otherwise = Use a hand scanner, or type the number below.
van-code-typed = Number
van-code-typed-hint = From a hand scanner, or typed
van-code-unknown = No part has this number. Look for it by name.
van-code-several = Several parts have this number. Choose one.
van-found-nothing = Nothing found for “{$text}”
van-found-nothing-more = Try one word of the name, or the number without its dashes.
van-show = Show
van-show-all = All {$count}
van-show-below = Short {$count}
van-show-old = Old {$count}
van-none-of-these = No such parts
van-none-of-these-more = Every part is under “All”.
van-pieces = {$number} · {$count} numbers
van-none-there = None in the van
van-in-van = in the van
van-below-zero = Below zero
van-below-zero-more = More was used than the books show. The stock keeper clears it up; counting the part helps.
van-below-minimum = Below the minimum of {$minimum}
van-discrepancies = Taken from your van by colleagues
van-discrepancy-open = for the stock keeper

van-condition = Condition
van-serial = Serial number
van-serial-missing = This part needs its serial number.
van-lot = Lot
van-without-number = Without a number
van-danger = Take care
van-part = Part
van-part-unknown = Unknown part
van-part-number = Number
van-part-other-name = Chinese name
van-part-specification = Specification
van-part-maker = Maker
van-part-maker-number = Maker's number
van-part-barcode = Barcode
van-part-category = Category
van-part-models = Fits
van-part-tracked = Tracked
van-tracked-serial = by serial number
van-tracked-lot = by lot
van-part-replaces = Stands in for
van-part-shelf-life = Shelf life
van-part-expected-life = Expected life
van-days = { $count ->
    [one] 1 day
   *[other] {$count} days
 }
van-part-price = Price before tax
van-part-old = The old part
van-part-old-returned = goes back to the warehouse
van-part-remarks = Remarks
van-part-retired = No longer in use
van-elsewhere = Also held by
van-elsewhere-hint = As of the last sync.
van-ask-for = Request
van-give-back = Return
van-hand-on = Hand over

van-request = Part request
van-request-and-more = {$part} and more, {$count} parts
van-asked-on = asked {$day}
van-needed-by-day = needed by {$day}
van-requests-open = Open requests {$count}
van-requests-past = Earlier requests {$count}
van-request-empty = Empty
van-request-requested = Waiting for approval
van-request-approved = Approved, to be issued
van-request-refused = Refused
van-request-partly-issued = Partly issued
van-request-issued = Issued
van-request-accepted = Accepted
van-request-to-accept = Issued: count and accept
van-request-unknown = State unknown
van-request-gone = This request is not on this device
van-request-gone-more = It may be an old one, or has not been synced to this device yet.
van-request-lines = Parts asked for {$count}
van-request-about = About the request
van-request-story = What happened
van-request-order = Work order
van-request-to-order = Open the order
van-asked-by = Asked by
van-asked-at = Asked
van-wanted-in = Goes to
van-needed-over = The time it was needed by is over
van-line-requested = Waiting for approval
van-line-approved = Approved
van-line-approved-of = {$count} approved of {$of}
van-line-refused = Refused
van-line-issued = {$count} issued, to be accepted
van-line-accepted = {$count} accepted
van-line-accepted-of = {$count} of {$of} accepted, the rest to be issued
van-line-short = {$issued} issued, {$accepted} received
van-line-reason = Why: {$reason}
van-line-returned = {$count} returned
van-line-numbers = Numbers: {$numbers}
van-story-ruled = Decided
van-story-issued = Issued
van-story-accepted = Accepted
van-story-returned = Returned
van-story-moved = Moved
van-counted = Received
van-count-less = {$count} too few
van-count-more = {$count} too many
van-accept-count = Count, then accept
van-accept-count-more = Where the number is wrong, put in what is really there. The parts are in your van at once.
van-differs = Not what was issued
van-differs-more = What you counted is booked; the stock keeper looks into the difference.
van-differs-nothing = If nothing has arrived, do not accept anything. Call the stock keeper.
van-accept-all = Accept all
van-accept-counted = Accept as counted

van-ask = Request parts
van-ask-for-job = For: {$job}
van-ask-for-van = To: {$van}
van-ask-count = { $count ->
    [one] Request 1 part
   *[other] Request {$count} parts
 }
van-ask-empty = No part chosen yet
van-ask-empty-more = Add what you need. Once the stock keeper approves, it is issued to your van.
van-ask-nothing = Add one part at least.
van-ask-note-hint = Another model that would do, where to send it
van-wanted = What is needed
van-add-part = Add a part
van-planned-lacking = Planned for the job, short in the van
van-below-lacking = Below their minimum
van-there = Van {$van} · warehouse {$store}
van-leave-out = Leave out {$part}
van-quantity-of = Quantity of {$part}
van-catalogue = Catalogue
van-catalogue-empty = The catalogue has not reached this device
van-catalogue-empty-more = It comes by itself once there is signal.
van-picked = Chosen
van-picked-last = Chosen: {$part}
van-picked-count = Done, {$count} chosen
van-needed-by = Needed by
van-needed-hint = Empty where there is no hurry
van-needed-past = This time is over.
van-needed-today = Today 18:00
van-needed-tomorrow = Tomorrow 08:00
van-needed-visit = Before the visit
van-visit-is = The visit is {$when}
van-priority = Priority
van-note = Note

van-pick-first = Choose parts first
van-more-than-there = {$count} more than the books show: it is booked, and the stock keeper clears it up
van-parcels = { $count ->
    [one] On its way to you: {$count} parcel
   *[other] On their way to you: {$count} parcels
}
van-parcel = From the warehouse
van-parcel-none = Nothing of this is on its way
van-parcel-none-more = It was counted in already, or the warehouse took it back.
van-return = Return to the warehouse
van-return-teach = Choose what goes back. Old parts stand first.
van-return-count = { $count ->
    [one] Return 1 line
   *[other] Return {$count} lines
 }
van-return-none = Nothing in the van to return
van-return-none-more = Old parts that ride in your van appear here once they are booked.
van-return-ask = Return these?
van-return-happens = The parts leave your van and are on their way; the warehouse books them in once it has counted them.
van-return-found = How is {$part}?
van-return-request = Which request they belong to
van-return-request-none = To none
van-return-note-hint = What failed, the parcel's number
van-return-now = Return

van-hand-over = Hand to a colleague
van-hand-over-teach = Choose the parts, then let your colleague scan the code on your screen. Neither of you needs signal.
van-hand-over-count = { $count ->
    [one] Hand over 1 line
   *[other] Hand over {$count} lines
 }
van-hand-over-none = Nothing in the van to hand over
van-hand-over-none-more = Once you have accepted parts you can hand them to a colleague here.
van-hand-over-ask = Hand these over?
van-hand-over-happens = The parts leave your van, and are in your colleague's once the code is scanned.
van-hand-over-codes = It takes {$count} codes, to be scanned one after the other.
van-hand-over-note-hint = To whom, perhaps
van-hand-over-now = Show the code
van-handed-before = { $count ->
    [one] Handed over before: show the code again
   *[other] Handed over {$count} times before: show a code again
 }
van-handed-taken = Taken over
van-handed-taken-more = This code was used and cannot be taken again.
van-code-for-colleague = For your colleague to scan
van-code-of = Code {$at} of {$of}
van-code-label = Code of the parts handed over
van-code-teach = Your colleague points “Scan” at this code. If it is not read, make the screen brighter and come closer.
van-code-copy = Copy as text
van-code-copied = Copied
van-code-next = Next code
van-code-before = Code before
van-code-scanned = Colleague has scanned it
van-code-too-large = Too much for one code
van-code-too-large-more = Copy the text and send it to your colleague, who pastes it under “Take over”.
van-put-back = Not handed over: put back
van-put-back-ask = Put back into my van?
van-put-back-now = Put back
van-put-back-more = Only if your colleague has not scanned this code. Else the same parts stand in two vans.

van-take-over = Take over parts
van-take-over-scan = Scan the code on your colleague's screen
van-take-over-scan-more = Your colleague finds it under “My van”, “Hand over”. Neither of you needs signal.
van-take-over-text = Or paste the text your colleague sent
van-take-over-text-hint = A hand scanner may type into it, too
van-take-over-text-missing = Paste the text first.
van-take-over-read = Read
van-colleague = a colleague
van-take-from = From {$who}
van-take-count-more = Count, then take over. The parts are in your van at once.
van-take-all = Take all
van-take-counted = Take as counted
van-taken = Taken over
van-taken-more = The parts are in {$van}.
van-taken-before = These parts were taken over before
van-taken-before-more = One code can be taken over once.
van-to-van = To my van
van-is-it-there = Is it there
van-is-there = There
van-is-missing = Missing

van-count = Count the van
van-count-last = Last counted {$day}
van-count-scope = What is counted
van-count-part = A part of it
van-count-all = Everything
van-count-part-more = Only what you count is reported; the rest stays as it is.
van-count-all-more = The whole van: what is not counted is reported as none.
van-count-blind = Blind count
van-count-blind-more = The books are shown once a line was counted
van-count-done = {$done} of {$of} counted
van-count-progress = How much is counted
van-count-not-yet = not counted
van-count-fits = as in the books
van-count-books = Books: {$count}
van-books = books {$count}
van-count-as-books = As in the books: {$count}
van-count-how-many = How many are there
van-count-number-missing = Put in how many.
van-count-keep = Keep
van-count-keep-next = Keep, next line
van-count-forget = Count this line again
van-count-several = There are several lines of this part. Choose one.
van-count-nothing-more = The van does not hold it by the books. If it is there, add it with the plus at the bottom.
van-count-empty-more = Add what you find with the plus at the bottom.
van-count-found = Add what the books do not have
van-count-found-more = A part that is in the van and not in the books.
van-count-found-next = Next: count it
van-count-beside = not in the books
van-count-drop-found = Drop this line
van-count-first = Count a line first
van-count-review = { $count ->
    [0] Review: all as in the books
    [one] Review: 1 difference
   *[other] Review: {$count} differences
 }
van-count-differences = { $count ->
    [0] The count
    [one] 1 difference from the books
   *[other] {$count} differences from the books
 }
van-count-says = { $done ->
    [one] 1 line was counted.
   *[other] {$done} lines were counted.
 }
van-count-as-none = { $count ->
    [one] 1 line was not counted and is reported as none
   *[other] {$count} lines were not counted and are reported as none
 }
van-count-as-none-more = If you counted a part of the van only, choose “A part of it”.
van-count-both = books {$expected}, counted {$counted}
van-count-happens = The stock keeper looks into the differences; your work is not held up.
van-count-all-fit = All as in the books
van-count-all-fit-more = Once sent, the van counts as counted.
van-count-note-hint = Why something differs, perhaps
van-count-go-on = Go on counting
van-count-send = Send the count
