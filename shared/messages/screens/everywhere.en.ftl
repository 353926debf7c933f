# What every screen says.
app-choose = Choose something on the left; it opens here.
app-list = List
app-places = Places
place-today = Today
place-find = Find
place-scan = Scan
place-van = My van
place-attention = Decide

do-again = Try again
do-back = Back
do-cancel = Cancel
do-close = Close
do-copy-details = Copy details
do-delete = Delete
do-done = Done
do-edit = Change
do-less = Less
do-more = More
do-next = Next
do-save = Save
do-send = Send
do-undo = Undo
state-loading = Loading
draft-came-back = What you had typed here has come back.
reason-label = Why
reason-hint = In a few words; the office reads it.

unit-minutes = {$count} min
unit-hours = {$count} h
unit-hours-minutes = {$hours} h {$minutes} min
unit-of-pcs = pcs
unit-of-pc = pcs
unit-of-m = m
unit-of-kg = kg
unit-of-l = L
unit-of-set = sets

# The fields that the company defined for itself.
own-fields = Company fields
own-required = { $field } (required)
own-missing = This must be filled in.
own-none = Leave empty
own-fill = Fill in
own-save = Save
own-lacking = { $count ->
    [one] One required field is still empty
   *[other] { $count } required fields are still empty
}
