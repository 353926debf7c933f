# Procedures: list, editor, preview, versions, publishing.
procedures-number = Number
procedures-name = Name
procedures-state = State
procedures-kinds = Kinds of work
procedures-models = Models
procedures-model = Model
procedures-steps = Steps
procedures-step = Step
procedures-minutes = Target
procedures-min = min
procedures-version = Version
procedures-published = Published
procedures-by = By
procedures-skills = Skills
procedures-new = New procedure
procedures-which = Which procedures
procedures-in-use = In use
procedures-all = All
procedures-retired = Withdrawn
procedures-changed-here = Changed here
procedures-every-kind = Every kind
procedures-every-model = Every model
procedures-filter = Filter by number, name, step
procedures-none = No procedures yet
procedures-none-found = No procedure fits
procedures-none-more = A procedure gives every visit of a kind of work its steps, limits and standards.

procedures-view = Part
procedures-preview = Preview
procedures-serves = Name and scope
procedures-versions = Versions
procedures-history = Published versions
procedures-history-version = Version { $version }
procedures-history-cut = Changed: { $fields }. The values are too long to be shown here.
procedures-undo = Undo (Ctrl Z)
procedures-redo = Redo (Ctrl Shift Z)
procedures-copy = Copy
procedures-drop = Discard changes
procedures-dropped = Changes discarded
procedures-publish = Publish
procedures-unpublished = Changed, not published
procedures-on-phones = On phones: v{ $revision }, published { $when }
procedures-somebody = somebody else

procedures-add = Add a step
procedures-no-steps = No steps yet
procedures-no-steps-more = Add the first one below: most begin with scanning the device.
procedures-untitled = Untitled
procedures-optional = optional
procedures-drag = Drag, or Alt ↑ ↓
procedures-up = Up (Alt ↑)
procedures-down = Down (Alt ↓)
procedures-copy-step = Copy
procedures-remove = Remove
procedures-removed = “{ $step }” removed; Ctrl Z brings it back.
procedures-moved-to = “{ $step }” is now step { $place } of { $of }

procedures-language-zh = Chinese
procedures-language-en = English
procedures-kind = Kind of step
procedures-title = What is asked
procedures-required = Required
procedures-required-hint = The visit cannot be finished without it.
procedures-self-check = Last look
procedures-self-check-hint = Part of the self-check before leaving.
procedures-role = Who does it
procedures-role-anybody = Whoever is there
procedures-role-engineer = Engineer
procedures-role-expert = Expert
procedures-role-quality-inspector = Quality inspector
procedures-role-service-manager = Service manager
procedures-acceptance = Acceptance standard
procedures-hint = Hint
procedures-danger = Danger
procedures-danger-hint = Shown before the step can be answered.
procedures-picture = Picture
procedures-picture-choose = Choose a picture
procedures-picture-remove = Without picture
procedures-picture-unseen = The picture was brought from another page and is shown once the procedure is published.
procedures-a-picture = a picture
procedures-part = Part
procedures-part-hint = Booked from the step with one press
procedures-measurement = Measurement
procedures-unit = Unit
procedures-low = Lower limit
procedures-nominal = Nominal
procedures-high = Upper limit
procedures-decimals = Decimals
procedures-meter = Meter
procedures-meter-hint = Chosen by name, or typed as its key on the device.
procedures-limits-said = On the phone: { $limits }. A reading outside demands a note or a photo.
procedures-instrument = Instrument required
procedures-instrument-hint = The reading names the instrument and its calibration.
procedures-no-limits = no limits
procedures-nominal-is = nominal { $value }
procedures-decimals-are = { $count ->
    [one] { $count } decimal
   *[other] { $count } decimals
}
procedures-instrument-needed = with an instrument
procedures-meter-is = meter: { $meter }
procedures-choices = Choices
procedures-choice-number = Choice { $number }
procedures-choice-add = Choice
procedures-choice-up = “{ $choice }” up
procedures-choice-remove = Remove “{ $choice }”
procedures-fault = fault
procedures-photos = Photos at least
procedures-photos-least = { $count ->
    [one] at least { $count } photo
   *[other] at least { $count } photos
}
procedures-scan = What is scanned
procedures-scan-any = Any code
procedures-signer = Who signs
procedures-signer-customer = The customer
procedures-signer-lead = The lead engineer
procedures-signer-other = Somebody else
procedures-signer-somebody = Safety officer
procedures-signer-words = Who, in words

procedures-condition = Only if
procedures-condition-none = Always
procedures-condition-is = The answer is
procedures-condition-outside = Outside its limits
procedures-condition-above = Above
procedures-condition-below = Below
procedures-condition-remove = Without condition
procedures-only-if = Only if { $number } “{ $step }” is { $is }
procedures-above = above { $value }
procedures-below = below { $value }
procedures-outside = outside its limits
procedures-or = {" or "}
procedures-and = {" and "}
procedures-condition-gone = The step it asks about is gone. Choose another, or take the condition away.
procedures-condition-later = The step it asks about comes later. Move one of them, or choose an earlier one.
procedures-condition-no-answer = It asks for an answer that the earlier step does not have.
procedures-condition-kind = Only a measurement can be compared.
procedures-condition-nothing = Choose at least one answer.
procedures-condition-not-decimal = The bound is not a number.
procedures-condition-between = No reading is above the one and below the other: the step would never come.
procedures-condition-no-limits = The earlier step has no limits, so no reading is outside them.
procedures-condition-within = Between these bounds every reading is within the limits: the step would never come.
procedures-condition-never = The step it asks about never comes itself.
procedures-condition-always = Every answer is chosen: the step always comes.
procedures-condition-optional = The step it asks about may be left out; then this one does not come.

procedures-whole = Procedure
procedures-is-wrong = keeps it from being published
procedures-is-doubted = worth a look
procedures-wrong-count = { $count ->
    [one] { $count } problem
   *[other] { $count } problems
}
procedures-doubt-count = { $count ->
    [one] { $count } to look at
   *[other] { $count } to look at
}
procedures-problem-number = It has no number.
procedures-problem-number-taken = Another procedure has this number.
procedures-problem-name = It has no name.
procedures-problem-half = One language is missing; the other is shown instead.
procedures-problem-long = That is too long for a phone.
procedures-problem-no-steps = It has no steps.
procedures-problem-many-steps = At most 300 steps.
procedures-problem-title = It does not say what is asked.
procedures-problem-choices = At least two choices.
procedures-problem-choice-words = A choice has no words.
procedures-problem-choice-twice = Two choices say the same.
procedures-problem-unit = It has no unit.
procedures-problem-decimal = That is not a number.
procedures-problem-limits = Lower limit, nominal and upper limit must rise.
procedures-problem-no-limits = Without limits every reading is within.
procedures-problem-signer = It does not say who signs.

procedures-called = Name
procedures-scope = Serves
procedures-number-hint = Stays the same from version to version.
procedures-minutes-whole = Target for the whole
procedures-minutes-sum = Steps together: { $count } min
procedures-purpose = Purpose
procedures-every-kind-hint = None chosen: it serves every kind of work.
procedures-every-model-hint = None given: only orders whose kind has it as default take it.
procedures-rivals = { $count ->
    [one] Another procedure serves the same work
   *[other] { $count } other procedures serve the same work
}
procedures-rivals-more = An order made on a phone takes the one with the highest version.
procedures-default-of = Default for
procedures-default-of-none = No kind of order has it as default.
procedures-along = What it takes
procedures-skills-hint = What the engineer must hold; chosen by name, or typed as a code.
procedures-tools = Tools
procedures-parts = Parts
procedures-attachments = Files
procedures-take-away = Without { $what }
procedures-withdraw = Withdraw
procedures-is-retired-hint = It is withdrawn: visits that hold a copy go on; new ones do not take it.

procedures-compared = v{ $revision } on phones → written here
procedures-first-version = First version
procedures-no-changes = Nothing differs
procedures-no-changes-more = What is written here is what phones have.
procedures-nothing = nothing
procedures-was-added = Added as { $place }
procedures-was-removed = Removed, was { $place }
procedures-was-moved = Moved { $from } → { $to }
procedures-was-changed = Changed, { $place }

procedures-behind = v{ $revision } was published meanwhile by { $who }, { $when }
procedures-behind-show = Show it
procedures-behind-merges = You changed different things: yours goes on top of it, nothing is lost.
procedures-behind-conflicts = { $count ->
    [one] You both changed the same thing. Choose which one holds; everything else goes together.
   *[other] You both changed { $count } things. Choose which one holds; everything else goes together.
}
procedures-behind-mine = Mine: { $value }
procedures-behind-theirs = { $who }: { $value }
procedures-behind-take = Go on with both
procedures-behind-only-theirs = Only theirs, discard mine

procedures-publish-as = Publish { $number } v{ $revision }
procedures-publish-means = It reaches phones at their next sync. Visits that are under way or already planned keep the steps they have.
procedures-publish-retires = It is withdrawn: from their next sync on, phones do not take it for new visits. Visits that have its steps keep them.
procedures-changes = Changes
procedures-count-added = { $count } added
procedures-count-removed = { $count } removed
procedures-count-moved = { $count } moved
procedures-count-changed = { $count ->
    [one] { $count } step changed
   *[other] { $count } steps changed
}
procedures-count-fields = { $count } of the whole
procedures-reach-new = Served from now on
procedures-reach-lost = No longer served
procedures-reach-wider = more than before
procedures-reach-narrower = all others
procedures-change-note = What changed
procedures-change-note-hint = For the team; shown with the version.
procedures-not-yet = { $count ->
    [one] { $count } problem keeps it from being published
   *[other] { $count } problems keep it from being published
}
procedures-published-now = { $moved ->
    [0] { $number } v{ $revision } published
    [one] { $number } v{ $revision } published; { $moved } order kind or plan takes it now
   *[other] { $number } v{ $revision } published; { $moved } order kinds and plans take it now
}
procedures-stale = Somebody published meanwhile. Close this: their version and yours are shown beside each other.

procedures-walk = { $count } of { $of } steps come
procedures-walk-away = not needed
procedures-walk-open = open
procedures-phone-step = Step { $number } of { $of }
procedures-phone-again = From the beginning
procedures-phone-not-needed = The chosen step is not needed with these answers; this is the next one.
procedures-phone-standard = Standard { $limits }
procedures-phone-minutes = about { $count } min
procedures-phone-role = by: { $role }
procedures-phone-accepted = Accepted if:
procedures-phone-meter = This is also the reading of the device’s meter.
procedures-phone-not-applicable = Does not apply
procedures-phone-applies = It applies
procedures-phone-reading = Reading
procedures-phone-outside = Outside the limits
procedures-phone-within = Within the limits
procedures-phone-text = Text
procedures-phone-given = Given
procedures-phone-photo = Take photo
procedures-phone-scan = Scan
procedures-phone-sign = Sign
procedures-phone-note = The phone asks for a note or a photo here.
procedures-phone-before = Previous step
procedures-phone-save = Save, next
procedures-phone-leave = Leave open, next
procedures-phone-skip = Skip, next
procedures-phone-last = All steps done

procedures-replaced = Replaced
procedures-was-published = v{ $revision }, published { $when }
procedures-older = An earlier version: v{ $revision } is the newest
procedures-older-open = Open the newest version
procedures-half-way = A publication was begun and not finished
procedures-half-way-more = Publish goes on where it stands; nothing is published twice.
procedures-tools-hint = Find a tool by number or name
procedures-parts-hint = Find a part by number or name
procedures-take-away-it = Take away
procedures-files-add = Add manuals, drawings, pictures
procedures-file-name = Name of the file
procedures-file-purpose = What the file is for
procedures-withdraw-hint = New visits no longer take it; visits that hold a copy go on.
procedures-take-up = Take it up again
procedures-withdraw-ask = Withdraw { $number }?
procedures-withdrawn-now = { $number } withdrawn
procedures-taken-up-now = { $number } taken up again
procedures-publish-takes-up = It is withdrawn now; publishing takes it up again.
procedures-taken-back = The last publication taken back
procedures-problem-gone = It names something that is not there any more.
procedures-problem-refused = The server does not take it so.
procedures-stands-nothing = Nothing has been published. What you wrote is still here.
procedures-stands-begun = A draft was begun at the server; nothing has been published. Publish goes on from there.
procedures-stands-written = The draft stands at the server. Whether it was published is found out when you press Publish again; it is never published twice.
procedures-count-steps = { $count ->
    [one] { $count } step
   *[other] { $count } steps
}
procedures-what-changed = Against v{ $revision }
procedures-compare = Compare versions
procedures-compare-from = From
procedures-compare-to = To
procedures-same-versions = Both versions say the same.

procedures-takers = { $count ->
    [one] One kind of order or plan takes version { $revision } from now on
   *[other] { $count } kinds of orders and plans take version { $revision } from now on
}
procedures-takers-left = { $count ->
    [one] What is not chosen goes on with the version it names. It can be moved here later.
   *[other] The { $count } that are not chosen go on with the version they name. They can be moved here later.
}

# A draft, kept at the server while it is written.
procedures-draft-saved = Draft saved { $when }
procedures-draft-by = last written by
procedures-draft-saving = Saving the draft…
procedures-draft-away = The server does not answer: the draft is in this browser until it does
procedures-draft-gone = The draft was published or discarded at another desk
procedures-draft-gone-more = What stands here is kept in this browser. What you write from now on begins a new draft.
procedures-draft-refused = The draft could not be saved
procedures-draft-both = { $count ->
    [one] Another desk changed the same place differently. Choose which stands.
   *[other] Another desk changed { $count } of the same places differently. Choose which stand.
}
procedures-draft-mine = Mine: { $value }
procedures-draft-theirs = Theirs: { $value }
procedures-draft-only = You write a draft
procedures-draft-only-more = It is kept at the server. Whoever may publish finds it in the list and publishes it.
procedures-drafted = Being drafted
procedures-drafts-new = New procedures being drafted
