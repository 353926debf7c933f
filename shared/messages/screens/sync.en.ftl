# What is sent and what is not.
sync-all-sent = All sent {$at}
sync-sending = Sending {$count}
sync-waiting = {$count} to send
sync-waiting-offline = Offline, {$count} to send
sync-not-yet = Not yet sent
sync-need-attention = {$count} to decide
sync-failed = Not sending
sync-unsent = to send

sync-title = Sync
sync-now = Sync now
sync-running = Syncing…
sync-tried = Tried at {$at}: {$state}
sync-between = , {""}

# How it stands.
sync-is-sent = Everything is sent
sync-is-sent-text = The company's server has confirmed everything you recorded.
sync-is-undecided = { $count ->
    [one] Sent, 1 entry does not count yet
   *[other] Sent, {$count} entries do not count yet
 }
sync-is-undecided-text = The server has everything. It refused what stands below, or the office looks at it first.
sync-is-sending = Sending
sync-is-sending-text = Text goes first, then pictures. Work on; a break in the line does no harm.
sync-is-waiting = Not everything is sent
sync-is-waiting-text = What waits is kept on this phone and goes by itself.
sync-is-old-store = Older data waits to be looked into
sync-is-old-store-text = Everything recorded since is with the server. What the older data on this phone had not sent can be brought over below.
sync-is-offline = Offline
sync-is-offline-text = No connection right now. Nothing waits; work on as usual.
sync-is-offline-waiting = Offline: work waits
sync-is-offline-waiting-text = Everything is kept on this phone. It goes by itself as soon as there is signal; nothing needs to be done.
sync-is-not-ours = This network wants something first
sync-is-not-ours-text = Not the company's server answered but something else, such as the sign-in page of a Wi-Fi. Sign in to the Wi-Fi, or switch it off and use mobile data. Your work stays here until then.
sync-is-server-busy = The server is not ready
sync-is-server-busy-text = The company's server answered that it cannot right now. Your work is kept and tried again by itself. If it lasts for hours, tell the dispatcher.
sync-is-server-older = The server must be updated
sync-is-server-older-text = The company's server is older than this app and does not know something that was recorded. Your work is kept and goes once the server was updated. Tell the dispatcher.
sync-is-app-old = This app must be updated
sync-is-app-old-text = Your work was sent, but this app is too old to receive anything new. Update Onsite as soon as you can.
sync-is-revoked = The office has blocked this phone
sync-is-revoked-text = No new jobs come. What you had recorded still goes to the office, which decides whether it counts. If this is a mistake, call the dispatcher; a new code enrols this phone again.
sync-is-wipe = This phone is to be erased
sync-is-wipe-text = The office has ordered the data of the company on this phone to be erased. Everything unsent is handed over first: keep the phone switched on and in signal.
sync-is-wiped = This phone was erased
sync-is-wiped-text = The company's data is gone from this phone, as the office ordered.
sync-is-not-yet = Not asked yet
sync-is-not-yet-text = The server has not been asked since the app was opened.

sync-confirmed = Last confirmed
sync-confirmed-both = {$here} (server {$there})
sync-copy-details = Copy details for support
sync-never = never
sync-failing-since = Without success since
sync-since-for = {$at} ({$long})
sync-waiting-entries = Entries waiting
sync-waiting-pictures = Pictures waiting
sync-count-entries = { $count ->
    [one] 1 entry
   *[other] {$count} entries
 }
sync-count-pictures = { $count ->
    [one] 1 picture or file
   *[other] {$count} pictures and files
 }
sync-pictures-wifi = Only on Wi-Fi, as set in the settings
sync-pictures-after = They go after the text

sync-call-office = Call the office
sync-enrol-again = Enrol again

sync-full = This phone is full
sync-full-more = There is no room to record anything more. Delete films, pictures or apps that you do not need, then come back. What is recorded is safe.
sync-wipe-reason = The office's reason: {$reason}
sync-wipe-left = { $count ->
    [one] 1 thing has not reached the office yet. The phone erases itself when it has.
   *[other] {$count} things have not reached the office yet. The phone erases itself when they have.
 }
sync-wipe-due = Everything has reached the office. The phone erases itself at the next connection.
sync-wipe-loss = The office accepts that what was not sent is lost. If something matters, save it as a file below, now.
sync-clock-behind = This phone's clock is {$long} behind
sync-clock-ahead = This phone's clock is {$long} ahead
sync-clock-more = Your work is safe and counts with the server's time. Set the clock to automatic in the system's settings, so that times on the screen are right.
sync-forked = This phone's data exists twice
sync-forked-more = It was copied, or put back from a backup. Your work is kept, but parts cannot be booked out of your van until the office has looked at it. Call the stock keeper.

sync-not-enrolled = This phone belongs to no company yet
sync-not-enrolled-more = Once it has joined, this screen says what was sent and what was not.
sync-join = Join a company

sync-undecided-title = Does not count (yet): {$count}
sync-waiting-title = Waiting: {$count}
sync-show-all = Show all {$count}
sync-nothing = Nothing waits
sync-nothing-more = Whatever you record appears here until the server has confirmed it.

# One of them.
sync-since = Recorded {$at}
sync-waiting-means = It waits for signal
sync-waiting-means-more = It is kept on this phone and goes by itself, in order.
sync-rejected-means = It does not count. Nothing of it is lost: this is what you meant. Do it again where that helps, or tell the dispatcher.
sync-review-means = It is with the office, which decides whether it counts. You need not do anything.
sync-meant = What you recorded
sync-meant-nothing = There is nothing more to read than its name.
sync-meant-picture = Picture that belongs to it
sync-meant-picture-gone = A picture of it is not on this phone any more.
sync-about = About
sync-not-here = not on this phone
sync-copy = Copy
sync-copied = Copied
sync-do-again = Do it again
sync-show-it = Show it

# Exports.
sync-export-title = A copy of what is unsent
sync-export-more = For a phone that will not sync any more, or before it is handed in: a file with everything unsent, which the office can take. Nothing here changes by it.
sync-export = Save unsent work as a file
sync-export-nothing = Nothing is unsent, so there is nothing to save as a file.
sync-exported = Saved
sync-exported-to = Saved: {$where}
sync-exported-more = {$size}. Give the file to the dispatcher; only your company's server can read it in. Sending it and syncing later does no harm.
sync-export-not-kept = The file could not be saved

# The doctor.
sync-doctor-title = Is everything whole?
sync-doctor-more = Reads all data on this phone and checks it. It takes a moment and changes nothing.
sync-doctor = Check this phone's data
sync-doctor-again = Check again
sync-doctor-looks = Checking…
sync-doctor-sound = Everything is whole
sync-doctor-unsound = Something is not whole
sync-doctor-mended = Mended: everything is whole
sync-mend = Mend what screens read
sync-mend-file = Save unsent work as a file above and give it to the office. Then restart the app: a damaged file is set aside and the server sends everything back.
sync-mend-export = Save unsent work as a file above, give it to the office, and sync. Do not delete the app before.
sync-mend-pictures = Take the picture again if it has not been sent yet.
sync-mend-read-models = Press “Mend what screens read”: it is made anew from your recorded work.
sync-mend-certificate = Save unsent work as a file above, then ask the dispatcher for a new code and enrol this phone again.
sync-mend-old-stores = Bring over what the older data had not sent, above.

# Old stores.
sync-old-stores = Older data of this phone
sync-old-stores-more = It did not open and was set aside; nothing was deleted. What had not been sent can be brought over.
sync-recover = Bring over
sync-recover-again = Bring over once more
sync-recover-title = Bring over unsent work
sync-recover-what = Everything in it that the server does not have waits here again afterwards, exactly as you recorded it. Sync once before.
sync-recover-key = Key of the older data
sync-recover-key-hint = Only where it has another key: 64 digits, which the office reads out.
sync-recover-key-wrong = Only the digits 0–9 and the letters A–F
sync-recover-do = Bring over
sync-recover-key-needed = It does not open: it has another key. Enter the key that the office reads out.
sync-recover-first = Sync once before: what the older work was built on comes from the server.
sync-recovered = Brought over
sync-recovered-units = Waiting again, as recorded
sync-recovered-again = Done again from what was meant
sync-recovered-known = Already there
sync-recovered-pictures = Pictures and files
sync-recovered-drafts = Half-written forms
sync-recovered-lost = { $count ->
    [one] 1 thing could not be read
   *[other] {$count} things could not be read
 }

# What was done, by the verbs of the core.
sync-did-accept = Job accepted
sync-did-confirm-with-customer = Confirmed with the customer
sync-did-depart = Set out
sync-did-arrive = Arrived
sync-did-start = Work started
sync-did-pause = Paused
sync-did-resume = Went on
sync-did-finish = Finished
sync-did-cannot-complete = Cannot be completed
sync-did-second-visit-needed = Second visit needed
sync-did-take-back = A press taken back
sync-put-away-title = { $count ->
    [one] 1 thing dealt with, kept to look up
   *[other] { $count } things dealt with, kept to look up
}
sync-put-away = Dealt with { $at }
sync-do-put-away = Mark as dealt with
sync-put-back = List it as open again
sync-is-failed-here = This phone cannot sync
sync-did-claim = Offer claimed
sync-did-decline = Job declined
sync-did-hand-over = Job handed over
sync-did-new-order = New order
sync-did-remark-order = Remark on the order
sync-did-answer-step = Step answered
sync-did-record-finding = Fault, cause and remedy
sync-did-record-time = Time
sync-did-record-expense = Expense
sync-did-write-note = Note
sync-did-withdraw-entries = Entries withdrawn
sync-did-add-photo = Photo
sync-did-ask-for-help = Question to the experts
sync-did-reply-to-question = Reply to a question
sync-did-record-charges = Charges
sync-did-offer-quote = Quote
sync-did-record-payment = Payment
sync-did-sign-report = Report signed
sync-did-sign-quote = Quote signed
sync-did-sign-step = Step signed
sync-did-sign-handover = Handover signed
sync-did-rate-visit = Customer's rating
sync-did-use-part = Part used
sync-did-take-back-part = Part usage taken back
sync-did-request-parts = Parts requested
sync-did-accept-issued = Parts accepted
sync-did-accept-parcel = Parcel accepted
sync-did-return-parts = Parts returned
sync-did-count-van = Van counted
sync-did-hand-over-part = Parts handed over
sync-did-take-over-part = Parts taken over
sync-did-new-device = New device
sync-did-bind-code = Code bound
sync-did-release-code = Code released
sync-did-fit-component = Component fitted
sync-did-read-meter = Meter read
sync-did-record-failure = Failure of the device
sync-did-record-lifecycle = Event in the device's life
sync-did-remark-device = Remark on the device
sync-did-propose-correction = Correction proposed
sync-did-decide-attention = Decision

# Why something does not count.
sync-refused-about = {$what}: {$why}
sync-refused-structure = It was damaged.
sync-refused-too-large = It is larger than allowed.
sync-refused-unknown-path = The server does not know this field.
sync-refused-forbidden = You do not have the right to do this.
sync-refused-other-author = It was made under another name.
sync-refused-id-taken = Its identity was used for something else.
sync-refused-not-found = What it refers to does not exist.
sync-refused-immutable = What was recorded cannot be overwritten; add a correction.
sync-refused-illegal-transition = It was not possible in the state the job was in.
sync-refused-missing = Something required is missing.
sync-refused-out-of-range = A value is outside what is possible.
sync-refused-wrong-shape = A value has the wrong form.
sync-refused-not-holder = Only the phone that holds this van may take parts from it.
sync-refused-frozen = Issuing parts was suspended after the server was restored.
sync-refused-signed = The customer had signed; write an amendment.
sync-refused-wrong-server = It belongs to another company.
sync-refused-revoked = This phone had been blocked.
sync-refused-erased = It was erased by order.
sync-refused-quota-exceeded = More was sent than one person may.
sync-refused-document-full = This record is full; go on in a follow-up order.
sync-refused-stale = Somebody else had changed it meanwhile.
sync-refused-unknown = The server refused it.
sync-set-aside = The office decided that it does not count: {$why}
sync-set-aside-silent = no reason given
sync-left-out = Left out
sync-left-out-means = { $who } read it and left it out, { $at }. It is settled and nobody asks you anything; what you wrote is kept here and at the office. If it should count after all, talk to the office.
sync-the-office = The office
sync-do-understood = Understood
sync-review-no-longer-assigned = The job had been given to somebody else.
sync-review-no-longer-in-scope = The job was no longer yours.
sync-review-after-cancelled = The job had been cancelled.
sync-review-after-reviewed = The office had reviewed the job already.
sync-review-custody-lost = The van was no longer in your hands.
sync-review-rights-lost = You had lost the right to do this and could not know it.
sync-review-signed = A rule forbids it, and the customer has signed it.
sync-review-late = It was made without what this phone had already received.
sync-review-sent-again = Part of it came back another way after the server was restored.
sync-review-revoked = This phone had been blocked.
sync-review-unknown = The office looks at it first.

# Names of fields that only stand in what was meant.
sync-field-agreed = Agreed
sync-field-amendment-reason = Reason of the amendment
sync-field-article = Article
sync-field-caption = Caption
sync-field-cause = Cause
sync-field-charged = Charged to the customer
sync-field-choice = Choice
sync-field-complete = Everything counted
sync-field-condition-out = Condition of the old part
sync-field-counted = Counted
sync-field-decision = Decision
sync-field-description = Description
sync-field-device-state = State of the device
sync-field-device-state-since = In that state since
sync-field-distance = Distance
sync-field-down-from = Down since
sync-field-email = E-mail
sync-field-event = Event
sync-field-fault = Fault
sync-field-field = Field
sync-field-for-customer = For the customer
sync-field-from = From
sync-field-given-by = Given by
sync-field-happened = Happened
sync-field-invoice-title = Invoice title
sync-field-location = From stock
sync-field-location-out = Old part to
sync-field-maker = Maker
sync-field-meter = Meter
sync-field-mode = Mode
sync-field-model = Model
sync-field-moment = Before or after
sync-field-needed-by = Needed by
sync-field-number = Number
sync-field-outcome = Outcome
sync-field-part-out = Part taken out
sync-field-partial = Still worked in part
sync-field-pause = Kind of pause
sync-field-phone = Telephone
sync-field-position = Position
sync-field-present = So far
sync-field-priority = Priority
sync-field-proposed = Better
sync-field-purpose = Purpose
sync-field-reached = Reached
sync-field-reading = Reading
sync-field-reference = Reference
sync-field-refused-reason = Why refused
sync-field-remedy = Remedy
sync-field-reservations = Reservations
sync-field-reset = Meter was reset
sync-field-restored = Working again
sync-field-settled = Settled
sync-field-signer-role = Role of the signer
sync-field-size = Size
sync-field-solved = Solved it
sync-field-taken = Taken
sync-field-title = Title
sync-field-to = To
sync-field-unit = Unit
sync-field-window-end = Window until
sync-field-window-start = Window from

# Codes that stand in what was meant.
