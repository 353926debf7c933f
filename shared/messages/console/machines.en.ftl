# Devices: list, file, doubles, labels.
machines-filter = Serial, code, name, model, number
machines-filters = Filters
machines-filter-off = Take off the filter { $filter }
machines-any = Any
machines-model-hint = Exactly as on the nameplate
machines-which = Which devices
machines-only-all = All
machines-only-no-code = Without code
machines-only-ending = Warranty ending
machines-only-over = Warranty over
machines-only-likely = Likely doubles
machines-only-merged = Merged
machines-count = { $count } shown
machines-count-more = { $count } shown, more below
machines-new = New device
machines-labels = Labels
machines-labels-of = Labels of { $count }
machines-choose-none = Drop { $count } chosen
machines-compare = Compare both
machines-double = Double
machines-goes-on-in = Goes on in
machines-no-code = none
machines-none-all = No device found
machines-none-all-more = Try fewer words, or file the machine: serial, model and customer are enough.
machines-none-no-code = Every device has a code
machines-none-no-code-more = A device without a code stands here until a label is bound to it.
machines-none-ending = No warranty ends within 90 days
machines-none-ending-more = Devices whose warranty is about to end stand here in time to offer a contract.
machines-none-over = No warranty is over
machines-none-over-more = Devices whose warranty has ended stand here.
machines-none-likely = No two devices have the same serial number
machines-none-likely-more = Files with the same serial number are shown here together, to be compared and merged.
machines-none-merged = Nothing was merged
machines-none-merged-more = Files that were merged into another stand here and can be taken apart again.

machines-device = Device
machines-serial = Serial number
machines-model = Model
machines-maker = Maker
machines-number = Inventory number
machines-name = Name
machines-customer = Customer
machines-site = Site
machines-contact = Contact
machines-place = Place (office)
machines-location = Place (from the field)
machines-state = State
machines-code = Code
machines-codes = Codes
machines-responsible-engineer = Responsible engineer
machines-responsible-team = Responsible team
machines-organisation = Organisation
machines-owner = Owner
machines-owner-hint = Where it is another customer
machines-user = User
machines-user-hint = Where it is another customer
machines-contract = Contract
machines-warranty = Warranty
machines-service-level = Service level
machines-sale-number = Sale
machines-made-on = Made
machines-bought-on = Bought
machines-installed-on = Installed
machines-accepted-on = Accepted
machines-warranty-ends-on = Last day of warranty
machines-support-ends-on = End of support
machines-remarks = Remarks
machines-components = Components ({ $count })
machines-components-field = Components
machines-meters = Meters
machines-attachments = Files
machines-ext = Own fields
machines-life-in-stock = In stock
machines-life-in-transit = On its way
machines-life-installed = Installed, not accepted
machines-life-in-use = In use
machines-life-stopped = Stopped
machines-life-stored = Stored
machines-life-retired = Retired
machines-life-scrapped = Scrapped
machines-life-unknown = Not known

machines-merge = Merge
machines-print-label = Print label
machines-new-order = New order
machines-facts = Facts
machines-editing = Change the facts
machines-changed = Device changed
machines-changed-meanwhile = Somebody else wrote meanwhile: { $value }
machines-edit-location = Change where it stands
machines-remark-of-field = Remark from the field
machines-left-limited = Limited since { $since }
machines-left-stopped = Stopped since { $since }
machines-left-unknown = Left in a state that is not known
machines-filed-same = Another device has this serial number
machines-both-wrote = { $field } was written at both ends
machines-shown = (shown)
machines-keep = Keep
machines-decide = Decide
machines-promised = Warranty and contract
machines-and = { ", " }
machines-warranty-running = { $days ->
    [one] In warranty until { $day }, one day left
   *[other] In warranty until { $day }, { $days } days left
}
machines-warranty-soon = { $days ->
    [one] Warranty ends { $day }, in one day
   *[other] Warranty ends { $day }, in { $days } days
}
machines-warranty-over = Warranty ended { $day }
machines-warranty-unknown = Warranty, but its end cannot be reckoned
machines-counts-from-made = { $months } months from { $day }, when it was made
machines-counts-from-bought = { $months } months from { $day }, when it was bought
machines-counts-from-installed = { $months } months from { $day }, when it was installed
machines-counts-from-accepted = { $months } months from { $day }, when it was accepted
machines-counts-from-unknown = { $months } months from { $day }
machines-unknown-on = Date
machines-start-missing = It counts from a date that is missing: { $date }
machines-covers = Pays { $what }
machines-cover-labour = labour
machines-cover-travel = travel
machines-cover-service-items = service items
machines-cover-parts-all = all parts
machines-cover-parts-listed = { $count ->
    [one] one listed part
   *[other] { $count } listed parts
}
machines-cover-parts-all-but-listed = { $count ->
    [one] parts but one that is listed
   *[other] parts but { $count } listed ones
}
machines-cover-parts-unknown = parts
machines-no-warranty = No warranty is recorded.
machines-no-contract = No contract is for this device.
machines-contract-running = Under contract until { $until }
machines-contract-soon = Contract ends { $until }
machines-contract-over = Contract ended { $until }
machines-contract-later = Contract from { $from }
machines-contract-suspended = Contract is suspended
machines-open-end = further notice
machines-visits-per-year = { $count ->
    [one] one visit a year
   *[other] { $count } visits a year
}

machines-code-of-office = recorded by the office
machines-code-of-double = came with a double
machines-codes-none = No code leads to this device yet. Put a label on it and read it here.
machines-print-label-of = Print the label { $code }
machines-bind-field = Bind a code
machines-bind-hint = Type it, or read it with a hand scanner
machines-bind = Bind
machines-bound = { $code } is bound
machines-code-taken = This code is on another device. Where it was bound there by mistake, say so there first:
machines-code-here = This code is on this device already.
machines-release = Take off
machines-release-of = Take off { $code }
machines-release-title = Take { $code } off?
machines-release-more = The code no longer leads to this device and is never used again, on no other device. Who took it off, when and why stays in its history.
machines-release-off = Label came off
machines-release-damaged = Label damaged, a new one is on
machines-release-mistake = It is on another device
machines-released = Taken off: { $count }
machines-reason-missing = Say why

machines-position = Position
machines-part = Part
machines-fitted = Fitted
machines-expected-life = Expected life
machines-before = { $count } before
machines-was-there = Was there before
machines-taken-out = Taken out, nothing is there now
machines-at-visit = at a visit
machines-lot = lot { $lot }
machines-life-used = Life used
machines-life-until = { $percent } %, until { $day }
machines-life-over = Over since { $day }
machines-components-none = No components are recorded. Once they are, what was exchanged and how much life is left stands here.

machines-open-orders = Open orders ({ $count })
machines-no-open-orders = Nothing is open.
machines-maintenance = Maintenance due
machines-maintenance-none = No maintenance plan is for this device.
machines-predicted = (predicted from the meter)
machines-overdue = Overdue, no order
machines-all-of = All { $count }

machines-history = Life
machines-history-about = What it is about
machines-history-none = Nothing happened yet that is recorded here.
machines-history-narrow = Nothing of this kind among what is shown.
machines-about-work = Work
machines-about-parts = Parts
machines-about-state = State and codes
machines-about-readings = Meters
machines-about-paper = File
machines-of-double = of its double
machines-event-visit = Visit
machines-event-failure = Down
machines-event-limited = Limited
machines-still-down = now
machines-event-acceptance = Accepted by the customer:
machines-event-part-fitted = Fitted
machines-event-part-removed = Taken out
machines-event-component = Component
machines-event-component-out = Component taken out
machines-event-delivered = Delivered
machines-event-installed = Installed
machines-event-accepted = Accepted
machines-event-stopped = Stopped
machines-event-back-in-use = Back in use
machines-event-stored = Stored
machines-event-moved = Moved to
machines-event-retired = Retired
machines-event-scrapped = Scrapped
machines-event-unknown = Something happened
machines-event-code-bound = Code bound
machines-event-code-released = Code taken off
machines-event-merged = Merged with a double
machines-event-merge-undone = Merge taken back
machines-event-filed = Filed by the office
machines-event-changed = Changed: { $fields }

machines-readings = Readings over time
machines-readings-of = What was read
machines-chart = { $count ->
    [one] { $what }: one reading; the table beside it has it
   *[other] { $what }: { $count } readings as a line; the table beside it has them all
}
machines-limits = limits { $limits }
machines-when = When
machines-reading = Reading
machines-by = By
machines-outside = outside the limits

machines-files = Manuals and files ({ $count })
machines-files-none = No manuals, pictures or papers yet. What is added here is on the phones before the next visit.
machines-purpose = What for
machines-file-add = Add a file
machines-file-take-off = Take off { $name }
machines-file-taken-off = { $name } taken off
machines-about-model = About this model
machines-purpose-manual = Manual
machines-purpose-nameplate = Nameplate
machines-purpose-picture = Picture
machines-purpose-drawing = Drawing
machines-purpose-certificate = Certificate
machines-purpose-contract = Contract
machines-purpose-report = Report
machines-purpose-other = Other

machines-is-double = This file is a double; it goes on in:
machines-has-doubles = Merged into this file: { $count }
machines-unmerge = Take apart
machines-unmerge-title = Two machines after all?
machines-unmerge-more = Each file goes on by itself, with the codes and the history it had. Nothing is lost.
machines-merge-title = Merge doubles
machines-merge-with = The other file of the same machine
machines-merge-find = Serial, code, name
machines-merge-same = This is the same file
machines-merge-none = Choose the other file
machines-merge-none-more = Both are shown beside each other before anything happens.
machines-differs = (differs)
machines-goes-on = Goes on
machines-becomes-double = Becomes its double
machines-doubt = They differ in { $fields }
machines-doubt-more = Are they really one machine? Compare the nameplate before merging.
machines-which-stays = Which file goes on?
machines-visits = Visits
machines-orders-open = Open orders
machines-components-fitted = Components
machines-will-happen = What will happen
machines-will-go-on = “{ $name }” goes on with its own facts; nothing in it is overwritten.
machines-will-lead = { $count ->
    [0] The double has no codes.
   *[other] Codes of the double lead there: { $codes }
 }
machines-will-show = { $count ->
    [one] The history shows both lives: one more visit.
   *[other] The history shows both lives: { $count } more visits.
}
machines-will-leave = { $count ->
    [one] “{ $name }” leaves the lists; its open order stays as it is and is shown in the file that goes on.
   *[other] “{ $name }” leaves the lists; its { $count } open orders stay as they are and are shown in the file that goes on.
}
machines-will-undo = It can be taken back at any time: on either file, press “Take apart”.
machines-merge-reason = Why, if it helps others
machines-merge-now = Merge
machines-merged = Merged
machines-undone-at-once = Undone at once

machines-clear = Empty the form
machines-file = File it
machines-more-fields = More: name, dates, warranty, contract
machines-less-fields = Less
machines-same-serial = This serial number is filed already
machines-code-on-it = Code on it
machines-code-on-it-hint = Read the label with a hand scanner; the code is bound at once
machines-lacks-model = Say which model
machines-lacks-customer = Say whose it is

machines-labels-title = Print labels
machines-labels-for = Labels for
machines-labels-devices = For devices
machines-labels-blank = Blank codes
machines-print = Print { $count }
machines-print-sheets = { $count ->
    [one] Print { $labels } on one sheet
   *[other] Print { $labels } on { $count } sheets
}
machines-how = Format
machines-format = Label
machines-format-30x20 = 30 × 20 mm
machines-format-45x30 = 45 × 30 mm
machines-format-60x40 = 60 × 40 mm
machines-format-l7160 = A4, 21 labels
machines-format-l7163 = A4, 14 labels
machines-level = Symbol
machines-level-q = Normal
machines-level-h = For plates that get scratched
machines-line = A line of your own
machines-line-hint = Such as the service telephone
machines-preview = Preview
machines-preview-none = Choose devices, or a batch of blank codes.
machines-preview-sheet = The first sheet; a press on a place begins there
machines-preview-label = { $width } × { $height } mm
machines-preview-first = the first of { $count }
machines-begin-here = Begin at place { $place }
machines-begin-hint = Labels gone from the sheet? Press where the first one goes.
machines-begins-at = Begins at place { $place }
machines-whose = Whose labels
machines-add-device = Add a device
machines-add-device-hint = Serial, code, name
machines-all-of-customer = All of a customer
machines-add-all = Add all
machines-without-code = Devices of this customer without a code: { $count }
machines-without-code-more = Print blank codes, put them on, and bind each in the file of its device.
machines-cannot-print = Without a code of ours, so without a label: { $count }
machines-leave-out = Leave out
machines-chosen = Chosen ({ $count })
machines-chosen-none = None yet. Rows chosen in the list of devices come here too.
machines-drop-all = Drop all
machines-draw-title = Draw blank codes
machines-draw-more = A batch is drawn once and can be printed as often as you like. Put a label on a machine and bind it in the app or in its file.
machines-draw-count = How many
machines-draw-count-wrong = A whole number from 1 to { $max }
machines-draw-purpose = What for
machines-draw-purpose-hint = Such as a team or a project; never printed
machines-draw = { $count ->
    [one] Draw one code
   *[other] Draw { $count } codes
}
machines-draw-again = Ask for the same batch again
machines-draw-unanswered = The server did not answer. Press again: the same batch comes back, no second one is drawn.
machines-batches = Batches that were drawn
machines-batches-none = No blank codes were drawn yet.
machines-drawn = Drawn
machines-codes-count = Codes
machines-bound-count = Bound
machines-batch-show = Print
machines-batch-shown = Chosen
machines-all-orders = All orders

# Models, batches, and what was said about a code.
machines-models = Models
machines-filter-models = Model
machines-models-cut = There are more; narrow them.
machines-models-none = No model here
machines-models-none-more = A model stands here as soon as a device of it is on file.
machines-in-list = Show in the list
machines-model-articles = Manuals and knowledge
machines-model-bulletins = Bulletins
machines-model-faults = Fault codes
machines-model-nothing = Nothing names this model.
machines-batch-codes = Codes of the batch
machines-batch-which = Which codes
machines-batch-all = All
machines-batch-free = Free
machines-batch-bound = Bound
machines-batch-released = Taken off
machines-batch-none-of = None of these
machines-printed-count = Printed
machines-printed-times = { $count ->
    [one] printed once
   *[other] printed { $count } times
 }
machines-never-printed = not printed
machines-code-bound = Bound to
machines-code-released = Taken off
machines-code-mistake = Was never on
machines-code-no-story = Nobody bound it by a label: it stands in the record of the office.
machines-release-what = What happened
machines-release-gone = The label is gone
machines-release-never = Bound by mistake
machines-release-never-more = The code was never on this device. It can be bound to the device that it is on.
machines-release-read = The wrong code was read
