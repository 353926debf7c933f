# The places of stock.
stock-overview = What waits
stock-requests = Part requests
stock-parts = Parts
stock-locations = Locations
stock-movements = Movements
stock-a-request = Part request
stock-part = Part
stock-place = Location
stock-kind = Kind
stock-kind-warehouse = Warehouse
stock-kind-van = Van
stock-kind-in-transit = In transit
stock-kind-customer = Customers
stock-kind-scrap = Scrap
stock-kind-supplier = Suppliers
stock-kind-discrepancy = Discrepancies

# Why something moved, and how a request stands.
stock-reason-receive = Received
stock-reason-issue = Issued
stock-reason-accept = Accepted
stock-reason-use = Used
stock-reason-return = Returned
stock-reason-undo = Taken back
stock-reason-scrap = Scrapped
stock-reason-adjust = After a count
stock-reason-settle = Explained
stock-status-requested = Requested
stock-status-approved = Approved
stock-status-partly-issued = Partly issued
stock-status-issued = On the way
stock-status-accepted = Accepted
stock-status-refused = Refused
stock-status-empty = Withdrawn
stock-tracked-by = Pieces are told apart
stock-tracked-none = By nothing
stock-tracked-serial = By serial number
stock-tracked-lot = By lot

# What waits.
stock-to-settle = To settle
stock-to-settle-count = Does not add up · { $count }
stock-to-approve = To approve
stock-to-approve-count = To approve · { $count }
stock-to-issue = To issue
stock-to-issue-count = To issue · { $count }
stock-under-way = On the way
stock-under-way-count = On its way · { $count }
stock-low = Low
stock-low-count = Runs low · { $count }
stock-low-cut = There are more than are listed here.
stock-nothing-waits = Nothing waits
stock-nothing-waits-more = When somebody asks for parts, sends some back, counts otherwise than the books, or something runs low, it stands here.
stock-until-when = needed { $when }
stock-asked = Asked
stock-there = There
stock-missing = Missing
stock-no-warehouse = No warehouse ever held it
stock-goes-out = Goes out
stock-comes-back = Comes back
stock-came-short = Came short
stock-from-place = from { $place }
stock-sent-of = { $sent } sent, { $accepted } counted
stock-count-in = Count in…
stock-take-back-in = Take back in…
stock-books = Books
stock-counted = Counted
stock-used-of-it = Used

# The freeze after a restore.
stock-frozen = Issuing is stopped after a restore
stock-frozen-more = The server was restored from a backup. Until every van was heard again, it does not know what was issued meanwhile, and could issue it twice. Everything else goes on.
stock-frozen-no-issue = Nothing can be issued until every van was heard.
stock-look-at-freeze = Which vans are missing
stock-heard = heard since
stock-unheard = not heard since
stock-never-heard = never
stock-release = Let issuing go on
stock-release-ask = Let issuing go on?
stock-release-heard = Every van was heard since the restore: the books are whole again.
stock-release-unheard = { $count ->
    [one] One van was not heard since the restore. What was issued to it after the backup is not in the books and may be issued a second time. This cannot be taken back; a count of that van will show it.
   *[other] { $count } vans were not heard since the restore. What was issued to them after the backup is not in the books and may be issued a second time. This cannot be taken back; a count of those vans will show it.
}
stock-release-words = Type “{ $words }”

# Requests.
stock-which-requests = Which requests
stock-waiting = Waiting
stock-all = All
stock-show-all = Show all
stock-stands = State
stock-priority = Priority
stock-wants = What is wanted
stock-who-asks = Who asks
stock-where-to = For
stock-needed-by = Needed by
stock-order = Work order
stock-note = Note
stock-and-more = and { $count } more
stock-no-requests = No request here
stock-no-requests-more = Engineers ask for parts on the phone, for a job or to refill the van; the request comes here with the next sync.
stock-about = About
stock-lines-wanted = What is wanted
stock-wanted = Wanted
stock-where-it-is = Where it is
stock-what-became = What became of it
stock-nowhere = nobody has any
stock-approve-of = How much of { $what } is approved
stock-from-where = From where
stock-any-warehouse = any warehouse
stock-refuse-line = Refuse…
stock-refuse-all = Refuse…
stock-refuse = Refuse
stock-refuse-ask = { $count ->
    [one] Refuse this line?
   *[other] Refuse { $count } lines?
 }
stock-refuse-means = Whoever asked reads the reason on the phone. You can decide it anew as long as nothing was issued.
stock-reason-missing = Write why, in a few words.
stock-approve-as-asked = Approve as asked
stock-approve-as-written = Approve as written
stock-approved = Approved
stock-refused = Refused
stock-change = Decide anew
stock-issued = Issued
stock-accepted = Accepted
stock-on-the-way = On the way
stock-returned = Returned
stock-no-number = Not a quantity
stock-more-than-asked = More than was asked for
stock-less-than-issued = Less than was issued already
stock-refuse-instead = For none, refuse it
stock-more-than-approved = More is chosen than was approved.
stock-next-request = Next
stock-remark = Remark
stock-in-review = { $what }, kept for review

# Issuing.
stock-issue = Issue
stock-from-warehouse = From which warehouse
stock-issue-all = Issue…
stock-issue-ask = Issue from { $place }?
stock-issue-means = It goes into transit towards { $place } and counts there when it is accepted with the quantity counted. If it is to come back, take the parcel in again here.
stock-whoever-asks = whoever asked
stock-issue-now = Issue now
stock-below-zero = More than the books have
stock-below-zero-more = The books go below zero, and the difference stands among what does not add up until it is explained.
stock-numbers-of = Serial numbers of { $what }
stock-not-in-books = not in the books
stock-serial = Serial number
stock-lot = Lot
stock-scan-serial = Scan or type a number
stock-of-lot = Lot { $lot } ({ $there } there)
stock-take-out = How much goes out

# Counting in what is on its way.
stock-accept-ask = Count in what { $place } sent
stock-into = Into
stock-came = Came
stock-of-sent = { $count } sent
stock-found-as = Found as
stock-before-after = There before → after
stock-more-than-sent = More than was sent
stock-rest-stays = What did not come stays on its way and is shown as short.
stock-accept-means = A parcel counts once: what is counted in here can only be moved on by a new movement.
stock-take-in = Take in

# Movements.
stock-when = When
stock-why = Why
stock-quantity = Quantity
stock-piece = Serial or lot
stock-way = From → to
stock-by = By
stock-for = For
stock-every-reason = every reason
stock-since = From
stock-until = to
stock-no-movements = Nothing moved
stock-no-movements-more = Whatever is received, issued, used, returned or explained leaves a line that is never changed.
stock-whole-trail = Whole trail

# The catalogue and one part.
stock-which-parts = Which parts
stock-new-part = New part
stock-find-part = Words, number, barcode
stock-number = Number
stock-name = Name
stock-in-warehouses = Warehouses
stock-in-vans = Vans
stock-minimum = Level
stock-minimum-hint = Below this a warehouse wants more, where it has no level of its own
stock-models = Models
stock-models-hint = None: it fits every model
stock-barcodes = Barcodes
stock-barcodes-hint = What a scanner reads on the part or its box
stock-maker = Maker
stock-maker-number = Number of the maker
stock-category = Category
stock-no-such-part = No part for “{ $words }”
stock-nothing-low = Nothing runs low
stock-nothing-low-more = A part runs low when a place has less of it than its level. Levels are set at the part or at the place.
stock-no-parts = No parts yet
stock-no-parts-more = The catalogue is what engineers choose from on the phone: with number, unit, barcodes and the models it fits.
stock-what-it-is = What it is
stock-of-the-maker = From the maker
stock-on-the-shelf = On the shelf
stock-unit = Unit
stock-unit-hint = pcs, m, L, kg
stock-specification = Specification
stock-replaces = Stands in for
stock-replaces-hint = Older parts that it may be fitted for
stock-price = Price
stock-price-hint = Where no price list says otherwise, without tax
stock-shelf-life = Shelf life in days
stock-expected-life = Expected life in days
stock-days = { $count ->
    [one] 1 day
   *[other] { $count } days
 }
stock-old-part = Old part
stock-old-returned = Comes back to the warehouse
stock-danger = Danger
stock-danger-hint = Refrigerant, mercury, radiation: shown wherever it is booked
stock-remarks = Remarks
stock-retired = No longer used
stock-edit = Edit
stock-done-editing = Back
stock-where-used = Where it is used
stock-every-model = every model
stock-never-used = It was never fitted.
stock-all-uses = All uses
stock-bought = bought
stock-history-of-serial = History of a serial number
stock-serial-history = { $serial }
stock-no-such-serial = Nothing is known of this number
stock-no-such-serial-more = Pieces are known from the first movement on that names their number.
stock-lies-at = Lies at
stock-in-a-device = fitted in a device
stock-in-no-place = in none of our places
stock-books-disagree = The books have it in more than one condition or place: count it.
stock-fitted-in = Fitted in
stock-since-when = since { $when }
stock-level-of = Level of { $what } at { $place }
stock-level-set = Level of { $what } at { $place } set

# Places.
stock-which-places = Which locations
stock-own-places = Warehouses and vans
stock-warehouses = Warehouses
stock-vans = Vans
stock-every-place = All
stock-filter-places = Number, name, holder
stock-new-place = New location
stock-whose-van = Whose van
stock-address = Address
stock-holder = Holder
stock-last-sync = Last sync
stock-lines = Lines
stock-last-count = Last count
stock-no-places = No location yet
stock-no-places-more = Parts lie in warehouses and vans; each movement goes from one location to another.
stock-which-view = What is shown
stock-what-lies-here = What lies here
stock-filter-parts = Part, number, serial
stock-lies-nothing = Nothing lies here
stock-lies-nothing-more = What is received or accepted here stands in this list.
stock-none-of-these = None of these
stock-below = Below zero
stock-condition = Condition
stock-counts = Counts
stock-also-to-decide = { $count } more to decide about this location
stock-count-place = Count
stock-receive-goods = Receive goods
stock-issue-parts = Issue parts

# Who holds a van.
stock-custody = Custody
stock-phone-lost = Phone lost or replaced…
stock-give-van = Give the van to somebody…
stock-nobody-holds = Nobody holds it
stock-nobody-holds-more = No phone may take anything out of this van. Count it, then give it to somebody.
stock-phone-revoked = Phone was revoked
stock-phone-revoked-more = The phone that holds this van sends nothing any more. Count the van and give it to another.
stock-suspended = Custody is suspended
stock-suspended-more = This phone was copied or restored from a backup. What it takes out goes to review until the van is counted and given out anew.
stock-never-counted = never counted
stock-count-first-short = not since the phone was last heard: count it first
stock-epoch = Custody no.
stock-epoch-hint = rises with every change of hands
stock-former = Held before by
stock-custody-ask = Who holds { $van } from now on?
stock-custody-changed = Somebody changed it meanwhile
stock-custody-changed-more = Look again at who holds it now before you go on.
stock-custody-from-now = From now on { $phone } may take nothing out of this van. What was synced stays booked as it is.
stock-custody-late = What { $phone } recorded since its last sync ({ $when }) and sends later is not lost: it is kept for review, and you decide under Attention whether each counts.
stock-custody-lines = { $count ->
    [one] By the books one thing is in the van.
   *[other] By the books { $count } different things are in the van.
 }
stock-count-first = It was not counted since that phone was last heard: count it before you give it out.
stock-counted-since = It was counted since.
stock-custody-discrepancies = { $count ->
    [one] One use by somebody else is not settled yet.
   *[other] { $count } uses by others are not settled yet.
}
stock-custody-back = If the phone is found again, give the van back to it: it becomes custody no. { $epoch } now and the next then, and what lay between stays in review.
stock-new-holder = New holder
stock-nobody-yet = nobody yet: count it first
stock-revoke-too = If the phone is lost, revoke it too, so that it reads nothing any more:
stock-give-to-them = Change custody
stock-take-from-phone = Take the van from this phone

# Counting.
stock-count-of = Count { $place }
stock-books-of = books of { $when }
stock-scan = Scan
stock-scan-number = Scan or type the number
stock-scan-hint = Barcode, part number, serial
stock-or-by-words = Or find it by words
stock-now-serial = { $what }: now its serial number
stock-now-lot = { $what }: now its lot
stock-one-more = One more: { $what }
stock-unknown-code = No part or number is { $code }
stock-which-lines = Which lines
stock-not-counted = Not counted
stock-differences = Differences
stock-difference = Difference
stock-complete = Everything was counted
stock-complete-hint = What has no figure is not there.
stock-begin-anew = Begin anew
stock-look-over = Look over…
stock-is-there = there
stock-not-there = not there
stock-after = After
stock-quantity-of = Quantity of { $what }
stock-drop-line = Drop the line of { $what }
stock-nothing-to-count = By the books nothing is here. Scan what you find.
stock-count-ask = Send the count of { $place }?
stock-count-sum = { $counted } lines counted, { $left } not.
stock-count-complete-means = What was not counted is taken as not there.
stock-count-part-means = What was not counted stays as the books have it.
stock-count-then = The books do not change by this. The differences stand under “Does not add up”, where you say whether the count or the books are right.
stock-count-agrees = Everything that was counted agrees with the books.
stock-send-count = Send the count
stock-differences-count = { $count ->
    [one] 1 difference
   *[other] { $count } differences
 }
stock-settled = Settled
stock-agrees = Agrees
stock-counted-lines = { $count ->
    [one] 1 line
   *[other] { $count } lines
 }
stock-was-complete = everything
stock-was-part = a part of it

# Receiving and issuing line by line.
stock-receive-into = Receive goods into { $place }
stock-issue-out-of = Issue parts from { $place }
stock-receive-means = What came from a supplier: scan each thing, or type how many.
stock-issue-free-means = Without a request: it goes into transit, and whoever receives it counts it. For a request, issue it there.
stock-receive-now = Receive
stock-no-lines = Nothing yet
stock-no-lines-more = Scan a barcode or a part number, or find the part by words.
stock-received-lines = { $count ->
    [one] 1 line
   *[other] { $count } lines
 } received into { $place }
stock-issued-lines = { $count ->
    [one] 1 line
   *[other] { $count } lines
 } issued from { $place }
stock-taken-back = taken back at once

# To a place without a request, thrown away, asked for at the desk.
stock-destination = To
stock-choose-destination = Choose a location…
stock-destination-missing = Choose where it goes.
stock-issue-note-hint = Why, or what for: whoever counts it reads it
stock-meant-for = for
stock-said-to-be = found: { $condition }
stock-scrap-parts = Scrap
stock-scrap-out-of = Scrap parts of { $place }
stock-scrap-means = What is good for nothing any more leaves the books of this location; the trail keeps what it was and why. Say the condition it is in: it leaves the balance that it lies in.
stock-scrap-reason = Why
stock-scrap-now = Scrap now
stock-scrapped-lines = { $count ->
    [one] 1 line
   *[other] { $count } lines
 } of { $place } scrapped
stock-new-request = New request
stock-ask-now = Ask for parts
stock-for-whom = For whom
stock-engineer = Engineer
stock-whom-missing = Say for whom: an engineer, an order or a location.
stock-their-van = the engineer's van
stock-part-missing = Choose a part.
stock-one-part-more = One part more
stock-asked-by = asked by
stock-in-every-place = Every location
stock-nothing-on-the-way = Nothing is on its way
